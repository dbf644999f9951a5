import { control, fail, pass, unknown } from "../../control";
import { doubtOf, isSurelyMade } from "../../support/presence";

const SUBSCRIPTION = "aws_sns_topic_subscription";
/** Who publishes alerts: what refers to a topic by one of these is of no use if nobody listens. */
const PUBLISHES =
  /^(?:alarm_actions|ok_actions|insufficient_data_actions|arn|topic|sns_topic|sns_topic_arn|sns_topic_arns|sns_topic_name|subscriber_sns_topic_arns|notification)$/;
const LISTENS = /^aws_(?:sns_topic_subscription|chatbot_.+)$/;

export const topicSomeoneListens = control({
  kind: "resource",
  id: "topic-someone-listens",
  title: "Somebody listens to the topics that alerts are sent to",
  severity: "medium",
  why: "An alert on a topic without subscription reaches nobody.",
  fix: {
    yaml: "monitoring.alertEmail: team@example.com",
    terraform: `Add an \`${SUBSCRIPTION}\` for the topic: an address, a queue, a function, or a chat.`,
  },
  references: {
    cis: { v3: ["4.1"], v5: ["4.1"] },
    nist: ["SI"],
  },
  types: ["aws_sns_topic"],
  evaluate: (topic, graph) => {
    const referrers = graph.referrersOf(topic);
    const listeners = referrers.map(({ from }) => from).filter(({ type }) => LISTENS.test(type));
    const listener = listeners.find((one) => isSurelyMade(one, topic)) ?? listeners[0];
    if (listener !== undefined) {
      return isSurelyMade(listener, topic) ? pass(`${listener.address} listens`) : unknown(doubtOf(listener));
    }
    const publisher = referrers.find(
      ({ from, path }) => from.type !== "aws_sns_topic_policy" && PUBLISHES.test(String(path[0])),
    );
    if (publisher === undefined) {
      return undefined;
    }
    const [other] = graph.companions(topic, SUBSCRIPTION, "topic_arn").maybe;
    return other === undefined
      ? fail(`${publisher.from.address} sends to it, but there is no ${SUBSCRIPTION}`)
      : unknown(`it cannot be told which topic ${other.address} listens to`);
  },
});
