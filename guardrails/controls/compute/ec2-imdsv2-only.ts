import { asText, display, type Graph, isUnset, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { attributeOf, unknownValue } from "../../support/attributes";
import { CONFIGURATION, INSTANCE, TEMPLATE, writtenIn } from "./hosts";

const TOKENS = "metadata_options.http_tokens";
const ENDPOINT = "metadata_options.http_endpoint";
const DEFAULTS = "aws_ec2_instance_metadata_defaults";

function judge(host: Resource, graph: Graph): Verdict {
  const from = writtenIn(graph, host, "metadata_options");
  if (from === "elsewhere") {
    return unknown("its launch template is not part of the input", TOKENS);
  }
  const value = from.get(TOKENS);
  const where = from === host ? attributeOf(from, TOKENS) : `${TOKENS} of ${from.resource.address}`;
  const attribute = from === host ? TOKENS : undefined;
  if (asText(from.get(ENDPOINT)) === "disabled") {
    return pass("the metadata service is off", attribute);
  }
  if (isUnset(value)) {
    const defaults = graph.resources(DEFAULTS).find((one) => asText(one.get("http_tokens")) === "required");
    return defaults === undefined
      ? fail(`${where} is not set: version 1 answers unless the image or the account says otherwise`, attribute)
      : pass(`${defaults.address} requires tokens`);
  }
  return (
    unknownValue(from, TOKENS, value) ??
    (asText(value) === "required"
      ? pass(`${where} is "required"`, attribute)
      : fail(`${where} is ${display(value)}: version 1 answers to whoever can send a request from the host`, attribute))
  );
}

export const ec2Imdsv2Only = control({
  kind: "resource",
  id: "ec2-imdsv2-only",
  title: "Instances answer for metadata with a token only (IMDSv2)",
  severity: "high",
  why: "With version 1 a program that fetches any URL for others can be made to hand out the role's credentials.",
  fix: { terraform: 'Set `metadata_options { http_tokens = "required" }`.' },
  references: {
    cis: { v3: ["5.6"], v5: ["5.7"] },
    fsbp: ["EC2.8", "EC2.170", "AutoScaling.3"],
    nist: ["AC", "CM", "MP", "SC"],
    checkov: ["CKV_AWS_79"],
    trivy: ["AWS-0028", "AWS-0130"],
  },
  types: [INSTANCE, TEMPLATE, CONFIGURATION],
  evaluate: judge,
});
