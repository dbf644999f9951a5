import { synthesized, variants } from "../support/environments";
import { usesIn } from "../support/graph";
import { type JsonObject, listOf, objectOf, textsOf } from "../support/json";
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

/** Buckets that others log to: they log to none themselves, and take no other encryption than S3's own. */
const LOG_TARGETS = ["access_logs", "state_access_logs"];

/** What is replaced while in use, so that a successor must stand beside it for a moment. */
const REPLACED_IN_USE = ["aws_db_parameter_group", "aws_security_group"];

/** What missing data means where it is not that all is well, with the reason. */
const MISSING_DATA: Readonly<Record<string, string>> = {
  // Counted now and then: between two counts the last one still holds.
  "aws_cloudwatch_metric_alarm.config_compliance": "ignore",
  // Silence is what it watches for.
  "aws_cloudwatch_metric_alarm.compliance_function_silent": "breaching",
};

/** Who writes to log groups, and the argument that names the group; without one the writer only waits for it. */
const LOG_WRITERS = ["aws_cloudtrail", "aws_db_instance", "aws_flow_log", "aws_lambda_function"];

const ALL = variants(
  "seccfn",
  "layered",
  "test copy",
  "state in a bucket of its own",
  "trail in CloudTrail Lake",
  "nothing of the account's",
  "named zones",
  "one NAT gateway",
  "another port",
  "another region, all in lower case",
);

describe.each(ALL)("$name", ({ overrides }) => {
  const made = () => synthesized(overrides);
  const templates = () => Object.values(made().stacks);
  const blocks = (type: string) => templates().flatMap((template) => template.blocksOf(type));

  it("ALL-4: rules security groups by resources of their own", () => {
    expect(templates().flatMap(inlineRules)).toEqual([]);
  });

  it("ALL-4: opens only the ports of named flows", () => {
    const port = made().environment.database.port;
    const open = [
      ...blocks("aws_vpc_security_group_ingress_rule"),
      ...blocks("aws_vpc_security_group_egress_rule"),
    ].map(
      ({ values: { from_port, to_port, ip_protocol, cidr_ipv4 = "group" } }) =>
        `${ip_protocol} ${from_port}-${to_port} ${cidr_ipv4}`,
    );
    expect(open.sort()).toEqual(
      ["tcp 443-443 0.0.0.0/0", `tcp ${port}-${port} group`, `tcp ${port}-${port} group`].sort(),
    );
  });

  it("ALL-5: associates every subnet with a route table, and keeps public and private ones apart", () => {
    expect(templates().flatMap(subnetProblems)).toEqual([]);
    const zones = blocks("aws_subnet").filter(({ name }) => name.startsWith("private_"));
    expect(new Set(zones.map(({ values }) => values.availability_zone)).size).toBeGreaterThanOrEqual(2);
  });

  it("ALL-6: has every bucket private, versioned, encrypted, TLS only, with a lifecycle and access logs", () => {
    expect(blocks("aws_s3_bucket").length).toBeGreaterThanOrEqual(3);
    expect(templates().flatMap(bucketProblems)).toEqual([]);
  });

  it("ALL-8: keeps and encrypts every log group as configured, and has it before who writes there", () => {
    expect(blocks("aws_cloudwatch_log_group").length).toBe(5);
    expect(templates().flatMap(logGroupProblems)).toEqual([]);
  });

  it("ALL-10: decides for every alarm what missing data means, and tells the topic of alarm and OK", () => {
    expect(blocks("aws_cloudwatch_metric_alarm").length).toBeGreaterThanOrEqual(4);
    expect(templates().flatMap(alarmProblems)).toEqual([]);
  });

  it("ALL-12: has unique names where all accounts share them, and room for a successor where it is replaced in use", () => {
    const { backend } = made().environment;
    const given = backend.type === "s3" && backend.createBucket ? [backend.bucket, `${backend.bucket}-logs`] : [];
    expect(templates().flatMap((template) => nameProblems(template, given))).toEqual([]);
  });
});

