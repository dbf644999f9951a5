import { Token } from "cdktf";
import type { Construct } from "constructs";
import * as ipaddr from "ipaddr.js";
import type { Limit } from "./limits";

/** Everything that is wrong with the props of one construct, in one error. */
export class PropsError extends Error {
  public override readonly name = "PropsError";

  public constructor(path: string, problems: readonly string[]) {
    super(
      `${path}: ${problems.length === 1 ? problems[0] : `${problems.length} problems\n${problems.map((problem) => `  - ${problem}`).join("\n")}`}`,
    );
  }
}

/** Throws one error with all problems; silent where there are none. */
export function assertValid(scope: Construct, id: string, problems: readonly string[]): void {
  if (problems.length > 0) {
    throw new PropsError(`${scope.node.path}/${id}`, problems);
  }
}

/** What is wrong with a whole number. Like the other checks, silent about a value that only Terraform will know. */
export function numberProblems(prop: string, value: number, { min, max, unit }: Limit): string[] {
  return Token.isUnresolved(value) || (Number.isInteger(value) && value >= min && value <= max)
    ? []
    : [`${prop} must be a whole number between ${min} and ${max} ${unit}, got ${value}`];
}

/** What is wrong with a text of some form; `must` continues "<prop> must …". */
export function textProblems(prop: string, value: string, pattern: RegExp, must: string): string[] {
  return Token.isUnresolved(value) || pattern.test(value) ? [] : [`${prop} must ${must}, got ${JSON.stringify(value)}`];
}

/** What is wrong with an IPv4 block; `prefixLength` is the range of sizes that it may have. */
export function cidrProblems(prop: string, value: string, prefixLength: Limit): string[] {
  if (Token.isUnresolved(value)) {
    return [];
  }
  const got = JSON.stringify(value);
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(value)) {
    return [`${prop} must be an IPv4 CIDR block such as "10.0.0.0/16", got ${got}`];
  }
  const [, length] = ipaddr.IPv4.parseCIDR(value);
  const block = `${ipaddr.IPv4.networkAddressFromCIDR(value).toString()}/${length}`;
  const { min, max } = prefixLength;
  return [
    ...(block === value ? [] : [`${prop} ${got} has host bits set; did you mean "${block}"?`]),
    ...(length >= min && length <= max ? [] : [`${prop} must be a block between /${min} and /${max}, got ${got}`]),
  ];
}

/** Which of some values occur again; addresses are made of them. */
export function repetitionProblems(prop: (index: number) => string, values: readonly string[]): string[] {
  return values.flatMap((value, index) =>
    Token.isUnresolved(value) || values.indexOf(value) === index
      ? []
      : [`${prop(index)} must differ from the others, got ${JSON.stringify(value)} again`],
  );
}
