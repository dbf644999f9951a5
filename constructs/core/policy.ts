import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { Construct } from "constructs";
import type { Arns, AwsAccount } from "./account";
import { ACTIONS_WITHOUT_RESOURCES } from "./actions-without-resources";
import { assertValid } from "./validate";

/** Condition operators that our policies use, as IAM spells them. */
export type ConditionOperator =
  | "ArnEquals"
  | "ArnLike"
  | "ArnNotLike"
  | "Bool"
  | "BoolIfExists"
  | "ForAnyValue:StringEquals"
  | "Null"
  | "StringEquals"
  | "StringEqualsIfExists"
  | "StringLike"
  | "StringNotEquals"
  | "StringNotEqualsIfExists";

/** One condition; several of a statement must all hold, one of its values suffices. */
export interface PolicyCondition {
  readonly test: ConditionOperator;
  /** The condition key, e.g. `aws:SourceAccount`. */
  readonly variable: string;
  readonly values: readonly string[];
}

/** Who a statement of a resource policy or a trust policy speaks of. */
export interface Principals {
  /** Service principals, e.g. `cloudtrail.amazonaws.com`. */
  readonly services?: readonly string[];
  /** ARNs of accounts or roles. */
  readonly aws?: readonly string[];
  /** Everybody. Only a Deny may say so. */
  readonly everyone?: true;
}

/** One statement. */
export interface PolicyStatement {
  /** Says what the statement is for, in letters and digits, e.g. `AllowTrailToEncrypt`. */
  readonly sid: string;
  /** @default "Allow" */
  readonly effect?: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: readonly PolicyCondition[];
}

/**
 * A statement that refuses everything but some actions. There is none that allows so: it would allow what AWS adds one day.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
 */
export interface DenyAllButStatement extends Omit<PolicyStatement, "effect" | "actions"> {
  readonly effect: "Deny";
  /** What it does not refuse; to be allowed, it takes another statement. */
  readonly notActions: readonly string[];
}

/** A statement of a policy of an identity. */
export type IdentityPolicyStatement = PolicyStatement | DenyAllButStatement;

/** A statement of a policy that hangs on a resource. */
export interface ResourcePolicyStatement extends PolicyStatement {
  readonly principals: Principals;
}

/**
 * Defines a policy of an identity and returns its JSON. Held to least privilege: no wildcard action, and `*` as resource only
 * for the actions that AWS lets nobody limit (`actions-without-resources.ts`).
 */
export function identityPolicy(scope: Construct, id: string, statements: readonly IdentityPolicyStatement[]): string {
  assertValid(scope, id, [...commonProblems(statements), ...statements.flatMap(resourceProblems)]);
  return document(scope, id, statements);
}

/**
 * Defines a policy of a resource (bucket, topic, queue) and returns its JSON. An Allow names its principals.
 */
export function resourcePolicy(scope: Construct, id: string, statements: readonly ResourcePolicyStatement[]): string {
  assertValid(scope, id, [
    ...commonProblems(statements),
    ...statements.flatMap(principalProblems),
    ...statements.flatMap(resourceProblems),
  ]);
  return document(scope, id, statements);
}

/** Defines a KMS key's policy and returns its JSON; in it the resource `*` means the key itself. */
export function keyPolicy(
  scope: Construct,
  id: string,
  statements: readonly Omit<ResourcePolicyStatement, "resources">[],
): string {
  const complete = statements.map((statement) => ({ ...statement, resources: ["*"] }));
  assertValid(scope, id, [...commonProblems(complete), ...complete.flatMap(principalProblems)]);
  return document(scope, id, complete);
}

