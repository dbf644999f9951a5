import { computeControls } from "../../../../guardrails/controls/compute";
import { edgeControls } from "../../../../guardrails/controls/edge";
import { lambdaControls } from "../../../../guardrails/controls/lambda";
import { networkControls } from "../../../../guardrails/controls/network";
import { rdsControls } from "../../../../guardrails/controls/rds";
import { secretControls } from "../../../../guardrails/controls/secrets";
import { evaluate } from "../../../../guardrails/evaluate";
import { realPlan } from "../../../support/graphs";

const CONTROLS = [
  ...networkControls,
  ...rdsControls,
  ...secretControls,
  ...lambdaControls,
  ...computeControls,
  ...edgeControls,
].filter((control) => !("onByDefault" in control));

/** What the controls of network, data and compute find in a real plan: `<severity> <control> <address>`, the grave ones. */
function found(name: string): readonly string[] {
  const bad = evaluate(realPlan(name), CONTROLS).filter(({ outcome }) => outcome === "fail");
  return bad
    .filter(({ control }) => control.severity === "critical" || control.severity === "high")
    .map(({ control, address }) => `${control.id} ${address}`)
    .sort();
}

it("finds each grave thing of a plan that is insecure on purpose", () => {
  expect(found("insecure")).toEqual([
    "ec2-disks-encrypted aws_launch_template.web",
    "ec2-imdsv2-only aws_launch_template.web",
    "nacl-no-world-admin-ports aws_network_acl.main",
    "nacl-no-world-all-ports aws_network_acl.main",
    "no-plaintext-secret-anywhere aws_db_instance.main",
    "rds-deletion-protected aws_db_instance.main",
    "rds-encrypted aws_db_instance.main",
    "rds-final-snapshot aws_db_instance.main",
    "rds-in-data-subnets aws_db_instance.main",
    "rds-not-public aws_db_instance.main",
    "rds-password-never-in-state aws_db_instance.main",
    "route-data-tier-isolated aws_subnet.a",
    "route-data-tier-isolated aws_subnet.b",
    "route-private-not-to-igw aws_subnet.a",
    "route-private-not-to-igw aws_subnet.b",
    "secret-recoverable aws_secretsmanager_secret.db",
    "sg-db-only-from-app aws_security_group.db",
    "sg-no-world-admin-ports aws_security_group_rule.rdp6",
    "sg-no-world-admin-ports aws_vpc_security_group_ingress_rule.ssh",
    "sg-no-world-risky-ports aws_security_group.db",
    "sg-no-world-risky-ports aws_vpc_security_group_ingress_rule.ssh",
    "sg-world-only-on-edge aws_security_group.db",
    "sg-world-only-on-edge aws_security_group.ssh",
    "vpc-default-sg-closed aws_vpc.main",
  ]);
});

it("finds nothing false where modules, for_each and values that are known later come in", () => {
  expect(found("modules")).toEqual([
    "rds-password-never-in-state aws_db_instance.main",
    'sg-db-only-from-app module.net["blue"].aws_security_group.db',
    'vpc-default-sg-closed module.net["blue"].aws_vpc.this',
    'vpc-default-sg-closed module.net["green"].aws_vpc.this',
  ]);
});

it("never says what a secret is", () => {
  const said = evaluate(realPlan("insecure"), CONTROLS).map(({ reason }) => reason);
  expect(said.filter((reason) => reason.includes("correct-horse"))).toEqual([]);
});
