import type { Condition, Json, PolicyDocument, PolicyText, Principal, Statement } from "../../model";
import type { PolicyNames } from "./policy-names";

/** A policy as JSON, as AWS would be given it; what is only known after the apply stands in `${…}`. */
export function policyJson({ statements }: PolicyDocument, names: PolicyNames): string {
  return JSON.stringify(
    { Version: "2012-10-17", Statement: statements.map((one) => statementJson(one, names)) },
    null,
    2,
  );
}

function statementJson(statement: Statement, names: PolicyNames): Json {
  const { sid, effect, principals, notPrincipals, actions, notActions, resources, notResources, conditions } =
    statement;
  const named = (texts: readonly PolicyText[]) => oneOrMany(texts.map(({ text }) => names.of(text)));
  const texts = (list: readonly PolicyText[]) => oneOrMany(list.map(({ text }) => text));
  return {
    ...(sid === "" ? {} : { Sid: sid }),
    Effect: effect ?? "${…}",
    ...(principals.length === 0 ? {} : { Principal: principalsJson(principals) }),
    ...(notPrincipals.length === 0 ? {} : { NotPrincipal: principalsJson(notPrincipals) }),
    ...(actions.length === 0 ? {} : { Action: named(actions) }),
    ...(notActions.length === 0 ? {} : { NotAction: named(notActions) }),
    ...(resources.length === 0 ? {} : { Resource: texts(resources) }),
    ...(notResources.length === 0 ? {} : { NotResource: texts(notResources) }),
    ...(conditions.length === 0 ? {} : { Condition: conditionsJson(conditions, names) }),
  };
}

function principalsJson(principals: readonly Principal[]): Json {
  const kinds = [...new Set(principals.map(({ kind }) => kind))];
  return Object.fromEntries(
    kinds.map((kind) => [kind, oneOrMany(principals.filter((one) => one.kind === kind).map(({ text }) => text))]),
  );
}

function conditionsJson(conditions: readonly Condition[], names: PolicyNames): Json {
  const byOperator = new Map<string, Record<string, Json>>();
  for (const condition of conditions) {
    const operator = operatorOf(condition);
    const keys = byOperator.get(operator) ?? {};
    keys[names.of(condition.key)] = oneOrMany(condition.values.map(({ text }) => text));
    byOperator.set(operator, keys);
  }
  return Object.fromEntries(byOperator);
}

/** The operators as AWS writes them: as they are, and negated. */
const OPERATORS: Readonly<Record<string, readonly [string, string]>> = {
  stringequals: ["StringEquals", "StringNotEquals"],
  stringequalsignorecase: ["StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"],
  stringlike: ["StringLike", "StringNotLike"],
  numericequals: ["NumericEquals", "NumericNotEquals"],
  numericlessthan: ["NumericLessThan", ""],
  numericlessthanequals: ["NumericLessThanEquals", ""],
  numericgreaterthan: ["NumericGreaterThan", ""],
  numericgreaterthanequals: ["NumericGreaterThanEquals", ""],
  dateequals: ["DateEquals", "DateNotEquals"],
  datelessthan: ["DateLessThan", ""],
  datelessthanequals: ["DateLessThanEquals", ""],
  dategreaterthan: ["DateGreaterThan", ""],
  dategreaterthanequals: ["DateGreaterThanEquals", ""],
  bool: ["Bool", ""],
  binaryequals: ["BinaryEquals", ""],
  ipaddress: ["IpAddress", "NotIpAddress"],
  arnequals: ["ArnEquals", "ArnNotEquals"],
  arnlike: ["ArnLike", "ArnNotLike"],
  null: ["Null", ""],
};

function operatorOf({ operator, negated, quantifier, ifExists }: Condition): string {
  const known = OPERATORS[operator]?.[negated ? 1 : 0];
  const own = known === undefined || known === "" ? operator : known;
  const prefix = quantifier === undefined ? "" : quantifier === "any" ? "ForAnyValue:" : "ForAllValues:";
  return `${prefix}${own}${ifExists ? "IfExists" : ""}`;
}

function oneOrMany(texts: readonly string[]): Json {
  const [first] = texts;
  return texts.length === 1 && first !== undefined ? first : [...texts];
}