/**
 * Defines the policy of a VPC endpoint and returns its JSON. It speaks of everybody, since a gateway endpoint takes no other
 * principal, so each Allow is limited to principals of the account, or to reading objects of named buckets. It grants nothing by
 * itself: all actions of one service may pass, and policies of identities and resources say which.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export function endpointPolicy(
  scope: Construct,
  id: string,
  account: AwsAccount,
  statements: readonly PolicyStatement[],
): string {
  const complete = statements.map((statement) => ({ ...statement, principals: { everyone: true } as const }));
  assertValid(scope, id, [
    ...commonProblems(complete, spansServices),
    ...complete.flatMap((statement) => endpointProblems(statement, account)),
  ]);
  return document(scope, id, complete);
}

/** Defines a role's trust policy and returns its JSON. */
export function trustPolicy(
  scope: Construct,
  id: string,
  statement: { readonly sid: string; readonly service: string; readonly conditions: readonly PolicyCondition[] },
): string {
  const { sid, service, conditions } = statement;
  const trust = { sid, principals: { services: [service] }, actions: ["sts:AssumeRole"], resources: [], conditions };
  assertValid(scope, id, [...commonProblems([trust]), ...principalProblems(trust)]);
  return document(scope, id, [trust]);
}

/** Limits a service principal to requests that it makes for this account. */
export function fromAccount({ accountId }: AwsAccount): PolicyCondition {
  return { test: "StringEquals", variable: "aws:SourceAccount", values: [accountId] };
}

/** Limits a service principal to requests that it makes for these resources; `*` within an ARN matches anything. */
export function fromSource(...arns: readonly string[]): PolicyCondition {
  return { test: "ArnLike", variable: "aws:SourceArn", values: arns };
}

/** Limits everybody to principals of this account. */
export function byPrincipalsOf({ accountId }: AwsAccount): PolicyCondition {
  return { test: "StringEquals", variable: "aws:PrincipalAccount", values: [accountId] };
}

/**
 * Limits requests to resources of this account, whoever else opened theirs to it. Requests without a resource, such as for a
 * random password, may say no account.
 */
export function onResourcesOf({ accountId }: AwsAccount): PolicyCondition {
  return { test: "StringEqualsIfExists", variable: "aws:ResourceAccount", values: [accountId] };
}

/** Limits IAM principals to requests that AWS services make for them. */
export function viaServices(arns: Arns, services: readonly string[]): PolicyCondition {
  const suffix = arns.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return {
    test: "StringEquals",
    variable: "kms:ViaService",
    values: services.map((service) => `${service}.${arns.account.region}.${suffix}`),
  };
}

/** Refuses everything that does not come over TLS. */
export function denyInsecureTransport(
  actions: readonly string[],
  resources: readonly string[],
): ResourcePolicyStatement {
  return {
    sid: "DenyInsecureTransport",
    effect: "Deny",
    principals: { everyone: true },
    actions,
    resources,
    conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
  };
}

function document(
  scope: Construct,
  id: string,
  statements: readonly (IdentityPolicyStatement & { readonly principals?: Principals })[],
): string {
  const made = new DataAwsIamPolicyDocument(scope, id, {
    statement: statements.map(({ sid, effect, principals, resources, conditions, ...what }) => ({
      sid,
      effect: effect ?? "Allow",
      ...(principals === undefined ? {} : { principals: principalBlocks(principals) }),
      ...("notActions" in what ? { notActions: [...what.notActions] } : { actions: [...what.actions] }),
      ...(resources.length === 0 ? {} : { resources: [...resources] }),
      ...(conditions === undefined || conditions.length === 0
        ? {}
        : { condition: conditions.map(({ test, variable, values }) => ({ test, variable, values: [...values] })) }),
    })),
  });
  return made.json;
}

function principalBlocks({ services, aws, everyone }: Principals) {
  return [
    ...(everyone ? [{ type: "*", identifiers: ["*"] }] : []),
    ...(aws === undefined ? [] : [{ type: "AWS", identifiers: [...aws] }]),
    ...(services === undefined ? [] : [{ type: "Service", identifiers: [...services] }]),
  ];
}

