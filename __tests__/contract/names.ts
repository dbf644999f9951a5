import { NAME_RULES, type NameType } from "../../config/name-rules";
import { isList, type Json, type JsonObject, listOf, objectOf } from "../support/json";
import type { Template } from "../support/template";

/** A name that a resource gives to something in AWS. */
export interface GivenName {
  /** `<address> <argument>`. */
  readonly place: string;
  readonly name: string;
  readonly type: NameType;
}

/**
 * The arguments that name something, with the types of names that they take. Indexes are left out: `tags.Name`, `rule.name`.
 * Each argument of this kind is in this table or in {@link OTHER_NAMES}; a test finds those that are in neither.
 */
export const NAME_ARGUMENTS: Readonly<Record<string, Readonly<Record<string, readonly NameType[]>>>> = {
  aws_accessanalyzer_analyzer: { analyzer_name: ["accessanalyzer"] },
  aws_athena_workgroup: { name: ["athena-workgroup"] },
  aws_autoscaling_group: { name: ["autoscaling-group"], "tag.Name": ["ec2-instance"] },
  aws_backup_plan: { name: ["backup-plan"] },
  aws_backup_selection: { name: ["backup-selection"] },
  aws_backup_vault: { name: ["backup-vault"] },
  aws_cloudtrail: { name: ["cloudtrail"] },
  aws_cloudtrail_event_data_store: { name: ["event-data-store"] },
  aws_cloudwatch_dashboard: { dashboard_name: ["dashboard"] },
  aws_cloudwatch_event_rule: { name: ["event-rule"] },
  aws_cloudwatch_log_group: { name: ["log-group", "event-log-group", "waf-log-group"] },
  aws_cloudwatch_log_metric_filter: { name: ["metric-filter"] },
  aws_cloudwatch_log_resource_policy: { policy_name: ["log-resource-policy"] },
  aws_cloudwatch_metric_alarm: { alarm_name: ["metric-alarm"] },
  aws_config_config_rule: { name: ["config-rule"] },
  aws_config_configuration_recorder: { name: ["config-recorder"] },
  aws_config_delivery_channel: { name: ["config-delivery-channel"] },
  aws_db_event_subscription: { name: ["db-event-subscription"] },
  // A snapshot is called after its instance.
  aws_db_instance: { identifier: ["db-instance"], final_snapshot_identifier: ["db-instance"] },
  aws_db_parameter_group: { name: ["db-parameter-group"] },
  aws_db_subnet_group: { name: ["db-subnet-group"] },
  // Both come with the VPC, and stay with it, closed.
  aws_default_network_acl: { "tags.Name": ["vpc"] },
  aws_default_security_group: { "tags.Name": ["vpc"] },
  aws_ec2_transit_gateway_vpc_attachment: { "tags.Name": ["transit-gateway-attachment"] },
  // An address is called after whom it is for.
  aws_eip: { "tags.Name": ["nat-gateway", "ec2-instance"] },
  aws_flow_log: { "tags.Name": ["flow-log"] },
  aws_glue_catalog_database: { name: ["glue-database"] },
  aws_iam_group: { name: ["iam-group"] },
  aws_iam_instance_profile: { name: ["instance-profile"] },
  aws_iam_policy: { name: ["iam-policy"] },
  aws_iam_role: { name: ["iam-role"] },
  aws_instance: { "tags.Name": ["ec2-instance"], "root_block_device.tags.Name": ["ec2-instance"] },
  aws_internet_gateway: { "tags.Name": ["internet-gateway"] },
  aws_key_pair: { key_name: ["key-pair"] },
  aws_kms_alias: { name: ["kms-alias"] },
  aws_lambda_function: { function_name: ["lambda-function"] },
  aws_launch_template: { name: ["launch-template"], "tag_specifications.tags.Name": ["ec2-instance"] },
  aws_lb: { name: ["load-balancer"] },
  aws_lb_target_group: { name: ["target-group"] },
  aws_nat_gateway: { "tags.Name": ["nat-gateway"] },
  aws_network_acl: { "tags.Name": ["network-acl"] },
  aws_route_table: { "tags.Name": ["route-table"] },
  aws_s3_bucket: { bucket: ["s3-bucket"] },
  aws_secretsmanager_secret: { name: ["secret"] },
  aws_security_group: { name: ["security-group"], "tags.Name": ["security-group"] },
  aws_sns_topic: { name: ["sns-topic"] },
  aws_sqs_queue: { name: ["sqs-queue"] },
  aws_ssm_parameter: { name: ["agent-parameter"] },
  aws_subnet: { "tags.Name": ["subnet"] },
  aws_vpc: { "tags.Name": ["vpc"] },
  aws_vpc_endpoint: { "tags.Name": ["vpc-endpoint"] },
  aws_wafv2_web_acl: { name: ["web-acl"] },
};

