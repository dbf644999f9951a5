import { type Use, usesIn } from "../support/graph";
import type { Block, Template } from "../support/template";

/**
 * Resources that belong to one other, which they name in this argument. To be named there is no use: a bucket with a
 * policy and nothing in it would be as dead as one without.
 */
const ATTACHED_BY: Readonly<Record<string, string>> = {
  aws_acm_certificate_validation: "certificate_arn",
  aws_athena_named_query: "workgroup",
  aws_autoscaling_policy: "autoscaling_group_name",
  aws_backup_selection: "plan_id",
  aws_backup_vault_lock_configuration: "backup_vault_name",
  aws_backup_vault_policy: "backup_vault_name",
  aws_cloudwatch_event_target: "rule",
  aws_cloudwatch_log_metric_filter: "log_group_name",
  aws_config_configuration_recorder_status: "name",
  aws_default_network_acl: "default_network_acl_id",
  aws_default_security_group: "vpc_id",
  aws_ec2_transit_gateway_vpc_attachment: "vpc_id",
  aws_eip_association: "instance_id",
  aws_flow_log: "vpc_id",
  aws_glue_catalog_table: "database_name",
  aws_guardduty_detector_feature: "detector_id",
  aws_iam_group_policy_attachment: "group",
  aws_iam_role_policy_attachment: "role",
  aws_kms_alias: "target_key_id",
  aws_lambda_permission: "function_name",
  aws_lb_listener: "load_balancer_arn",
  aws_network_acl: "subnet_ids",
  aws_network_acl_rule: "network_acl_id",
  aws_route: "route_table_id",
  aws_route_table_association: "subnet_id",
  aws_s3_bucket_lifecycle_configuration: "bucket",
  aws_s3_bucket_logging: "bucket",
  aws_s3_bucket_notification: "bucket",
  aws_s3_bucket_object_lock_configuration: "bucket",
  aws_s3_bucket_ownership_controls: "bucket",
  aws_s3_bucket_policy: "bucket",
  aws_s3_bucket_public_access_block: "bucket",
  aws_s3_bucket_server_side_encryption_configuration: "bucket",
  aws_s3_bucket_versioning: "bucket",
  aws_secretsmanager_secret_rotation: "secret_id",
  aws_secretsmanager_secret_version: "secret_id",
  aws_sns_topic_policy: "arn",
  aws_sns_topic_subscription: "topic_arn",
  aws_sqs_queue_policy: "queue_url",
  aws_vpc_endpoint: "vpc_id",
  aws_vpc_security_group_egress_rule: "security_group_id",
  aws_vpc_security_group_ingress_rule: "security_group_id",
  aws_wafv2_web_acl_association: "resource_arn",
  aws_wafv2_web_acl_logging_configuration: "resource_arn",
};

/** What nothing else uses, and why it is there: whole types, or single addresses. A new entry needs a reason. */
export const ROOTS: Readonly<Record<string, string>> = {
  aws_accessanalyzer_analyzer: "watches the account by itself",
  aws_athena_workgroup: "is opened by people, for the saved queries",
  aws_autoscaling_group: "is what the environment is for",
  aws_backup_plan: "backs up by itself",
  aws_cloudtrail: "records by itself",
  aws_cloudtrail_event_data_store: "is queried by people",
  aws_cloudwatch_dashboard: "is read by people",
  aws_cloudwatch_event_rule: "fires by itself, for its target",
  aws_cloudwatch_log_resource_policy: "lets EventBridge write, which names no policy",
  aws_cloudwatch_metric_alarm: "fires by itself, to the topic",
  aws_config_config_rule: "evaluates by itself",
  aws_config_configuration_recorder: "records by itself",
  aws_config_delivery_channel: "delivers by itself",
  aws_db_event_subscription: "tells by itself, to the topic",
  aws_db_instance: "is what the environment is for",
  aws_ebs_encryption_by_default: "holds for the whole region",
  aws_guardduty_detector: "watches the region by itself",
  aws_iam_account_password_policy: "holds for the whole account",
  aws_iam_group: "is for people, who are put into it",
  aws_iam_service_linked_role: "is found by Auto Scaling by its name",
  aws_instance: "is opened by people",
  aws_lb: "is what people reach",
  "aws_route53_record.load_balancer_name": "is what people type",
  aws_s3_account_public_access_block: "holds for the whole account",
  "aws_s3_bucket.data": "is what the environment is for",
  "aws_s3_bucket.state_files": "is what the state stack is for",
  "aws_secretsmanager_secret.database_secret": "is read by the database's consumers",
  aws_securityhub_account: "gathers findings by itself",
  aws_securityhub_standards_subscription: "evaluates by itself",
  "aws_subnet.public_b": "waits for a NAT gateway of its own, where there is one only",
  "aws_subnet.public_c": "waits for a NAT gateway of its own, where there is one only",
};

