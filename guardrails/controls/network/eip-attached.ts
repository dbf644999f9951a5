import { isUnset } from "../../../model";
import { control, fail, pass, unknown } from "../../control";

export const eipAttached = control({
  kind: "resource",
  id: "eip-attached",
  title: "Every Elastic IP address is in use",
  severity: "low",
  why: "An address that nothing uses costs money, and names that still point to it lead to whoever gets it next.",
  fix: {
    terraform: "Attach it (`instance`, `network_interface`, `aws_eip_association`, a NAT gateway), or release it.",
  },
  references: { fsbp: ["EC2.12"], nist: ["CM"], checkov: ["CKV2_AWS_19"] },
  types: ["aws_eip"],
  evaluate: (eip, graph) => {
    const own = ["instance", "network_interface"].find((name) => !isUnset(eip.get(name)));
    if (own !== undefined) {
      return pass(`${own} uses it`, own);
    }
    const user = graph.referrersOf(eip).find(({ from }) => from.mode === "managed" && !/_record$/.test(from.type));
    const [output] = graph.outputsOf(eip);
    return user !== undefined
      ? pass(`${user.from.address} uses it`)
      : output === undefined
        ? fail("nothing uses it")
        : unknown(`nothing here uses it; the output ${output} hands it on to others`);
  },
});
