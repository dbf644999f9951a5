import { permissionsFor, policiesOf } from "../../../handoff/permissions";
import { graphOfSynth, type JsonObject } from "../../../model";
import { synthGraph } from "../../support/graphs";

const PROVIDER = {
  aws: [{ region: "eu-west-1", allowed_account_ids: ["123456789012"], default_tags: [{ tags: { Project: "Shop" } }] }],
};

/** The permissions of one stack. */
function of(resource: JsonObject, more: JsonObject = {}) {
  return permissionsFor(synthGraph({ provider: PROVIDER, resource, ...more }));
}

it("limits a bucket to its name, as far as it is known", () => {
  const { plan, apply } = of({
    aws_s3_bucket_versioning: { data: { bucket: "${aws_s3_bucket.data.id}" } },
    aws_s3_bucket: BUCKET,
  });
  expect(plan.map(({ Sid, Resource }) => [Sid, Resource])).toEqual([["S3", ["arn:aws:s3:::shop-data-*"]]]);
  const writes = apply.flatMap(({ Action }) => Action).filter((action) => !plan[0]?.Action.includes(action));
  expect(writes).toEqual([
    "s3:CreateBucket",
    "s3:DeleteBucket",
    "s3:PutBucketVersioning",
    "s3:TagResource",
    "s3:UntagResource",
  ]);
});

const BUCKET = { data: { bucket: "shop-data-${random_id.suffix.hex}" } };

it("asks for what an argument needs only where it is set", () => {
  const actions = (bucket: JsonObject) => of({ aws_s3_bucket: { data: bucket } }).apply.flatMap(({ Action }) => Action);
  expect(actions({ bucket: "a-bucket", force_destroy: true })).toContain("s3:DeleteObjectVersion");
  expect(actions({ bucket: "a-bucket", force_destroy: false })).not.toContain("s3:DeleteObjectVersion");
  expect(actions({ bucket: "a-bucket" })).not.toContain("s3:DeleteObjectVersion");
});

