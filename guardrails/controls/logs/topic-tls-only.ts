import { control, fail, pass, unknown } from "../../control";
import { isConfigured } from "../../support/attributes";
import { doubtOf, neededCompanions } from "../../support/presence";
import { refusesPlainHttp } from "../../support/tls-only";

const POLICY = "aws_sns_topic_policy";

export const topicTlsOnly = control({
  kind: "resource",
  id: "topic-tls-only",
  title: "Topics refuse requests without TLS",
  severity: "medium",
  why: "SNS answers over plain HTTP, too: whoever is on the way reads the alerts.",
  fix: {
    terraform:
      'Add a statement to the topic\'s policy that denies `sns:*` or `sns:Publish` to `"*"` where `Bool: { "aws:SecureTransport": "false" }`.',
  },
  references: { nist: ["SC"] },
  types: ["aws_sns_topic"],
  evaluate: (topic, graph) => {
    const { found, maybe } = neededCompanions(graph, topic, POLICY, "arn");
    const places = [...(topic.config !== undefined && isConfigured(topic, "policy") ? [topic] : []), ...found];
    const documents = places.map((place) => graph.policy(place, "policy"));
    const answers = documents.map((document) => refusesPlainHttp(document, "sns:publish", () => "yes"));
    const why = documents[answers.indexOf("unknown")]?.unknown ?? "its statements are not known";
    return answers.includes("yes")
      ? pass("the topic's policy refuses requests without TLS")
      : answers.includes("unknown")
        ? unknown(`it cannot be told whether the topic's policy refuses requests without TLS: ${why}`)
        : places.length === 0 && maybe[0] !== undefined
          ? unknown(doubtOf(maybe[0], `which topic ${maybe[0].address} is for`))
          : fail("no policy of the topic denies sns:Publish where aws:SecureTransport is false");
  },
});
