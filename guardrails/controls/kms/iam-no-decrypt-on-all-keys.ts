import type { PolicyDocument, Statement } from "../../../model";
import { control } from "../../control";
import { type Answer, both, either, not } from "../../support/answers";
import { narrowedBy } from "../../support/conditions";
import { breadthOf, grants, isAnything } from "../../support/grants";
import {
  type Finding,
  findStatement,
  IDENTITY_POLICY_TYPES,
  judgeIdentityPolicies,
} from "../../support/identity-policies";

const DECRYPTS = ["kms:Decrypt", "kms:ReEncryptFrom"];
/** Conditions that say which keys, or for which data. */
const NARROWING =
  /^(?:kms:(?:viaservice|resourcealiases|requestalias|encryptioncontext:.+)|aws:resource(?:account|orgid|tag\/.+))$/;

function decryptsEverything(statement: Statement, document: PolicyDocument): Answer {
  const narrowed = narrowedBy(statement.conditions, NARROWING, isAnything);
  return both(
    not(narrowed),
    either(DECRYPTS.map((action) => both(grants(statement, action, document), breadthOf(statement, action)))),
  );
}

function findDecryption(document: PolicyDocument): Finding {
  return findStatement(document, (statement) => {
    const answer = decryptsEverything(statement, document);
    return answer === "no"
      ? undefined
      : { sure: answer === "yes", what: `${answer === "yes" ? "allows" : "may allow"} kms:Decrypt on every key` };
  });
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
  types: IDENTITY_POLICY_TYPES,
  evaluate: (resource, graph) =>
    judgeIdentityPolicies(resource, graph, findDecryption, "decryption is allowed by certain keys only"),
});