it("limits keys to those that carry the environment's tags, and their use to the services that use them", () => {
  const { plan, apply } = of({
    aws_kms_key: { main: { description: "key" } },
    aws_secretsmanager_secret: { db: { name: "shop/db", kms_key_id: "${aws_kms_key.main.arn}" } },
    aws_secretsmanager_secret_version: { db: { secret_id: "${aws_secretsmanager_secret.db.id}" } },
  });
  const use = { StringEquals: { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" } };
  const keys = ["arn:aws:kms:eu-west-1:123456789012:key/*"];
  expect(plan.find(({ Sid }) => Sid === "KeysViaSecretsmanager")).toEqual({
    Sid: "KeysViaSecretsmanager",
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: keys,
    Condition: use,
  });
  expect(apply.find(({ Sid }) => Sid === "KeysViaSecretsmanager")).toEqual({
    Sid: "KeysViaSecretsmanager",
    Effect: "Allow",
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: keys,
    Condition: use,
  });
  const tagged = apply.find(({ Sid }) => Sid === "KmsTagged");
  expect(tagged?.Condition).toEqual({ StringEquals: { "aws:ResourceTag/Project": "Shop" } });
  expect(tagged?.Action).toContain("kms:ScheduleKeyDeletion");
  expect(apply.find(({ Sid }) => Sid === "KmsNewTags")).toEqual({
    Sid: "KmsNewTags",
    Effect: "Allow",
    Action: ["kms:TagResource"],
    Resource: keys,
    Condition: {
      StringEquals: { "aws:RequestTag/Project": "Shop" },
      Null: { "aws:ResourceTag/Project": "true" },
    },
  });
  expect(apply.find(({ Sid }) => Sid === "Kms")?.Action).toContain("kms:EnableKeyRotation");
  expect(plan.map(({ Sid }) => Sid)).not.toContain("KmsTagged");
  expect(apply.filter(({ Action }) => Action.includes("kms:ScheduleKeyDeletion"))).toHaveLength(1);
});

it("does not count on tags that a key has otherwise", () => {
  const { apply } = of({ aws_kms_key: { main: { tags: { Project: "Other" } } } });
  expect(apply.map(({ Sid }) => Sid)).toEqual(["Kms", "KmsAnywhere"]);
});

it("lets nobody use a key where none encrypts a secret", () => {
  const { apply } = of({
    aws_secretsmanager_secret: { db: { name: "shop/db" } },
    aws_secretsmanager_secret_version: { db: { secret_id: "${aws_secretsmanager_secret.db.id}" } },
  });
  expect(apply.map(({ Sid }) => Sid)).toEqual(["Secretsmanager"]);
});

it("names a key that was there before, wherever it is", () => {
  const key = "arn:aws:kms:eu-west-1:999999999999:key/11111111-2222-3333-4444-555555555555";
  const { apply } = of({ aws_secretsmanager_secret: { db: { name: "shop/db", kms_key_id: key } } });
  expect(apply.find(({ Sid }) => Sid === "KeysViaSecretsmanager")?.Resource).toEqual([key]);
});

it("hands roles only to services that get one, and attaches only policies that are attached", () => {
  const { plan, apply } = of({
    aws_iam_role: { job: { name: "shop-role-job" } },
    aws_iam_policy: { job: { name: "shop-policy-job" } },
    aws_iam_role_policy_attachment: {
      own: { role: "${aws_iam_role.job.name}", policy_arn: "${aws_iam_policy.job.arn}" },
      managed: { role: "${aws_iam_role.job.name}", policy_arn: "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy" },
    },
    aws_lambda_function: { job: { function_name: "shop-job", role: "${aws_iam_role.job.arn}" } },
  });
  expect(apply.find(({ Sid }) => Sid === "PassRoles")).toEqual({
    Sid: "PassRoles",
    Effect: "Allow",
    Action: ["iam:PassRole"],
    Resource: ["arn:aws:iam::123456789012:role/shop-role-job"],
    Condition: { StringEquals: { "iam:PassedToService": ["lambda.amazonaws.com"] } },
  });
  expect(apply.find(({ Sid }) => Sid === "IamAttach")).toEqual({
    Sid: "IamAttach",
    Effect: "Allow",
    Action: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
    Resource: ["arn:aws:iam::123456789012:role/shop-role-job"],
    Condition: {
      ArnLike: {
        "iam:PolicyARN": [
          "arn:aws:iam::123456789012:policy/shop-policy-job",
          "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy",
        ],
      },
    },
  });
  expect(plan.map(({ Sid }) => Sid)).toEqual(["Iam", "Lambda"]);
});

it("knows roles by their paths", () => {
  const { plan } = of({ aws_iam_role: { job: { name: "shop-job", path: "/jobs/" } } });
  expect(plan.map(({ Resource }) => Resource)).toEqual([["arn:aws:iam::123456789012:role/jobs/shop-job"]]);
});

it("lets services make their own roles, and nobody else's", () => {
  const { apply } = of({ aws_db_subnet_group: { main: { name: "shop-db" } }, aws_iam_service_linked_role: ROLE });
  expect(apply.find(({ Sid }) => Sid === "ServiceLinkedRoles")).toEqual({
    Sid: "ServiceLinkedRoles",
    Effect: "Allow",
    Action: ["iam:CreateServiceLinkedRole"],
    Resource: [
      "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
      "arn:aws:iam::123456789012:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS",
    ],
    Condition: { StringEquals: { "iam:AWSServiceName": ["autoscaling.amazonaws.com", "rds.amazonaws.com"] } },
  });
  expect(apply.find(({ Sid }) => Sid === "Iam")?.Resource).toEqual([
    "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/*",
  ]);
});

const ROLE = { autoscaling: { aws_service_name: "autoscaling.amazonaws.com" } };

it("lists by any name what AWS finds by ids, and changes by the names of the environment only", () => {
  const { apply } = of({ aws_db_instance: { main: { identifier: "shop-main" } } });
  const resources = Object.fromEntries(apply.map(({ Sid, Resource }) => [Sid, Resource]));
  expect(resources.RdsListed).toEqual(["arn:aws:rds:eu-west-1:123456789012:db:*"]);
  expect(resources.Rds).toContain("arn:aws:rds:eu-west-1:123456789012:db:shop-main");
  expect(resources.Rds).not.toContain("arn:aws:rds:eu-west-1:123456789012:db:*");
});

it("reads state and writes only its lock to plan; writes it to apply", () => {
  const terraform = {
    backend: {
      s3: {
        bucket: "shop-state",
        key: "prod.tfstate",
        region: "eu-west-1",
        kms_key_id: "arn:aws:kms:eu-west-1:123456789012:key/1",
      },
    },
  };
  const { plan, apply } = of({}, { terraform, resource: { aws_iam_group: { people: { name: "shop-people" } } } });
  expect(plan.slice(0, 4)).toEqual([
    { Sid: "StateBucket", Effect: "Allow", Action: ["s3:ListBucket"], Resource: ["arn:aws:s3:::shop-state"] },
    { Sid: "State", Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::shop-state/prod.tfstate"] },
    {
      Sid: "StateLock",
      Effect: "Allow",
      Action: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      Resource: ["arn:aws:s3:::shop-state/prod.tfstate.tflock"],
    },
    {
      Sid: "StateKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: ["arn:aws:kms:eu-west-1:123456789012:key/1"],
    },
  ]);
  expect(apply.find(({ Sid }) => Sid === "State")?.Action).toEqual(["s3:GetObject", "s3:PutObject"]);
});

it("says which types it does not know, instead of leaving them out in silence", () => {
  const graph = graphOfSynth([
    { name: "test", json: { provider: PROVIDER, resource: { aws_rocket: { moon: {} }, random_id: { a: {} } } } },
  ]);
  expect(permissionsFor(graph).unknownTypes).toEqual(["aws_rocket"]);
});

it("is wider where account and region are not known, and of the right partition where they are", () => {
  const resource = { aws_sqs_queue: { jobs: { name: "shop-jobs" } } };
  const arns = (provider: JsonObject) => permissionsFor(synthGraph({ provider, resource })).plan[0]?.Resource;
  expect(arns({ aws: [{}] })).toEqual(["arn:aws:sqs:*:*:shop-jobs"]);
  expect(arns({ aws: [{ region: "us-gov-west-1" }] })).toEqual(["arn:aws-us-gov:sqs:us-gov-west-1:*:shop-jobs"]);
  expect(arns({ aws: [{ region: "cn-north-1" }] })).toEqual(["arn:aws-cn:sqs:cn-north-1:*:shop-jobs"]);
});

it("cuts policies between statements, each as full as it gets", () => {
  const statement = (Sid: string, length: number) => ({
    Sid,
    Effect: "Allow" as const,
    Action: ["s3:GetObject"],
    Resource: ["x".repeat(length)],
  });
  const [a, b, c] = [statement("A", 3000), statement("B", 2900), statement("C", 300)];
  expect(policiesOf([a, b, c])).toEqual([
    { Version: "2012-10-17", Statement: [a, b] },
    { Version: "2012-10-17", Statement: [c] },
  ]);
  expect(policiesOf([])).toEqual([]);
});
