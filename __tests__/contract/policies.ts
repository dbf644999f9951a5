import { partitionOf } from "../../constructs/core/account";
import { ACTIONS_WITHOUT_RESOURCES } from "../../constructs/core/actions-without-resources";
import {
  type ConditionSupport,
  type PolicyKind,
  SERVICE_PRINCIPALS,
  type ServicePrincipalFact,
} from "../../constructs/core/service-principals";
import { usesOfAddress } from "../support/graph";
import type { Statement, Template } from "../support/template";

/** What kind of policy a document is, by the argument that it stands in. */
export type Setting = "trust" | "identity" | "key" | "endpoint" | "logs" | "s3" | "sns" | "sqs" | "vault";

const SETTINGS: Readonly<Record<string, Setting>> = {
  "aws_cloudwatch_log_resource_policy.policy_document": "logs",
  "aws_iam_role.assume_role_policy": "trust",
  "aws_iam_policy.policy": "identity",
  "aws_kms_key.policy": "key",
  "aws_s3_bucket_policy.policy": "s3",
  "aws_sns_topic_policy.policy": "sns",
  "aws_sqs_queue_policy.policy": "sqs",
  "aws_backup_vault_policy.policy": "vault",
  "aws_vpc_endpoint.policy": "endpoint",
  // What the policy of an existing key must have: printed for whoever manages it.
  "output.value": "key",
};

/** A policy document with what it is used for. */
export interface Policy {
  readonly address: string;
  readonly setting: Setting;
  /** The addresses of what carries it. */
  readonly users: readonly string[];
  readonly statements: readonly Statement[];
}

/** The account and region that a policy is for. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

const cache = new WeakMap<Template, readonly Policy[]>();

/** The policy documents of a file; an error where one is used for something unknown, or for two different things. */
export function policiesOf(template: Template): readonly Policy[] {
  const policies = cache.get(template) ?? readPolicies(template);
  cache.set(template, policies);
  return policies;
}

function readPolicies(template: Template): Policy[] {
  const documents = template.dataSources.filter(({ type }) => type === "aws_iam_policy_document");
  return documents.map(({ address }) => {
    const uses = usesOfAddress(template, address);
    const settings = [...new Set(uses.map(({ from, path }) => SETTINGS[`${from.split(".")[0]}.${path}`]))];
    const [setting] = settings;
    if (setting === undefined || settings.length > 1) {
      throw new Error(`${address} must be one kind of policy, got ${JSON.stringify(uses)}`);
    }
    return { address, setting, users: uses.map(({ from }) => from), statements: template.policy(address) };
  });
}

/** What is wrong with a policy whoever it speaks of: sids, actions, resources, everybody. */
export function leastPrivilegeProblems({ address, setting, statements }: Policy): string[] {
  return statements.flatMap((statement) =>
    [...sidProblems(statement, statements), ...(statement.effect === "Allow" ? openness(setting, statement) : [])].map(
      (problem) => `${address} ${statement.sid || "without a sid"}: ${problem}`,
    ),
  );
}

/** What is wrong with the conditions of statements for service principals. */
export function servicePrincipalProblems(policy: Policy, place: Place, hasLake = false): string[] {
  return policy.statements.flatMap((statement) =>
    (statement.principals.Service ?? [])
      .flatMap((principal) =>
        statement.effect === "Allow" ? conditionProblems(policy.setting, principal, statement, place, hasLake) : [],
      )
      .map((problem) => `${policy.address} ${statement.sid}: ${problem}`),
  );
}

/** A role or user, or another account: no source limits them, they are named themselves. */
const NAMED_PRINCIPAL = /^arn:[a-z-]+:iam::\d{12}:(?:root$|(?:role|user)\/[\w+=,.@/-]+$)/;

/** What is wrong with the permission of a service, or of a named principal, to invoke a function. */
export function permissionProblems(
  { principal, sourceArn, sourceAccount }: { principal: string; sourceArn?: string; sourceAccount?: string },
  place: Place,
): string[] {
  if (NAMED_PRINCIPAL.test(principal)) {
    return [];
  }
  const [support] = factsOf(principal, ["lambda"], place, false);
  return [
    ...(sourceArn === undefined ? ["source_arn is missing"] : []),
    ...(support === undefined ? [`${principal} is not in service-principals.ts for functions`] : []),
    ...(support !== undefined && !support.sourceAccount && sourceAccount !== undefined
      ? [`source_account is not supported for ${principal}: the condition would never hold`]
      : []),
    ...(support !== undefined && !support.sourceArn && sourceArn !== undefined
      ? [`source_arn is not supported for ${principal}: the condition would never hold`]
      : []),
  ];
}

function sidProblems({ sid }: Statement, statements: readonly Statement[]): string[] {
  return [
    ...(/^[A-Z][A-Za-z0-9]{2,}$/.test(sid) ? [] : [`a sid must be letters and digits, got ${JSON.stringify(sid)}`]),
    ...(statements.filter((other) => other.sid === sid).length === 1 ? [] : ["a sid must be unique in its document"]),
  ];
}

function openness(setting: Setting, statement: Statement): string[] {
  return setting === "endpoint"
    ? endpointOpenness(statement)
    : [...wildcards(statement), ...openResources(setting, statement)];
}

/** An endpoint's policy speaks of everybody and grants nothing: it lets an account pass, or everybody who reads named buckets. */
function endpointOpenness({ actions, resources, conditions }: Statement): string[] {
  const isByAccount = conditions.some(
    ({ test, variable, values }) =>
      test === "StringEquals" && variable === "aws:PrincipalAccount" && /^\d{12}$/.test(values.join()),
  );
  const reads =
    actions.join() === "s3:GetObject" &&
    resources.every((resource) => /^arn:[a-z-]+:s3:::[a-z0-9.-]+\/\*$/.test(resource));
  return [
    ...actions.filter((action) => !/^[a-z0-9-]+:./.test(action)).map((action) => `${action} is of every service`),
    ...(isByAccount || reads ? [] : ["an Allow must be limited to an account, or to reading named buckets"]),
  ];
}