/** Arguments that look like names and are none of ours, with the reason. A new entry needs one. */
export const OTHER_NAMES: Readonly<Record<string, string>> = {
  "aws_acm_certificate.domain_name": "a name of the internet",
  "aws_athena_named_query.name": "a question in words, within the workgroup, which has the name",
  "aws_autoscaling_policy.name": "within the group, which has the name",
  "aws_backup_plan.rule.rule_name": "within the plan, which has the name",
  "aws_cloudtrail.advanced_event_selector.name": "says in words what is recorded",
  "aws_cloudtrail_event_data_store.advanced_event_selector.name": "says in words what is recorded",
  "aws_cloudwatch_log_metric_filter.metric_transformation.name": "a metric, within its namespace",
  "aws_cloudwatch_metric_alarm.metric_name": "a metric, within its namespace",
  "aws_config_config_rule.source.source_identifier": "AWS's word for the rule",
  "aws_db_instance.db_name": "a name of PostgreSQL's",
  "aws_db_parameter_group.parameter.name": "a name of PostgreSQL's",
  "aws_glue_catalog_table.name": "within the database, which has the name",
  "aws_glue_catalog_table.partition_keys.name": "a column",
  "aws_glue_catalog_table.storage_descriptor.columns.name": "a column",
  "aws_guardduty_detector_feature.name": "AWS's word for the plan",
  "aws_iam_service_linked_role.aws_service_name": "AWS's word for the service",
  "aws_launch_template.block_device_mappings.device_name": "a device of the image",
  "aws_route53_record.name": "a name of the internet",
  "aws_sns_topic.display_name": "who an e-mail is from, in words",
  "aws_vpc_endpoint.service_name": "AWS's word for the service",
  "aws_wafv2_web_acl.rule.name": "within the web ACL, which has the name",
  "aws_wafv2_web_acl.rule.statement.managed_rule_group_statement.name": "AWS's word for the group",
  "aws_wafv2_web_acl.rule.statement.managed_rule_group_statement.vendor_name": "AWS's word for itself",
  "aws_wafv2_web_acl.rule.visibility_config.metric_name": "a metric, within the web ACL",
  "aws_wafv2_web_acl.visibility_config.metric_name": "a metric, called after the web ACL",
  "aws_wafv2_web_acl_logging_configuration.redacted_fields.single_header.name": "a header of HTTP",
  "random_id.keepers.database_name": "a name of PostgreSQL's, repeated",
  "random_id.keepers.username": "a name of PostgreSQL's, repeated",
};

/** What AWS dictates that names begin with, and whose name follows where it is no type of its own. The only exceptions there are. */
export const DICTATED_PREFIXES: Readonly<Record<string, NameType>> = {
  "/aws/events/": "event-log-group",
  "/aws/lambda/": "lambda-function",
  "/aws/rds/instance/": "db-instance",
  "AmazonCloudWatch-": "agent-parameter",
  "alias/": "kms-alias",
  "aws-waf-logs-": "waf-log-group",
};

/** Names that AWS dictates as a whole. */
export const DICTATED_NAMES = ["RDSOSMetrics"];

const LOOKS_LIKE_A_NAME = /(?:^|[._])(?:name|identifier|alias)$|\.Name$/;

/** Eight digits stand for a random id, so that lengths count. */
const RANDOM_ID = /\$\{(?:random_id\.\w+\.hex|data\.terraform_remote_state\.\w+\.outputs\.\w+)\}/g;

/** The names that the resources of a file give, those that only refer to another's left out. */
export function givenNames(template: Template): GivenName[] {
  return template.resources.flatMap(({ address, type, values }) =>
    Object.entries(NAME_ARGUMENTS[type] ?? {}).flatMap(([path, types]) =>
      textsAt(withTagsByName(values), path)
        .filter((text) => !/^\$\{[^}]*\}$/.test(text))
        .map((text) => ({
          place: `${address} ${path}`,
          name: text.replace(RANDOM_ID, "0a1b2c3d"),
          type: typeOfName(text, types),
        })),
    ),
  );
}

/** Arguments that look like names, and that neither table has. */
export function unlistedNames(template: Template): string[] {
  const found = template.resources.flatMap(({ type, values }) =>
    scalarPaths(withTagsByName(values), "")
      .filter(({ path, text }) => LOOKS_LIKE_A_NAME.test(path) && !/^\$\{[^}]*\}$/.test(text))
      .map(({ path }) => ({ type, path, whole: `${type}.${path}` })),
  );
  return [
    ...new Set(
      found
        .filter(({ type, path, whole }) => NAME_ARGUMENTS[type]?.[path] === undefined && !(whole in OTHER_NAMES))
        .map(({ whole }) => whole),
    ),
  ].sort();
}

/** Of several types the one that the beginning tells, or else the word for it in the name. */
function typeOfName(text: string, types: readonly NameType[]): NameType {
  const [, dictated] = Object.entries(DICTATED_PREFIXES).find(([prefix]) => text.startsWith(prefix)) ?? [];
  const words = text.replaceAll("-", "").toLowerCase();
  const [first] = types;
  if (first === undefined) {
    throw new Error("an argument that names something takes at least one type of name");
  }
  return dictated ?? types.find((type) => words.includes(NAME_RULES[type].word.toLowerCase())) ?? first;
}

/** Auto Scaling groups have their tags as blocks of key and value: here as a map, as everywhere. */
function withTagsByName(values: JsonObject): JsonObject {
  const tags = listOf(values.tag).map(objectOf);
  return tags.length === 0
    ? values
    : { ...values, tag: Object.fromEntries(tags.map(({ key, value }) => [String(key), value ?? null])) };
}

function textsAt(values: Json | undefined, path: string): string[] {
  const [key = "", ...rest] = path.split(".");
  const found = listOf(values).flatMap((item) => listOf(objectOf(item)[key]));
  return rest.length === 0
    ? found.filter((item) => typeof item === "string")
    : found.flatMap((item) => textsAt(item, rest.join(".")));
}

function scalarPaths(value: Json, path: string): { path: string; text: string }[] {
  if (typeof value === "string") {
    return [{ path, text: value }];
  }
  if (isList(value)) {
    return value.flatMap((item) => scalarPaths(item, path));
  }
  return Object.entries(objectOf(value)).flatMap(([key, item]) =>
    scalarPaths(item, path === "" ? key : `${path}.${key}`),
  );
}