function commonProblems(statements: readonly IdentityPolicyStatement[], isTooWide = isWildcard): string[] {
  return statements.flatMap(({ sid, conditions = [], ...what }, index) => [
    ...(/^[A-Za-z0-9]{3,}$/.test(sid) ? [] : [`sid must be at least 3 letters and digits, got ${JSON.stringify(sid)}`]),
    ...(statements.findIndex((other) => other.sid === sid) === index
      ? []
      : [`sid must occur once in a policy, got "${sid}" again`]),
    ...("notActions" in what ? notActionProblems(sid, what) : actionProblems(sid, what, isTooWide)),
    ...conditions
      .filter(({ values }) => values.length === 0)
      .map(({ test, variable }) => `${sid}: condition ${test} ${variable} must have at least one value`),
  ]);
}

function actionProblems(
  sid: string,
  { effect, actions }: Pick<PolicyStatement, "effect" | "actions">,
  isTooWide: (action: string) => boolean,
): string[] {
  return [
    ...(actions.length > 0 ? [] : [`${sid}: actions must name at least one action`]),
    ...(effect === "Deny"
      ? []
      : actions.filter(isTooWide).map((action) => `${sid}: actions must be named, got "${action}"`)),
  ];
}

function notActionProblems(
  sid: string,
  { effect, notActions }: Pick<DenyAllButStatement, "effect" | "notActions">,
): string[] {
  return [
    ...(effect === "Deny" ? [] : [`${sid}: an Allow must name its actions, got those that it is not for`]),
    ...(notActions.length > 0 ? [] : [`${sid}: notActions must name at least one action`]),
    ...notActions.filter(isWildcard).map((action) => `${sid}: notActions must be named, got "${action}"`),
  ];
}

/** Whether an action stands for all of a service, or for several services. `kms:ReEncrypt*` stands for neither. */
function isWildcard(action: string): boolean {
  const [, name = ""] = action.split(":");
  return spansServices(action) || /^[*?]*$/.test(name);
}

/** Whether an action stands for several services. */
function spansServices(action: string): boolean {
  return !/^[a-z0-9-]+:./.test(action);
}

function principalProblems({ sid, effect, principals }: ResourcePolicyStatement): string[] {
  const { everyone, aws = [], services = [] } = principals;
  const named = [...aws, ...services];
  if (everyone !== true && named.length === 0) {
    return [`${sid}: principals must name at least one`];
  }
  const open = everyone ? ["everyone"] : named.filter((name) => name.includes("*")).map((name) => `"${name}"`);
  return effect === "Deny" ? [] : open.map((name) => `${sid}: an Allow must name its principals, got ${name}`);
}

/** Objects of one bucket, by its name. */
const NAMED_OBJECTS = /^arn:[a-z-]+:s3:::[a-z0-9.-]+\/\*$/;

function endpointProblems(
  { sid, effect, actions, resources, conditions = [] }: PolicyStatement,
  { accountId }: AwsAccount,
): string[] {
  if (resources.length === 0) {
    return [`${sid}: resources must name at least one`];
  }
  const isByAccount = conditions.some(
    ({ test, variable, values }) =>
      test === "StringEquals" && variable === "aws:PrincipalAccount" && values.join() === accountId,
  );
  const readsNamedObjects =
    actions.every((action) => action === "s3:GetObject") && resources.every((resource) => NAMED_OBJECTS.test(resource));
  return effect === "Deny" || isByAccount || readsNamedObjects
    ? []
    : [
        `${sid}: an Allow must be limited by aws:PrincipalAccount to the account ${accountId}, or to s3:GetObject on objects of named buckets`,
      ];
}

function resourceProblems({ sid, effect, resources, ...what }: IdentityPolicyStatement): string[] {
  if (resources.length === 0) {
    return [`${sid}: resources must name at least one`];
  }
  if (effect === "Deny" || "notActions" in what || !resources.includes("*")) {
    return [];
  }
  return what.actions
    .filter((action) => !Object.hasOwn(ACTIONS_WITHOUT_RESOURCES, action))
    .map((action) => `${sid}: resources must name what "${action}" may touch, got "*"`);
}