describe("a changed environment is refused:", () => {
  const template = () => synthesized().template;
  const resource = (type: string, name: string, ...path: string[]) => ["resource", type, name, ...path];

  it("a rule within a group", () => {
    const ingress = [{ from_port: 22, to_port: 22, protocol: "tcp", cidr_blocks: ["0.0.0.0/0"] }];
    expect(inlineRules(template().with(resource("aws_security_group", "database", "ingress"), ingress))).toEqual([
      "aws_security_group.database",
    ]);
    expect(inlineRules(template().with(resource("aws_default_security_group", "vpc", "ingress"), ingress))).toEqual([
      "aws_default_security_group.vpc",
    ]);
  });

  it("a subnet without a table, or a private one with the public table", () => {
    const association = resource("aws_route_table_association", "private_a");
    expect(subnetProblems(template().with(association, undefined))).toEqual([
      "aws_subnet.private_a has no route table",
    ]);
    const publicTable = template().with([...association, "route_table_id"], "${aws_route_table.public.id}");
    expect(subnetProblems(publicTable)).toEqual(["aws_subnet.private_a has a route to the internet gateway"]);
  });

  it.each<[string, (before: Template) => Template, string]>([
    [
      "versioning",
      (before) => before.with(resource("aws_s3_bucket_versioning", "data"), undefined),
      "has no aws_s3_bucket_versioning",
    ],
    [
      "suspended versioning",
      (before) =>
        before.with(resource("aws_s3_bucket_versioning", "data", "versioning_configuration", "status"), "Suspended"),
      "is not versioned",
    ],
    [
      "one open block",
      (before) => before.with(resource("aws_s3_bucket_public_access_block", "data", "block_public_acls"), false),
      "does not block all public access",
    ],
    [
      "ACLs",
      (before) =>
        before.with(resource("aws_s3_bucket_ownership_controls", "data", "rule", "object_ownership"), "ObjectWriter"),
      "does not enforce ownership",
    ],
    [
      "uploads that never end",
      (before) =>
        before.with(resource("aws_s3_bucket_lifecycle_configuration", "data", "rule", "1"), {
          id: "a",
          status: "Enabled",
        }),
      "does not abort incomplete uploads",
    ],
    [
      "no access log",
      (before) => before.with(resource("aws_s3_bucket_logging", "data"), undefined),
      "has no access log",
    ],
    [
      "no TLS",
      (before) => before.with(["data", "aws_iam_policy_document", "data_bucket_policy", "statement"], []),
      "takes requests without TLS",
    ],
    [
      "TLS for objects only",
      (before) =>
        before.with(
          ["data", "aws_iam_policy_document", "data_bucket_policy", "statement", "0", "resources"],
          ["arn:aws:s3:::seccfn-data-bucket-${random_id.bucket_suffix.hex}/*"],
        ),
      "takes requests without TLS",
    ],
    [
      "S3's own key",
      (before) =>
        before.with(
          resource(
            "aws_s3_bucket_server_side_encryption_configuration",
            "data",
            "rule",
            "0",
            "apply_server_side_encryption_by_default",
          ),
          { sse_algorithm: "AES256" },
        ),
      "is not encrypted by our key",
    ],
  ])("a bucket with %s", (_, change, problem) => {
    expect(bucketProblems(template())).toEqual([]);
    expect(bucketProblems(change(template()))).toEqual([`aws_s3_bucket.data ${problem}`]);
  });

  it("a log group that is kept for ever, that is not encrypted, or that nobody waits for", () => {
    const group = (...path: string[]) => resource("aws_cloudwatch_log_group", "compliance_logs", ...path);
    expect(logGroupProblems(template().with(group("retention_in_days"), undefined))).toEqual([
      "aws_cloudwatch_log_group.compliance_logs is kept for ever",
    ]);
    expect(logGroupProblems(template().with(group("kms_key_id"), undefined))).toEqual([
      "aws_cloudwatch_log_group.compliance_logs is not encrypted by our key",
    ]);
    const alone = template().with(resource("aws_lambda_function", "compliance", "depends_on"), []);
    expect(logGroupProblems(alone)).toEqual(["aws_cloudwatch_log_group.compliance_logs may be made after its writer"]);
  });

  it("an alarm that says nothing of missing data, or tells nobody", () => {
    const alarm = (...path: string[]) => resource("aws_cloudwatch_metric_alarm", "root_usage", ...path);
    expect(alarmProblems(template().with(alarm("treat_missing_data"), undefined))).toEqual([
      "aws_cloudwatch_metric_alarm.root_usage does not say what missing data means",
    ]);
    expect(alarmProblems(template().with(alarm("ok_actions"), []))).toEqual([
      "aws_cloudwatch_metric_alarm.root_usage does not tell the topic of ok_actions",
    ]);
  });

  it("a bucket's name that others may have, and a group that cannot stand beside its successor", () => {
    const bucket = resource("aws_s3_bucket", "data", "bucket");
    expect(nameProblems(template().with(bucket, "seccfn-data"), [])).toEqual([
      "aws_s3_bucket.data: seccfn-data is not unique",
    ]);
    const group = (...path: string[]) => resource("aws_security_group", "database", ...path);
    expect(nameProblems(template().with(group("lifecycle"), undefined), [])).toEqual([
      "aws_security_group.database is not created before its predecessor is destroyed",
    ]);
    expect(nameProblems(template().with(group("name"), "database"), [])).toEqual([
      "aws_security_group.database: database is the successor's name too",
    ]);
  });
});

