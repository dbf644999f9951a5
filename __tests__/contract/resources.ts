import type { Environment } from "../../config/environment";
import { usesIn } from "../support/graph";
import { type Json, type JsonObject, listOf, objectOf, textsOf } from "../support/json";
import type { Block, Statement, Template } from "../support/template";

/** What hangs on each bucket, beside its policy. */
const BUCKET_COMPANIONS = [
  "aws_s3_bucket_lifecycle_configuration",
  "aws_s3_bucket_ownership_controls",
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_s3_bucket_server_side_encryption_configuration",
  "aws_s3_bucket_versioning",
];

/** Buckets that others log to: they log to none themselves. */
const LOG_TARGETS = ["access_logs", "state_access_logs"];

/** Buckets that take no other encryption than S3's own, whatever the environment's keys are. */
const S3_ENCRYPTED = [...LOG_TARGETS, "load_balancer_logs"];

/** What is replaced while in use, so that a successor must stand beside it for a moment. */
const REPLACED_IN_USE: Readonly<Record<string, string>> = {
  aws_db_parameter_group: "name",
  aws_key_pair: "key_name",
  aws_lb_target_group: "name",
  aws_security_group: "name",
};

/** What missing data means where it is not that all is well, with the reason. */
const MISSING_DATA: readonly (readonly [alarm: RegExp, missingData: string])[] = [
  // Counted now and then: between two counts the last one still holds.
  [/^(?:config_compliance|rule_\w+)$/, "ignore"],
  // Silence is what it watches for.
  [/^compliance_function_silent$/, "breaching"],
  // Nobody looked whether there are backups: as bad as none.
  [/^recovery_point_/, "breaching"],
];

/** Who writes to log groups, and the argument that names the group; without one the writer only waits for it. */
const LOG_WRITERS = [
  "aws_autoscaling_group",
  "aws_cloudtrail",
  "aws_cloudwatch_event_target",
  "aws_db_instance",
  "aws_flow_log",
  "aws_instance",
  "aws_lambda_function",
  "aws_wafv2_web_acl_logging_configuration",
];

/** Answers go to ephemeral ports, since network ACLs keep no state. */
export const ANSWERS = "1024-65535";

/** What security groups let through: direction, port and to or from whom. */
export function openings(template: Template): string[] {
  return (["ingress", "egress"] as const).flatMap((direction) =>
    template
      .blocksOf(`aws_vpc_security_group_${direction}_rule`)
      .map(({ values: { ip_protocol, from_port, to_port, cidr_ipv4, prefix_list_id } }) => {
        const who = prefix_list_id === undefined ? (cidr_ipv4 ?? "group") : "prefix list";
        return `${direction} ${ip_protocol} ${from_port}-${to_port} ${who}`;
      }),
  );
}

/** What an environment needs open, by what it has. */
export function wantedOpenings(environment: Environment): string[] {
  const { application, bastion, database, edge, network } = environment;
  const within = (port: number) => [`ingress tcp ${port}-${port} group`, `egress tcp ${port}-${port} group`];
  const fromInternet = (port: number) => [`ingress tcp ${port}-${port} 0.0.0.0/0`];
  const toAws = ["egress tcp 443-443 0.0.0.0/0"];
  // Functions reach AWS by endpoints only where there are some, instances where there is no other way.
  const byEndpoints = ["egress tcp 443-443 group", "egress tcp 443-443 prefix list"];
  const fromFunctions = network.endpoints ? byEndpoints : toAws;
  const functionGroups = [hasJobs(environment), rotates(environment)].filter(Boolean);
  return [
    ...functionGroups.flatMap(() => [...within(database.port), ...fromFunctions]),
    ...(network.endpoints ? [`ingress tcp 443-443 ${network.cidr}`] : []),
    ...(application === undefined ? [] : network.internetEgress ? toAws : byEndpoints),
    ...(application?.databaseAccess ? within(database.port) : []),
    ...(application?.ssh === "bastion" ? within(22) : []),
    ...(application?.ssh === "trusted" ? privateCidrs(network).map((cidr) => `ingress tcp 22-22 ${cidr}`) : []),
    ...(application === undefined || edge === undefined ? [] : [...within(application.port), ...fromInternet(80)]),
    ...(edge === undefined || edge.allowPlainHttp ? [] : fromInternet(443)),
    ...(bastion === undefined ? [] : toAws),
    ...(bastion === undefined || network.trustedCidrs.length === privateCidrs(network).length
      ? []
      : ["ingress tcp 22-22 ${each.value}"]),
  ];
}

/** Trusted ranges behind a transit gateway; the public ones are for the bastion host. */
function privateCidrs({ trustedCidrs }: Environment["network"]): string[] {
  return trustedCidrs.filter((cidr) =>
    /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(cidr),
  );
}

