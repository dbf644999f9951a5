import { rolesOf } from "../../../handoff/facts/roles";
import { type Store, storesOf } from "../../../handoff/facts/stores";
import { SHIPPED, synthesized } from "../../support/environments";
import { synthGraph } from "../../support/graphs";
import { drawableOf, graphOf } from "../../support/reports";

describe("stores", () => {
  let stores: readonly Store[];

  beforeAll(() => {
    const { graph, flows } = drawableOf({ name: "enterpriseapp", base: "enterpriseapp", overrides: {} });
    stores = storesOf(graph, rolesOf(graph), flows);
  });

  const store = (address: string) => {
    const found = stores.find(({ resource }) => resource.address === address);
    return { ...found, resource: undefined, encryption: found?.encryption?.text };
  };

  it("tell of the database", () => {
    expect(store("aws_db_instance.postgres")).toEqual({
      resource: undefined,
      kind: "database",
      encryption: "key rds",
      backups: [
        "automated, daily at 03:00-04:00 UTC, to any point in 35 days",
        "AWS Backup, plan corp-plan-enterpriseapp, cron(30 6 * * ? *), kept 365 days",
      ],
      retention: ["backups 35 days, also after it is deleted", "a last snapshot when it is deleted"],
      protection: ["deletion protection", "prevent_destroy"],
      readers: [
        { address: "aws_autoscaling_group.application", words: "by tcp 5432" },
        { address: "aws_lambda_function.compliance", words: "by tcp 5432" },
        { address: "aws_lambda_function.recovery_check", words: "by tcp 5432" },
      ],
    });
  });

  it("tell of buckets, with their locks", () => {
    expect(store("aws_s3_bucket.trail_logs")).toEqual({
      resource: undefined,
      kind: "bucket",
      encryption: "key logs",
      backups: ["earlier versions are kept"],
      retention: ["objects 730 days", "earlier versions 730 days"],
      protection: ["prevent_destroy", "object lock, governance for 365 days", "not deleted while it holds objects"],
      readers: [],
    });
  });

  it("tell of secrets, and which role reads them", () => {
    expect(store("aws_secretsmanager_secret.database_secret")).toMatchObject({
      protection: ["prevent_destroy", "recoverable for 7 days"],
      readers: [{ address: "aws_iam_role.application_role" }],
    });
  });

  it.each(SHIPPED)("of %s are all that keep data", (base) => {
    const graph = graphOf(synthesized({}, base));
    const stores = storesOf(graph, rolesOf(graph), []);
    for (const type of [
      "aws_s3_bucket",
      "aws_db_instance",
      "aws_secretsmanager_secret",
      "aws_sqs_queue",
      "aws_cloudwatch_log_group",
    ]) {
      expect(stores.filter(({ resource }) => resource.type === type)).toHaveLength(graph.resources(type).length);
    }
    expect(stores.filter(({ encryption }) => encryption === undefined || encryption.kind === "none")).toEqual([]);
  });

  it("find readers by names, wildcards and the store's own policy; not those of others", () => {
    const graph = synthGraph({
      resource: {
        aws_s3_bucket: { logs: { bucket: "logs" }, other: { bucket: "logs-old" } },
        aws_s3_bucket_policy: {
          logs: {
            bucket: "${aws_s3_bucket.logs.id}",
            policy: policy({
              Principal: { AWS: "222222222222" },
              Action: "s3:GetObject",
              Resource: "arn:aws:s3:::logs/*",
            }),
          },
        },
        aws_iam_role: { by_name: {}, by_wildcard: {}, all: {}, writes: {}, other: {} },
        aws_iam_role_policy: {
          a: {
            role: "${aws_iam_role.by_name.id}",
            policy: policy({ Action: "s3:Get*", Resource: "arn:aws:s3:::logs/*" }),
          },
          b: {
            role: "${aws_iam_role.by_wildcard.id}",
            policy: policy({ Action: ["s3:*"], Resource: ["arn:aws:s3:::lo*"] }),
          },
          c: { role: "${aws_iam_role.all.id}", policy: policy({ NotAction: "iam:*", Resource: "*" }) },
          d: { role: "${aws_iam_role.writes.id}", policy: policy({ Action: "s3:PutObject", Resource: "*" }) },
          e: {
            role: "${aws_iam_role.other.id}",
            policy: policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::logs-old/*" }),
          },
        },
      },
    });
    const [logs] = storesOf(graph, rolesOf(graph), []);
    expect(logs?.readers).toEqual([
      { address: "aws_iam_role.all" },
      { address: "aws_iam_role.by_name" },
      { address: "aws_iam_role.by_wildcard" },
      { words: "whoever account 222222222222 lets by IAM" },
    ]);
  });
});

function policy(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}
