import { synthesized } from "../../support/environments";
import { textsWithin } from "../../support/json";

const webApp = () => synthesized({}, "web-app").template;

it.each<[string, string | string[]]>([
  ["vpc_id", "${aws_vpc.vpc.id}"],
  ["public_subnet_ids", ["${aws_subnet.public_a.id}", "${aws_subnet.public_b.id}"]],
  ["private_subnet_ids", ["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"]],
  ["load_balancer_dns_name", "${aws_lb.load_balancer.dns_name}"],
  ["application_url", "https://app.example.com"],
  ["database_endpoint", "${aws_db_instance.postgres.address}"],
  ["database_port", "${aws_db_instance.postgres.port}"],
  ["database_secret_arn", "${aws_db_instance.postgres.master_user_secret[0].secret_arn}"],
  ["application_role_arn", "${aws_iam_role.application_role.arn}"],
  ["backup_role_arn", "${aws_iam_role.backup_role.arn}"],
  ["config_role_arn", "${aws_iam_role.config_role.arn}"],
  ["function_role_arn", "${aws_iam_role.compliance_role.arn}"],
  ["recovery_check_role_arn", "${aws_iam_role.recovery_check_role.arn}"],
  ["trail_role_arn", "${aws_iam_role.trail_role.arn}"],
  ["backup_vault_name", "${aws_backup_vault.backup.name}"],
  ["backup_vault_arn", "${aws_backup_vault.backup.arn}"],
  ["web_acl_arn", "${aws_wafv2_web_acl.web_acl.arn}"],
])("WEB-OUT-1: %s", (name, value) => {
  expect(webApp().outputs[name]?.value).toEqual(value);
});

it("WEB-OUT-1: without a name of its own, the application is at the load balancer's", () => {
  const certificateArn = "arn:aws:acm:us-east-1:222222222222:certificate/11111111-2222-3333-4444-555555555555";
  const { template } = synthesized(
    { edge: { domainName: undefined, hostedZoneId: undefined, certificateArn } },
    "web-app",
  );

  expect(template.outputs.application_url?.value).toBe("https://${aws_lb.load_balancer.dns_name}");
});

it("WEB-OUT-1: no role is left out, but that of flow logs, which nobody else passes on or trusts", () => {
  const values = textsWithin(Object.values(webApp().outputs).map(({ value }) => value)).map(({ text }) => text);
  const left = webApp()
    .addresses("aws_iam_role")
    .filter((address) => !values.includes(`\${${address}.arn}`));

  expect(left).toEqual(["aws_iam_role.flow_log_role"]);
});

it("ALL-13: each says in a sentence what it is, and none holds a password", () => {
  for (const { description, sensitive } of Object.values(webApp().outputs)) {
    expect(description).toMatch(/^[A-Z].+\.$/);
    expect(sensitive).toBeUndefined();
  }
  expect(JSON.stringify(Object.values(webApp().outputs))).not.toMatch(/password|secret_string/);
});