/** Found by AWS by their names: the service that writes to a log group only depends on it. */
const USED_BY_NAME = ["aws_cloudwatch_log_group"];

/** The functions of Terraform that our expressions call. */
export const FUNCTIONS = [
  ...["alltrue", "anytrue", "base64encode", "can", "ceil", "cidrhost", "contains", "distinct", "floor", "jsondecode"],
  ...[
    "join",
    "jsonencode",
    "length",
    "one",
    "range",
    "regex",
    "sha256",
    "split",
    "strcontains",
    "tonumber",
    "toset",
    "try",
  ],
  "zipmap",
];

/** Has a hash of eight hexadecimal digits, as cdktf makes them, or a list's index. Blocks of addresses are neither. */
export function isUnreadable(address: string): boolean {
  const words = address.replace(/_\d{1,3}_\d{1,3}_\d{1,3}_\d{1,3}_\d{1,2}$/, "");
  return /_(?=[a-f]*\d)[0-9a-f]{8}(?:_|$)/i.test(words) || /_\d{1,2}$/.test(words);
}

/**
 * The resources of an environment's stacks that nothing uses, but for roots and what is attached to something. An output is a use
 * where another stack reads it.
 */
export function deadWeight(stacks: Readonly<Record<string, Template>>): string[] {
  const read = new Set(Object.values(stacks).flatMap(outputsRead));
  return Object.entries(stacks).flatMap(([stack, template]) => {
    const isReadOutput = (from: string) => [...read].some((place) => `${stack} ${from}`.endsWith(place));
    const uses = usesIn(template).filter(({ from }) => !/^(?:output|check)\./.test(from) || isReadOutput(from));
    const sides = { by: grouped(uses, ({ from }) => from), of: grouped(uses, ({ to }) => to ?? ""), template };
    return template.resources
      .filter((block) => !isRoot(block) && !isAttached(block, sides) && !isUsed(block, sides))
      .map(({ address }) => address);
  });
}

/** The uses of a file, by what refers and by what is referred to. */
interface Sides {
  readonly by: ReadonlyMap<string, readonly Use[]>;
  readonly of: ReadonlyMap<string, readonly Use[]>;
  readonly template: Template;
}

function grouped(uses: readonly Use[], keyOf: (use: Use) => string): ReadonlyMap<string, readonly Use[]> {
  const groups = new Map<string, Use[]>();
  for (const use of uses) {
    groups.set(keyOf(use), [...(groups.get(keyOf(use)) ?? []), use]);
  }
  return groups;
}

/** The outputs of other stacks that a file reads, as `<layer> output.<name>`, the layer being the end of that stack's name. */
function outputsRead(template: Template): string[] {
  return usesIn(template).flatMap(({ reference }) => {
    const [, layer, output] = /^data\.terraform_remote_state\.(\w+)\.outputs\.(\w+)/.exec(reference) ?? [];
    return layer === undefined ? [] : [`-${layer} output.${output}`];
  });
}

function isRoot({ type, address }: Block): boolean {
  return type in ROOTS || address in ROOTS;
}

function isAttached({ type, address }: Block, { by }: Sides): boolean {
  const argument = ATTACHED_BY[type];
  return (
    argument !== undefined &&
    (by.get(address) ?? []).some(({ path, to }) => to !== undefined && isWithin(path, argument))
  );
}

function isUsed(block: Block, sides: Sides): boolean {
  return (sides.of.get(block.address) ?? [])
    .filter(({ from }) => from !== block.address)
    .some(({ from, path }) => {
      if (path.startsWith("depends_on")) {
        return USED_BY_NAME.includes(block.type);
      }
      const user = sides.template.resources.find(({ address }) => address === from);
      const argument = user === undefined ? undefined : ATTACHED_BY[user.type];
      // An attachment that is itself used, such as a secret's version that is read back, passes its use on.
      return user === undefined || argument === undefined || !isWithin(path, argument) || isUsed(user, sides);
    });
}

function isWithin(path: string, argument: string): boolean {
  return path === argument || path.startsWith(`${argument}.`);
}

/** The data sources, ephemeral values, variables and locals of a file that nothing reads. */
export function unusedValues(template: Template): string[] {
  const uses = usesIn(template).filter(({ path }) => !path.startsWith("validation."));
  return template.blocks
    .map(({ address }) => address)
    .filter((address) => /^(?:data|ephemeral|var|local)\./.test(address))
    .filter((address) => !uses.some(({ from, to }) => to === address && from !== address));
}
