import { environmentFlows } from "../../stacks/network-flows";
import { ALL_VARIANTS, synthesized } from "../support/environments";
import type { Template } from "../support/template";
import {
  ANSWERS,
  alarmProblems,
  bucketProblems,
  inlineRules,
  logGroupProblems,
  nameProblems,
  openings,
  subnetProblems,
  wantedLogGroups,
  wantedOpenings,
} from "./resources";

describe.each(ALL_VARIANTS)("$name", ({ overrides, base }) => {
  const made = () => synthesized(overrides, base);
  const templates = () => Object.values(made().stacks);
  const blocks = (type: string) => templates().flatMap((template) => template.blocksOf(type));

  it("ALL-4: rules security groups by resources of their own", () => {
    expect(templates().flatMap(inlineRules)).toEqual([]);
  });

  it("ALL-4: opens only the ports of named flows, each to the one whom it is for", () => {
    expect(templates().flatMap(openings).sort()).toEqual(wantedOpenings(made().environment).sort());
  });

  it("ALL-4: lets nothing through network ACLs but the environment's flows and their answers", () => {
    const flows = environmentFlows(made().environment).map(({ port }) => `${port}-${port}`);
    const trusted = made().environment.bastion === undefined ? [] : ["22-22"];
    const passed = blocks("aws_network_acl_rule")
      .filter(({ values }) => values.rule_action === "allow")
      .map(({ values: { from_port, to_port, protocol } }) => `${protocol} ${from_port}-${to_port}`);
    const wanted = [...flows, ...trusted, ANSWERS].map((ports) => `tcp ${ports}`);
    expect([...new Set(passed)].sort()).toEqual([...new Set(wanted)].sort());
  });

  it("ALL-5: associates every subnet with a route table, and keeps public and private ones apart", () => {
    expect(templates().flatMap(subnetProblems)).toEqual([]);
    const zones = blocks("aws_subnet").filter(({ name }) => name.startsWith("private_"));
    expect(new Set(zones.map(({ values }) => values.availability_zone)).size).toBeGreaterThanOrEqual(2);
  });

  it("ALL-6: has every bucket private, versioned, encrypted, TLS only, with a lifecycle and access logs", () => {
    expect(blocks("aws_s3_bucket").length).toBeGreaterThanOrEqual(3);
    expect(templates().flatMap((template) => bucketProblems(template, made().environment))).toEqual([]);
  });

  it("ALL-8: keeps and encrypts every log group as configured, and has it before who writes there", () => {
    const groups = blocks("aws_cloudwatch_log_group").map(({ name }) => name);
    expect(groups.sort()).toEqual(wantedLogGroups(made().environment).sort());
    expect(templates().flatMap((template) => logGroupProblems(template, made().environment))).toEqual([]);
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
      "is not encrypted as configured",
    ],
  ])("a bucket with %s", (_, change, problem) => {
    const { environment } = synthesized();
    expect(bucketProblems(template(), environment)).toEqual([]);
    expect(bucketProblems(change(template()), environment)).toEqual([`aws_s3_bucket.data ${problem}`]);
  });

  it("a log group that is kept for ever, that is not encrypted, or that nobody waits for", () => {
    const group = (...path: string[]) => resource("aws_cloudwatch_log_group", "compliance_logs", ...path);
    const problems = (changed: Template) => logGroupProblems(changed, synthesized().environment);
    expect(problems(template().with(group("retention_in_days"), undefined))).toEqual([
      "aws_cloudwatch_log_group.compliance_logs is kept for ever",
    ]);
    expect(problems(template().with(group("kms_key_id"), undefined))).toEqual([
      "aws_cloudwatch_log_group.compliance_logs is not encrypted as configured",
    ]);
    const alone = template().with(resource("aws_lambda_function", "compliance", "depends_on"), []);
    expect(problems(alone)).toEqual(["aws_cloudwatch_log_group.compliance_logs may be made after its writer"]);
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