function hasJobs({ compliance, databaseFunction, recoveryCheck }: Environment): boolean {
  return compliance !== false || databaseFunction !== undefined || recoveryCheck !== undefined;
}

function rotates({ database }: Environment): boolean {
  return database.rotationDays !== undefined && database.credentials !== "rdsManaged";
}

/** The log groups of an environment, by what it has. */
export function wantedLogGroups(environment: Environment): string[] {
  const { application, bastion, compliance, database, databaseFunction, edge, network, recoveryCheck, storage } =
    environment;
  const optional: readonly [string, boolean][] = [
    ["application_logs", application !== undefined],
    ["bastion_logs", bastion !== undefined],
    ["compliance_logs", compliance !== false],
    ["data_event_logs", storage.events],
    ["database_os_metrics", database.enhancedMonitoringSeconds !== undefined],
    ["database_report_logs", databaseFunction !== undefined],
    ["flow_logs", network.flowLogs.destination === "cloudWatchLogs"],
    ["recovery_check_logs", recoveryCheck !== undefined],
    ["rotation_logs", rotates(environment)],
    ["web_acl_logs", edge !== undefined && edge.waf !== false],
  ];
  return [
    "database_postgresql",
    "database_upgrade",
    "trail_events",
    ...optional.flatMap(([name, isThere]) => (isThere ? [name] : [])),
  ];
}

/** The groups, ACLs and tables with rules or routes within them. */
export function inlineRules(template: Template): string[] {
  return [
    "aws_security_group",
    "aws_default_security_group",
    "aws_default_network_acl",
    "aws_network_acl",
    "aws_route_table",
  ]
    .flatMap((type) => template.blocksOf(type))
    .filter(({ values }) => ["ingress", "egress", "route"].some((key) => listOf(values[key]).length > 0))
    .map(({ address }) => address);
}

/** The subnets without a table, with one that is not for them, or with public addresses for all. */
export function subnetProblems(template: Template): string[] {
  const associations = template.blocksOf("aws_route_table_association");
  const isOpen = (table: string) =>
    template
      .blocksOf("aws_route")
      .some(
        ({ values }) => values.route_table_id === table && String(values.gateway_id).includes("aws_internet_gateway."),
      );
  return template.blocksOf("aws_subnet").flatMap(({ address, name, values }) => {
    const table = associations.find(({ values: { subnet_id } }) => subnet_id === `\${${address}.id}`)?.values
      .route_table_id;
    if (typeof table !== "string") {
      return [`${address} has no route table`];
    }
    return [
      ...(name.startsWith("private_") && isOpen(table) ? [`${address} has a route to the internet gateway`] : []),
      ...(values.map_public_ip_on_launch === false ? [] : [`${address} gives public addresses to all`]),
    ];
  });
}

/** What buckets lack of ALL-6. */
export function bucketProblems(template: Template, environment: Environment): string[] {
  return template.blocksOf("aws_s3_bucket").flatMap((bucket) => {
    const of = (type: string) =>
      template.blocksOf(type).find(({ values }) => values.bucket === `\${${bucket.address}.id}`);
    const missing = BUCKET_COMPANIONS.filter((type) => of(type) === undefined);
    const problems =
      missing.length > 0
        ? missing.map((type) => `has no ${type}`)
        : companionProblems(template, bucket, of, environment);
    return problems.map((problem) => `${bucket.address} ${problem}`);
  });
}

function companionProblems(
  template: Template,
  bucket: Block,
  of: (type: string) => Block | undefined,
  environment: Environment,
): string[] {
  const values = (type: string): JsonObject => of(type)?.values ?? {};
  const rule = (type: string): JsonObject => objectOf(listOf(values(type).rule)[0]);
  const block = values("aws_s3_bucket_public_access_block");
  const encryption = objectOf(
    listOf(rule("aws_s3_bucket_server_side_encryption_configuration").apply_server_side_encryption_by_default)[0],
  );
  const aborts = listOf(values("aws_s3_bucket_lifecycle_configuration").rule).some(
    (item) => "abort_incomplete_multipart_upload" in objectOf(item),
  );
  const isTarget = LOG_TARGETS.includes(bucket.name);
  const policy = of("aws_s3_bucket_policy")?.address ?? "";
  const checks: readonly [boolean, string][] = [
    [objectOf(values("aws_s3_bucket_versioning").versioning_configuration).status === "Enabled", "is not versioned"],
    [
      ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"].every(
        (key) => block[key] === true,
      ),
      "does not block all public access",
    ],
    [rule("aws_s3_bucket_ownership_controls").object_ownership === "BucketOwnerEnforced", "does not enforce ownership"],
    [aborts, "does not abort incomplete uploads"],
    [
      template.policyOf(policy, "policy").some((statement) => refusesPlainHttp(statement, bucket)),
      "takes requests without TLS",
    ],
    [isTarget || of("aws_s3_bucket_logging") !== undefined, "has no access log"],
    [!isTarget || of("aws_s3_bucket_logging") === undefined, "logs its own access"],
    [isEncrypted(bucket.name, encryption, environment), "is not encrypted as configured"],
  ];
  return checks.flatMap(([holds, problem]) => (holds ? [] : [problem]));
}

