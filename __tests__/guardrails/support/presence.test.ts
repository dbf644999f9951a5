import type { Control } from "../../../guardrails/control";
import { backupCoversStateful } from "../../../guardrails/controls/backup/backup-covers-stateful";
import { backupVaultLocked } from "../../../guardrails/controls/backup/backup-vault-locked";
import { configRecorderOn } from "../../../guardrails/controls/config/config-recorder-on";
import { findingsReachPeople } from "../../../guardrails/controls/detection/findings-reach-people";
import { guarddutyOn } from "../../../guardrails/controls/detection/guardduty-on";
import { albBehindWaf } from "../../../guardrails/controls/edge/alb-behind-waf";
import { wafLogged } from "../../../guardrails/controls/edge/waf-logged";
import { lambdaFailuresKept } from "../../../guardrails/controls/lambda/lambda-failures-kept";
import { topicSomeoneListens } from "../../../guardrails/controls/logs/topic-someone-listens";
import { endpointGatewayS3Present } from "../../../guardrails/controls/network/endpoint-gateway-s3-present";
import { sgNoWorldAdminPorts } from "../../../guardrails/controls/network/sg-no-world-admin-ports";
import { vpcDefaultSgClosed } from "../../../guardrails/controls/network/vpc-default-sg-closed";
import { vpcFlowLogged } from "../../../guardrails/controls/network/vpc-flow-logged";
import { s3PublicAccessBlocked } from "../../../guardrails/controls/s3/s3-public-access-blocked";
import { secretRotates } from "../../../guardrails/controls/secrets/secret-rotates";
import { evaluate } from "../../../guardrails/evaluate";
import { synthGraph } from "../../support/graphs";
import type { JsonObject } from "../../support/json";

const COUNT = { count: "${var.x ? 1 : 0}" };
const DOUBT = "is made: its count or for_each is not known";

function said(control: Control, resource: JsonObject, variable: JsonObject = { x: { type: "bool" } }) {
  return evaluate(synthGraph({ variable, resource }), [control]).map(
    ({ outcome, address, reason }) => `${outcome} ${address}: ${reason}`,
  );
}

