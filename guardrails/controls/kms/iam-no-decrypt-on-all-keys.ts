import { type Attributes, coversAction, type Graph, type Statement } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { attributeOf } from "../../support/attributes";
import { statementText } from "../../support/openness";

const DECRYPTS = ["kms:Decrypt", "kms:ReEncryptFrom"];
const EVERY_KEY = /^(?:\*|arn:[^:]*:(?:\*|kms:[^:]*:[^:]*:(?:\*|key\/\*)))$/;
/** Conditions that say which keys, or for which data. */
const NARROWING =
  /^(?:kms:(?:viaservice|resourcealiases|requestalias|encryptioncontext:.+)|aws:resource(?:account|orgid|tag\/.+))$/;

function decryptsEverything({ effect, resources, notResources, conditions, ...rest }: Statement): boolean {
  const statement = { effect, resources, notResources, conditions, ...rest };
  return (
    effect === "Allow" &&
    DECRYPTS.some((action) => coversAction(statement, action)) &&
    (notResources.length > 0 || resources.some(({ text, known }) => known && EVERY_KEY.test(text))) &&
    !conditions.some(({ key, negated, ifExists }) => NARROWING.test(key) && !negated && !ifExists)
  );
}

function judge(graph: Graph, from: Attributes): Verdict | undefined {
  const { statements, present, unknown: missing } = graph.policy(from, "policy");
  const where = attributeOf(from, "policy");
  const bad = statements.find(decryptsEverything);
  if (bad !== undefined) {
    return fail(`${statementText(bad, statements.indexOf(bad))} allows kms:Decrypt on every key`, where);
  }
  const decrypts = statements.find(
    (statement) => statement.unknown.length > 0 && DECRYPTS.some((action) => coversAction(statement, action)),
  );
  const why = missing ?? decrypts?.unknown[0];
  return !present
    ? undefined
    : why === undefined
      ? pass("decryption is allowed by certain keys only", where)
      : unknown(`it cannot be told which keys the policy lets decrypt: ${why}`, where);
}

export const iamNoDecryptOnAllKeys = control({
  kind: "resource",
  id: "iam-no-decrypt-on-all-keys",
  title: "No IAM policy allows to decrypt with every key",
  severity: "medium",
  why: "Who may decrypt with every key reads whatever the account encrypts, also what is encrypted tomorrow.",
  fix: {
    terraform: "Name the keys in `resources`, or narrow the statement by `kms:ViaService` or `kms:ResourceAliases`.",
  },
  references: { fsbp: ["KMS.1", "KMS.2"], nist: ["AC"] },
  types: ["aws_iam_policy", "aws_iam_role_policy", "aws_iam_group_policy", "aws_iam_user_policy", "aws_iam_role"],
  evaluate: (resource, graph) =>
    resource.type === "aws_iam_role"
      ? resource.blocks("inline_policy").items.flatMap((policy) => judge(graph, policy) ?? [])
      : judge(graph, resource),
});
