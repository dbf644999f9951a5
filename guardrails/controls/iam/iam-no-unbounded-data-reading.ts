import { control } from "../../control";
import { findWideGrant, IDENTITY_POLICY_TYPES, judgeIdentityPolicies } from "../../support/identity-policies";

/** What reads data, of the services that keep it. Decryption has a control of its own. */
const ACTIONS = [
  "athena:GetQueryResults",
  "codecommit:GitPull",
  "dynamodb:BatchGetItem",
  "dynamodb:GetItem",
  "dynamodb:GetRecords",
  "dynamodb:Query",
  "dynamodb:Scan",
  "ebs:GetSnapshotBlock",
  "kinesis:GetRecords",
  "rds-data:ExecuteStatement",
  "s3:GetObject",
  "s3:GetObjectVersion",
  "secretsmanager:GetSecretValue",
  "sqs:ReceiveMessage",
  "ssm:GetParameter",
  "ssm:GetParameterHistory",
  "ssm:GetParameters",
  "ssm:GetParametersByPath",
] as const;

export const iamNoUnboundedDataReading = control({
  kind: "resource",
  id: "iam-no-unbounded-data-reading",
  title: "No policy allows to read everybody's data",
  severity: "high",
  why: "A workload that may read every bucket, secret or table gives away all of them when it is taken over.",
  fix: { terraform: "Name the buckets, secrets, parameters or tables in `resources`." },
  references: { nist: ["AC"], checkov: ["CKV_AWS_288", "CKV_AWS_108"] },
  types: IDENTITY_POLICY_TYPES,
  evaluate: (resource, graph) =>
    judgeIdentityPolicies(resource, graph, (document) => findWideGrant(document, ACTIONS), "what may be read is named"),
});