function inlineRules(template: Template): string[] {
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

function subnetProblems(template: Template): string[] {
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

function bucketProblems(template: Template): string[] {
  return template.blocksOf("aws_s3_bucket").flatMap((bucket) => {
    const of = (type: string) =>
      template.blocksOf(type).find(({ values }) => values.bucket === `\${${bucket.address}.id}`);
    const missing = BUCKET_COMPANIONS.filter((type) => of(type) === undefined);
    const problems =
      missing.length > 0 ? missing.map((type) => `has no ${type}`) : companionProblems(template, bucket, of);
    return problems.map((problem) => `${bucket.address} ${problem}`);
  });
}

function companionProblems(template: Template, bucket: Block, of: (type: string) => Block | undefined): string[] {
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
    [
      isTarget ? encryption.sse_algorithm === "AES256" : String(encryption.kms_master_key_id).startsWith("${"),
      "is not encrypted by our key",
    ],
  ];
  return checks.flatMap(([holds, problem]) => (holds ? [] : [problem]));
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

function logGroupProblems(template: Template): string[] {
  return template.blocksOf("aws_cloudwatch_log_group").flatMap(({ address, values }) => {
    const writers = usesIn(template).filter(
      ({ from, to }) => to === address && LOG_WRITERS.includes(from.split(".")[0] ?? ""),
    );
    return [
      ...(/^\$\{var\.\w+_retention_days\}$/.test(String(values.retention_in_days))
        ? []
        : [`${address} is kept for ever`]),
      ...(/^\$\{(?:aws_kms_key|data\.terraform_remote_state)\./.test(String(values.kms_key_id))
        ? []
        : [`${address} is not encrypted by our key`]),
      ...(writers.length > 0 ? [] : [`${address} may be made after its writer`]),
    ];
  });
}

function alarmProblems(template: Template): string[] {
  return template
    .blocksOf("aws_cloudwatch_metric_alarm")
    .flatMap(({ address, values }) => [
      ...(values.treat_missing_data === (MISSING_DATA[address] ?? "notBreaching")
        ? []
        : [`${address} does not say what missing data means`]),
      ...["alarm_actions", "ok_actions"]
        .filter((key) => !textsOf(values[key]).some((text) => /aws_sns_topic\.alerts\.arn|alert_topic_arn/.test(text)))
        .map((key) => `${address} does not tell the topic of ${key}`),
    ]);
}

function nameProblems(template: Template, given: readonly string[]): string[] {
  const buckets = template.blocksOf("aws_s3_bucket").flatMap(({ address, values }) => {
    const name = String(values.bucket);
    const isUnique = /\$\{(?:random_id\.\w+\.hex|data\.terraform_remote_state\.\w+\.outputs\.bucket_suffix)\}$/.test(
      name,
    );
    return isUnique || given.includes(name) ? [] : [`${address}: ${name} is not unique`];
  });
  const replaced = REPLACED_IN_USE.flatMap((type) => template.blocksOf(type)).flatMap(({ address, values }) => [
    ...(objectOf(values.lifecycle).create_before_destroy === true
      ? []
      : [`${address} is not created before its predecessor is destroyed`]),
    ...(/-(?:[0-9a-f]{6}|postgres\d+)$/i.test(String(values.name))
      ? []
      : [`${address}: ${values.name} is the successor's name too`]),
  ]);
  return [...buckets, ...replaced];
}
