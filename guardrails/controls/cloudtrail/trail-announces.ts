import { display, isUnset } from "../../../model";
import { control, fail, pass } from "../../control";
import { unknownValue } from "../../support/attributes";

const TOPIC = "sns_topic_name";

export const trailAnnounces = control({
  kind: "resource",
  id: "trail-announces",
  title: "Trails announce each log file on a topic",
  severity: "low",
  why: "Who reads log files as they come needs to be told of them.",
  fix: { terraform: `Set \`${TOPIC}\` on the trail to a topic that \`cloudtrail.amazonaws.com\` may publish to.` },
  references: { nist: ["AU"], checkov: ["CKV_AWS_252"] },
  onByDefault: false,
  types: ["aws_cloudtrail"],
  evaluate: (trail, graph) => {
    const value = trail.get(TOPIC);
    const topic = graph.referencesOf(trail, TOPIC).find(({ to }) => to.type === "aws_sns_topic")?.to;
    return isUnset(value)
      ? fail(`${TOPIC} is not set`, TOPIC)
      : topic !== undefined
        ? pass(`it announces on ${topic.address}`, TOPIC)
        : (unknownValue(trail, TOPIC, value) ?? pass(`it announces on ${display(value)}`, TOPIC));
  },
});
