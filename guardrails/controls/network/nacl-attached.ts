import { asText, isUnset } from "../../../model";
import { control, fail, pass, unknown } from "../../control";
import { unknownValue } from "../../support/attributes";
import { ACL } from "../../support/network-acl";

const SUBNET_TYPE = /^aws_(?:default_)?subnets?$/;

export const naclAttached = control({
  kind: "resource",
  id: "nacl-attached",
  title: "Every network ACL guards a subnet",
  severity: "low",
  why: "An ACL without subnets is taken for a line of defence that is not there.",
  fix: { terraform: "Name its subnets in `subnet_ids`, or take it away." },
  references: { fsbp: ["EC2.16"], nist: ["CM"], checkov: ["CKV2_AWS_1"] },
  types: [ACL],
  evaluate: (acl, graph) => {
    const { items, unknown: missing } = acl.list("subnet_ids");
    const [association] = graph.referrersOf(acl, "aws_network_acl_association", "network_acl_id");
    if (items.some((item) => !isUnset(item) && asText(item) !== "") || association !== undefined) {
      return pass(association === undefined ? "subnet_ids names subnets" : `${association.from.address} attaches it`);
    }
    if (
      missing !== undefined &&
      !isUnset(missing) &&
      graph.referencesOf(acl, "subnet_ids").some(({ to }) => SUBNET_TYPE.test(to.type))
    ) {
      return pass("subnet_ids names subnets", "subnet_ids");
    }
    const [output] = graph.outputsOf(acl);
    return (
      (missing === undefined ? undefined : unknownValue(acl, "subnet_ids", missing)) ??
      (output === undefined
        ? fail("no subnet has it")
        : unknown(`no subnet here has it; the output ${output} hands it on to others`))
    );
  },
});