/** By S3's own keys where configuration or the service that writes wants it, else by the key of `kms.mode`; the state by its own. */
function isEncrypted(
  name: string,
  { sse_algorithm: algorithm, kms_master_key_id: key }: JsonObject,
  environment: Environment,
) {
  const { kms, storage } = environment;
  if (name === "state_files") {
    return algorithm === "aws:kms" && key === "${aws_kms_key.state.arn}";
  }
  const isPlain = name === "data" ? storage.encryption === "AES256" : kms.mode === "awsManaged";
  return S3_ENCRYPTED.includes(name) || isPlain
    ? algorithm === "AES256" && key === undefined
    : algorithm === "aws:kms" && isKey(key, environment);
}

/** Whether something is the key that the mode asks for: one of ours, the one that is given, or none, which is AWS's own. */
function isKey(key: Json | undefined, { kms }: Environment): boolean {
  const wanted = {
    own: /^\$\{(?:aws_kms_key|data\.terraform_remote_state)\./,
    existing: undefined,
    awsManaged: undefined,
  };
  return wanted[kms.mode]?.test(String(key)) ?? key === kms.existingKeyArn;
}

function refusesPlainHttp(
  { effect, principals, actions, resources, conditions }: Statement,
  { values }: Block,
): boolean {
  const arn = resources.find((resource) => resource.endsWith(`:::${values.bucket}`));
  return (
    effect === "Deny" &&
    "*" in principals &&
    actions.includes("s3:*") &&
    arn !== undefined &&
    resources.includes(`${arn}/*`) &&
    conditions.length === 1 &&
    conditions.every(
      ({ variable, values: allowed }) => variable === "aws:SecureTransport" && allowed.join() === "false",
    )
  );
}

/** What log groups lack of ALL-8. */
export function logGroupProblems(template: Template, environment: Environment): string[] {
  return template.blocksOf("aws_cloudwatch_log_group").flatMap(({ address, values }) => {
    const writers = usesIn(template).filter(
      ({ from, to }) => to === address && LOG_WRITERS.includes(from.split(".")[0] ?? ""),
    );
    return [
      ...(/^(?:\$\{var\.\w+_retention_days\}|[1-9]\d*)$/.test(String(values.retention_in_days))
        ? []
        : [`${address} is kept for ever`]),
      ...(isKey(values.kms_key_id, environment) ? [] : [`${address} is not encrypted as configured`]),
      ...(writers.length > 0 ? [] : [`${address} may be made after its writer`]),
    ];
  });
}

/** What alarms lack of ALL-10. */
export function alarmProblems(template: Template): string[] {
  return template
    .blocksOf("aws_cloudwatch_metric_alarm")
    .flatMap(({ address, name, values }) => [
      ...(values.treat_missing_data === (MISSING_DATA.find(([alarm]) => alarm.test(name))?.[1] ?? "notBreaching")
        ? []
        : [`${address} does not say what missing data means`]),
      ...["alarm_actions", "ok_actions"]
        .filter(
          (key) =>
            !textsOf(values[key]).some((text) => /aws_sns_topic\.alerts\.arn|alert_topic_arn|AlertTopicArn/.test(text)),
        )
        .map((key) => `${address} does not tell the topic of ${key}`),
    ]);
}

/** What names lack of ALL-12. Names that are given elsewhere need not be unique by themselves. */
export function nameProblems(template: Template, given: readonly string[]): string[] {
  const buckets = template.blocksOf("aws_s3_bucket").flatMap(({ address, values }) => {
    const name = String(values.bucket);
    const isUnique =
      /\$\{(?:random_id\.\w+\.hex|data\.terraform_remote_state\.\w+\.outputs\.(?:bucket_suffix|BucketSuffix))\}$/.test(
        name,
      );
    return isUnique || given.includes(name) ? [] : [`${address}: ${name} is not unique`];
  });
  const inUse = template.resources.filter(({ type }) => type in REPLACED_IN_USE);
  const replaced = inUse.flatMap(({ address, type, values }) => [
    ...(objectOf(values.lifecycle).create_before_destroy === true
      ? []
      : [`${address} is not created before its predecessor is destroyed`]),
    ...(/-(?:[0-9a-f]{6}|postgres\d+)$/i.test(String(values[REPLACED_IN_USE[type] ?? ""]))
      ? []
      : [`${address}: ${values[REPLACED_IN_USE[type] ?? ""]} is the successor's name too`]),
  ]);
  return [...buckets, ...replaced];
}
