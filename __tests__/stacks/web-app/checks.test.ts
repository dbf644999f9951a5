import { synthesized } from "../../support/environments";
import { checksOf, idleChecks } from "../checks-of";

const webApp = () => synthesized({}, "web-app").template;
const named = (name: string) => checksOf(webApp()).find((check) => check.name === name);

it("LAM-OPS-1: a check for each guard that somebody else could have changed, once it is there", () => {
  expect(checksOf(webApp()).map(({ name, dataType, after }) => [name, dataType, ...after])).toEqual([
    [
      "account_blocks_public_buckets",
      "aws_s3_account_public_access_block",
      "aws_s3_account_public_access_block.account",
    ],
    ["backup_key_usable", "aws_kms_key", "aws_kms_key.backup"],
    ["backups_in_vault", "aws_backup_vault", "aws_backup_vault.backup"],
    ["data_bucket_takes_tls_only", "aws_s3_bucket_policy", "aws_s3_bucket_policy.data"],
    ["database_private_and_encrypted", "aws_db_instance", "aws_db_instance.postgres"],
    ["guardduty_watches", "aws_guardduty_detector", "aws_guardduty_detector.detection"],
    ["load_balancer_behind_web_acl", "aws_wafv2_web_acl", "aws_wafv2_web_acl_association.web_acl_load_balancer"],
    ["master_key_usable", "aws_kms_key", "aws_kms_key.master"],
    ["volumes_encrypted_by_default", "aws_ebs_encryption_by_default", "aws_ebs_encryption_by_default.account"],
  ]);
});

it("LAM-OPS-1: the vault: whether there is anything in it, which no plan knows", () => {
  expect(named("backups_in_vault")).toMatchObject({
    arguments: { name: "${aws_backup_vault.backup.name}" },
    conditions: ["${data.aws_backup_vault.backups_in_vault.recovery_points > 0}"],
    messages: ["The backup vault is empty, as it is until the first backup has run: there is nothing to restore."],
  });
});

it("LAM-OPS-1: the web ACL: whichever stands before the load balancer, by the load balancer", () => {
  expect(named("load_balancer_behind_web_acl")).toMatchObject({
    arguments: { resource_arn: "${aws_lb.load_balancer.arn}", scope: "REGIONAL" },
    conditions: ['${data.aws_wafv2_web_acl.load_balancer_behind_web_acl.name == "WebApp-WebAcl"}'],
    messages: ["Another web ACL than the environment's own filters requests to the load balancer."],
  });
  expect(webApp().only("aws_wafv2_web_acl").name).toBe("WebApp-WebAcl");
});

it("LAM-OPS-1: what is not there is not checked", () => {
  const { template } = synthesized({ edge: { waf: false }, backup: undefined, recoveryCheck: undefined }, "web-app");
  const names = checksOf(template).map(({ name }) => name);

  expect(names).not.toContain("load_balancer_behind_web_acl");
  expect(names).not.toContain("backups_in_vault");
});

it("LAM-OPS-1: no check asserts what the same plan sets", () => {
  expect(idleChecks(webApp())).toEqual([]);
  const condition = "${aws_lb.load_balancer.drop_invalid_header_fields}";
  const path = ["check", "guardduty_watches", "assert", "0", "condition"];
  expect(idleChecks(webApp().with(path, condition))).toEqual([`guardduty_watches: ${condition}`]);
});
