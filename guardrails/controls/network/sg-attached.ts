import { control, fail, pass, unknown } from "../../control";
import { GROUP } from "../../support/security-group-rules";
import { attachmentsOf } from "./attachments";

export const sgAttached = control({
  kind: "resource",
  id: "sg-attached",
  title: "Every security group is attached to something",
  severity: "low",
  why: "A group that guards nothing is taken for one that does, and its old rules come to life with whatever is put into it.",
  fix: { terraform: "Attach the group (`vpc_security_group_ids`, `security_groups`), or take it away." },
  references: { fsbp: ["EC2.22"], nist: ["CM"], checkov: ["CKV2_AWS_5"] },
  types: [GROUP],
  evaluate: (group, graph) => {
    const [attached] = attachmentsOf(graph, group);
    if (attached !== undefined) {
      return pass(`${attached.from.address} is in it`);
    }
    const [output] = graph.outputsOf(group);
    return output === undefined
      ? fail("nothing is in it")
      : unknown(`nothing here is in it; the output ${output} hands it on to others`);
  },
});