describe("what may not be made", () => {
  const bucket = (block: JsonObject, own: JsonObject = {}) => ({
    aws_s3_bucket: { b: own },
    aws_s3_bucket_public_access_block: {
      b: {
        bucket: own.count === undefined ? "${aws_s3_bucket.b.id}" : "${aws_s3_bucket.b[0].id}",
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
        ...block,
      },
    },
  });
  const ofBucket = (...given: Parameters<typeof bucket>) =>
    said(s3PublicAccessBlocked, bucket(...given)).filter((text) => / aws_s3_bucket\.b/.test(text));

  it("is no companion that is surely there", () => {
    expect(ofBucket(COUNT)).toEqual([
      `unknown aws_s3_bucket.b: it cannot be told whether aws_s3_bucket_public_access_block.b ${DOUBT}`,
    ]);
    expect(ofBucket({ for_each: "${var.x}" })).toEqual([expect.stringMatching(/^unknown aws_s3_bucket\.b/)]);
  });

  it("is one where it is made as often as what it is for, or where it is known that it is made", () => {
    expect(ofBucket(COUNT, COUNT)).toEqual([expect.stringMatching(/^pass aws_s3_bucket\.b/)]);
    for (const times of [{}, { count: 1 }, { for_each: '${toset(["a"])}' }, { for_each: "${toset([var.x])}" }]) {
      expect(ofBucket(times)).toEqual([expect.stringMatching(/^pass aws_s3_bucket\.b/)]);
    }
    expect(ofBucket({ count: 0 })).toEqual([expect.stringMatching(/^fail aws_s3_bucket\.b/)]);
  });

  it("is a flow log of which nobody knows, and still a door that may be open", () => {
    const vpc = { aws_vpc: { v: {} } };
    const log = { aws_flow_log: { f: { vpc_id: "${aws_vpc.v.id}", traffic_type: "ALL", ...COUNT } } };
    expect(said(vpcFlowLogged, { ...vpc, ...log })).toEqual([
      `unknown aws_vpc.v: it cannot be told whether aws_flow_log.f ${DOUBT}`,
    ]);
    const rule = { security_group_id: "${aws_security_group.g.id}", cidr_ipv4: "0.0.0.0/0", ip_protocol: "tcp" };
    const group = {
      aws_security_group: { g: {} },
      aws_vpc_security_group_ingress_rule: { r: { ...rule, from_port: 22, to_port: 22, ...COUNT } },
    };
    expect(said(sgNoWorldAdminPorts, group).join()).toContain("fail ");
  });

  it("is no part of the account's baseline", () => {
    expect(said(guarddutyOn, { aws_guardduty_detector: { d: { enable: true, ...COUNT } } })).toEqual([
      `unknown aws_guardduty_detector.d: it cannot be told whether aws_guardduty_detector.d ${DOUBT}`,
    ]);
    expect(said(guarddutyOn, { aws_guardduty_detector: { d: { enable: false, ...COUNT } } }).join()).toMatch(/^fail/);
    expect(said(guarddutyOn, { aws_guardduty_detector: { d: { ...COUNT } } }, { x: { default: true } })).toEqual([
      expect.stringMatching(/^pass/),
    ]);
  });

  const topic = { aws_sns_topic: { t: {} } };
  const alarm = { aws_cloudwatch_metric_alarm: { a: { alarm_actions: ["${aws_sns_topic.t.arn}"] } } };
  const balancer = { aws_lb: { l: { load_balancer_type: "application", internal: false } } };
  const table = {
    aws_vpc: { v: {} },
    aws_subnet: { s: { vpc_id: "${aws_vpc.v.id}" } },
    aws_route_table: { t: { vpc_id: "${aws_vpc.v.id}" } },
    aws_route_table_association: { a: { subnet_id: "${aws_subnet.s.id}", route_table_id: "${aws_route_table.t.id}" } },
  };
  const recorder = { aws_config_configuration_recorder: { r: {} } };
  const rule = {
    aws_guardduty_detector: { d: {} },
    aws_cloudwatch_event_rule: { r: { event_pattern: '{"source":["aws.guardduty"]}' } },
  };
  it.each<{ control: Control; others: JsonObject; type: string; block: JsonObject }>([
    {
      control: secretRotates,
      others: { aws_secretsmanager_secret: { s: {} } },
      type: "aws_secretsmanager_secret_rotation",
      block: rotation(),
    },
    {
      control: backupVaultLocked,
      others: { aws_backup_vault: { v: {} } },
      type: "aws_backup_vault_lock_configuration",
      block: { backup_vault_name: "${aws_backup_vault.v.name}" },
    },
    {
      control: albBehindWaf,
      others: balancer,
      type: "aws_wafv2_web_acl_association",
      block: { resource_arn: "${aws_lb.l.arn}" },
    },
    {
      control: wafLogged,
      others: { aws_wafv2_web_acl: { w: {} } },
      type: "aws_wafv2_web_acl_logging_configuration",
      block: { resource_arn: "${aws_wafv2_web_acl.w.arn}", log_destination_configs: ["arn:aws:s3:::aws-waf-logs-x"] },
    },
    {
      control: vpcDefaultSgClosed,
      others: { aws_vpc: { v: {} } },
      type: "aws_default_security_group",
      block: { vpc_id: "${aws_vpc.v.id}" },
    },
    {
      control: lambdaFailuresKept,
      others: { aws_lambda_function: { f: {} } },
      type: "aws_lambda_function_event_invoke_config",
      block: {
        function_name: "${aws_lambda_function.f.function_name}",
        destination_config: { on_failure: { destination: "arn:aws:sqs:us-east-1:111122223333:q" } },
      },
    },
    {
      control: topicSomeoneListens,
      others: { ...topic, ...alarm },
      type: "aws_sns_topic_subscription",
      block: { topic_arn: "${aws_sns_topic.t.arn}" },
    },
    {
      control: configRecorderOn,
      others: recorder,
      type: "aws_config_configuration_recorder_status",
      block: { name: "${aws_config_configuration_recorder.r.name}", is_enabled: true },
    },
    {
      control: configRecorderOn,
      others: recorder,
      type: "aws_config_delivery_channel",
      block: { s3_bucket_name: "b" },
    },
    {
      control: findingsReachPeople,
      others: rule,
      type: "aws_cloudwatch_event_target",
      block: { rule: "${aws_cloudwatch_event_rule.r.name}", arn: "arn:aws:sqs:us-east-1:111122223333:q" },
    },
    {
      control: endpointGatewayS3Present,
      others: table,
      type: "aws_vpc_endpoint",
      block: {
        service_name: "com.amazonaws.us-east-1.s3",
        vpc_endpoint_type: "Gateway",
        route_table_ids: ["${aws_route_table.t.id}"],
      },
    },
    {
      control: backupCoversStateful,
      others: { aws_efs_file_system: { f: {} } },
      type: "aws_backup_selection",
      block: { resources: ["${aws_efs_file_system.f.arn}"] },
    },
  ])("is not counted: $control.id without $type", ({ control, others, type, block }) => {
    const outcomes = (more: JsonObject) =>
      said(control, { ...others, [type]: { one: { ...block, ...more } } }).filter(
        (text) => text.split(" ")[1] !== `${type}.one:`,
      );
    const sure = outcomes({});
    const perhaps = outcomes(COUNT);
    expect(sure.some((text) => text.startsWith("pass"))).toBe(true);
    expect(perhaps).not.toEqual(sure);
    expect(perhaps.filter((text) => text.startsWith("unknown") && text.includes(type))).toHaveLength(1);
  });

  function rotation(): JsonObject {
    return { secret_id: "${aws_secretsmanager_secret.s.id}", rotation_rules: { automatically_after_days: 30 } };
  }
});
