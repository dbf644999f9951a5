import type { Condition, PolicyText, Principal, Statement } from "../../model";
import { listed } from "../text";
import type { PolicyNames } from "./policy-names";

/** A statement in words. Each field is a part of one sentence. */
export interface StatementWords {
  /** `May`, `Must never`. */
  readonly verb: string;
  /** By service: what it may do there. */
  readonly actions: readonly { readonly service: string; readonly what: string }[];
  /** What it is about: texts of ARNs, or one sentence. */
  readonly resources: readonly string[];
  /** What it depends on, each a clause. */
  readonly conditions: readonly string[];
}

/** Names of services by their prefixes in actions; others are called by the prefix. */
const SERVICES: Readonly<Record<string, string>> = {
  athena: "Athena",
  autoscaling: "Auto Scaling",
  backup: "AWS Backup",
  "backup-storage": "AWS Backup",
  cloudtrail: "CloudTrail",
  cloudwatch: "CloudWatch",
  config: "AWS Config",
  dynamodb: "DynamoDB",
  ec2: "EC2",
  ec2messages: "Systems Manager",
  events: "EventBridge",
  glue: "Glue",
  iam: "IAM",
  kms: "KMS",
  lambda: "Lambda",
  logs: "CloudWatch Logs",
  rds: "RDS",
  "rds-db": "RDS by IAM authentication",
  s3: "S3",
  secretsmanager: "Secrets Manager",
  sns: "SNS",
  sqs: "SQS",
  ssm: "Systems Manager",
  ssmmessages: "Systems Manager",
  sts: "STS",
  tag: "tags",
  xray: "X-Ray",
};

/** What a statement of a policy lets somebody do, or forbids. */
export function statementWords(statement: Statement, names: PolicyNames): StatementWords {
  const { effect, actions, notActions, resources, notResources, conditions, unknown } = statement;
  const verb = effect === "Deny" ? "Must never" : effect === "Allow" ? "May" : "May or must never (not known)";
  return {
    verb,
    actions: notActions.length > 0 ? everythingBut(notActions, names) : byService(actions, names),
    resources: resourceWords(resources, notResources),
    conditions: [...conditions.map((condition) => conditionWords(condition, names)), ...unknown],
  };
}

/** Somebody in words: `the service lambda.amazonaws.com`. */
export function principalWords({ kind, text, account }: Principal): string {
  if (text === "*") {
    return "anybody";
  }
  if (kind === "Service") {
    return `the service ${text}`;
  }
  if (account !== undefined && text.endsWith(":root")) {
    return `whoever account ${account} lets by IAM`;
  }
  return kind === "Federated" ? `who signs in by ${text}` : text;
}

/** A condition in words: `aws:SourceAccount is 444444444444`. */
export function conditionWords(condition: Condition, names: PolicyNames): string {
  const { operator, negated, key, values, quantifier, ifExists, unknown } = condition;
  const name = names.of(key);
  const texts = values.map(({ text }) => text);
  const some = listed(texts.length === 0 ? [unknown ?? "not known"] : texts, "or");
  const wherever = ifExists ? ", where there is one" : "";
  const of = quantifier === undefined ? name : quantifier === "any" ? `one of ${name}` : `each of ${name}`;
  switch (operator) {
    case "null":
      return texts[0] === "true" ? `there is no ${name}` : `there is ${name}`;
    case "bool":
      return `${of} is ${negated ? "not " : ""}${some}${wherever}`;
    default:
      return `${of} ${(negated ? NEGATED : PLAIN)[operator] ?? `${negated ? "not " : ""}${operator}`} ${some}${wherever}`;
  }
}

const PLAIN: Readonly<Record<string, string>> = {
  stringequals: "is",
  stringequalsignorecase: "is, in any case,",
  stringlike: "is like",
  arnequals: "is",
  arnlike: "is like",
  numericequals: "is",
  numericlessthan: "is less than",
  numericlessthanequals: "is at most",
  numericgreaterthan: "is more than",
  numericgreaterthanequals: "is at least",
  ipaddress: "is within",
  datelessthan: "is before",
  dategreaterthan: "is after",
};

const NEGATED: Readonly<Record<string, string>> = {
  stringequals: "is not",
  stringequalsignorecase: "is, in any case, not",
  stringlike: "is not like",
  arnequals: "is not",
  arnlike: "is not like",
  numericequals: "is not",
  ipaddress: "is not within",
};

function byService(actions: readonly PolicyText[], names: PolicyNames): StatementWords["actions"] {
  const groups = new Map<string, string[]>();
  for (const { text } of actions) {
    const [prefix = "", action = "*"] = names.of(text).split(":");
    const service = text === "*" ? "" : (SERVICES[prefix.toLowerCase()] ?? prefix);
    groups.set(service, [...(groups.get(service) ?? []), actionWords(action)]);
  }
  return [...groups].map(([service, what]) => ({ service, what: listed([...new Set(what)]) }));
}

function everythingBut(notActions: readonly PolicyText[], names: PolicyNames): StatementWords["actions"] {
  const all = byService(notActions, names);
  const but = all.map(({ service, what }) => (service === "" ? what : `${what} (${service})`));
  return [{ service: "", what: `everything but ${listed(but)}` }];
}

const ACRONYM = /^(?:acl|arn|db|dns|id|ip|mfa|sql|ssh|ssm|tls|url|vpc)$/i;

/** `PutLogEvents` is `put log events`. */
function actionWords(action: string): string {
  if (action === "*") {
    return "everything";
  }
  const words = action
    .replace(/\*$/, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(" ")
    .map((word) => (ACRONYM.test(word) ? word.toUpperCase() : word.toLowerCase()))
    .join(" ");
  return action.endsWith("*") ? `${words} …` : words;
}

function resourceWords(resources: readonly PolicyText[], notResources: readonly PolicyText[]): string[] {
  if (notResources.length > 0) {
    return [`everything but ${listed(notResources.map(({ text }) => text))}`];
  }
  return resources.some(({ text }) => text === "*") ? ["everything"] : resources.map(({ text }) => text);
}
