import type { PolicyStatement } from "./types";

/** The most characters of a managed policy, spaces not counted. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const MOST_CHARACTERS = 6144;

/** The most managed policies that a role has unless AWS is asked for more. */
export const MOST_POLICIES = 10;

/** An IAM policy. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/** Statements as managed policies, as few as fit, in the statements' order. */
export function policiesOf(statements: readonly PolicyStatement[]): readonly PolicyDocument[] {
  const documents: PolicyStatement[][] = [];
  for (const statement of statements) {
    const last = documents.at(-1);
    if (last !== undefined && sizeOf([...last, statement]) <= MOST_CHARACTERS) {
      last.push(statement);
    } else {
      documents.push([statement]);
    }
  }
  return documents.map((Statement) => ({ Version: "2012-10-17", Statement }));
}

/** The characters that AWS counts. */
export function sizeOf(statements: readonly PolicyStatement[]): number {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements }).length;
}