function wildcards({ actions, principals }: Statement): string[] {
  return [
    ...actions
      .filter((action) => action === "*" || action.endsWith(":*"))
      .map((action) => `an Allow must name its actions, got ${action}`),
    ...("*" in principals || Object.values(principals).some((identifiers) => identifiers.includes("*"))
      ? ["an Allow must name its principals, got everybody"]
      : []),
  ];
}

/** In a key's policy `*` means the key itself. */
function openResources(setting: Setting, { actions, resources }: Statement): string[] {
  if (setting === "key" || !resources.includes("*")) {
    return [];
  }
  return actions
    .filter((action) => !(action in ACTIONS_WITHOUT_RESOURCES))
    .map((action) => `${action} must name its resources, got *`);
}

const KINDS: Readonly<Record<Exclude<Setting, "trust" | "identity">, readonly PolicyKind[]>> = {
  endpoint: [],
  key: ["kms", "kmsForSns", "kmsForSqs"],
  logs: ["logs"],
  s3: ["s3"],
  sns: ["sns"],
  sqs: ["sqs"],
  vault: [],
};

function conditionProblems(
  setting: Setting,
  principal: string,
  statement: Statement,
  place: Place,
  hasLake: boolean,
): string[] {
  if (setting === "identity") {
    return ["a policy of an identity names no principals"];
  }
  const facts = factsOf(principal, setting === "trust" ? "trust" : KINDS[setting], place, hasLake);
  const problems = facts.map((support) => unsupported(support, statement, place));
  if (problems.length === 0) {
    return [`${principal} is not in service-principals.ts for a ${setting} policy`];
  }
  return problems.some((found) => found.length === 0) ? [] : (problems[0] ?? []);
}

/** What is known of a principal in a kind of policy. CloudTrail Lake has its own entry, of the same principal as the trail. */
function factsOf(
  principal: string,
  kinds: readonly PolicyKind[] | "trust",
  place: Place,
  hasLake: boolean,
): ConditionSupport[] {
  const all: readonly [string, ServicePrincipalFact][] = Object.entries(SERVICE_PRINCIPALS);
  // The table has principals as they are outside of China, where some of them end in another way.
  const inAllPartitions = partitionOf(place.region) === "aws-cn" ? principal.replace(/\.cn$/, "") : principal;
  const facts = all
    .filter(([key]) => hasLake || key !== "cloudtrailLake")
    .map(([, fact]) => fact)
    .filter((fact) => fact.principal?.replace("{region}", place.region) === inAllPartitions);
  if (kinds === "trust") {
    return facts.flatMap(({ roleTrust }) => roleTrust ?? []);
  }
  // A service's own data come first; the key of a topic or queue that it sends to only where it has none.
  const [kind] = kinds.filter((candidate) => facts.some(({ resourcePolicy }) => resourcePolicy?.[candidate]));
  return kind === undefined ? [] : facts.flatMap(({ resourcePolicy }) => resourcePolicy?.[kind] ?? []);
}

function unsupported(support: ConditionSupport, { actions, conditions }: Statement, place: Place): string[] {
  const { arnPattern, encryptionContext, onlyFor = actions, evidence } = support;
  const isCarried = actions.every((action) => onlyFor.includes(action));
  const sourceAccount = support.sourceAccount && isCarried;
  const sourceArn = support.sourceArn && isCarried;
  const known = [
    { key: "aws:SourceAccount", supported: sourceAccount, pattern: "{account}" },
    { key: "aws:SourceArn", supported: sourceArn, pattern: arnPattern },
    ...(encryptionContext === undefined
      ? []
      : [{ key: encryptionContext.key, supported: true, pattern: encryptionContext.valuePattern }]),
  ];
  const given = conditions.filter(({ variable }) => /^aws:Source|^kms:EncryptionContext/.test(variable));
  const supported = known.filter((condition) => condition.supported).map(({ key }) => key);
  const wrongValues = given.flatMap(({ variable, values }) => {
    const pattern = known.find(({ key, supported: isSupported }) => key === variable && isSupported)?.pattern;
    return pattern === undefined
      ? []
      : values
          .filter((value) => !matcher(pattern, place).test(value))
          .map((value) => `${variable} must look like ${pattern}, got ${value}`);
  });
  return [
    ...given
      .filter(({ variable }) => !supported.includes(variable))
      .map(({ variable }) => `${variable} is not supported here: the condition would never hold`),
    // What is only reported may be used, but is not asked for: a condition that never holds breaks the service.
    ...(supported.length > 0 && given.length === 0 && evidence !== "reported"
      ? [`must be limited by ${supported.join(" or ")}`]
      : []),
    ...(arnPattern?.includes("{account}") === false &&
    sourceAccount &&
    !given.some(({ variable }) => variable === "aws:SourceAccount")
      ? ["the ARN names no account, so aws:SourceAccount is needed too"]
      : []),
    ...wrongValues,
  ];
}

/** An ARN as the table has it, with the account and region in it; other names are open. */
function matcher(pattern: string, { account, region }: Place): RegExp {
  const known: Readonly<Record<string, string>> = { account, region, partition: partitionOf(region) };
  const source = pattern
    .split(/(\{\w+\}|\*)/)
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (part === "*" || (name !== undefined && known[name] === undefined)) {
        return ".+";
      }
      const text = name === undefined ? part : (known[name] ?? "");
      return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    })
    .join("");
  return new RegExp(`^${source}$`);
}
