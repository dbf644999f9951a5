import type { Graph, Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { isGiven } from "../../support/attributes";
import { CONFIGURATION, INSTANCE, TEMPLATE, writtenIn } from "./hosts";

const PATH = "iam_instance_profile";

function judge(host: Resource, graph: Graph): Verdict {
  const from = writtenIn(graph, host, PATH);
  if (from === "elsewhere") {
    return unknown("its launch template is not part of the input", PATH);
  }
  const isTemplate = from.resource.type === TEMPLATE;
  const given = (isTemplate ? [`${PATH}.name`, `${PATH}.arn`] : [PATH]).some((path) => isGiven(from.get(path)));
  return given
    ? pass(`${PATH} is set`, PATH)
    : fail(`${PATH} is not set: programs there need keys that somebody copies to it`, PATH);
}

export const ec2HasRole = control({
  kind: "resource",
  id: "ec2-has-role",
  title: "Instances have a role",
  severity: "medium",
  why: "Without one, programs on the host get access keys that last for ever, and Systems Manager cannot reach it.",
  fix: { terraform: "Set `iam_instance_profile` to the profile of a role with what the host needs." },
  references: {
    cis: { v3: ["1.18"], v5: ["1.17"] },
    nist: ["AC", "CM"],
    checkov: ["CKV2_AWS_41"],
  },
  types: [INSTANCE, TEMPLATE, CONFIGURATION],
  evaluate: judge,
});
