import { type Attributes, asBoolean, asText, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";

type Term = ReturnType<Attributes["term"]>;

/** The preferences within a document: in `jsonencode` as well as in text. */
function inputsOf(document: Resource): ReadonlyMap<string, Term> | undefined {
  const content = document.term("content");
  const given = content.kind === "encoded" ? content.of : content;
  if (given.kind === "object") {
    const inputs = given.entries.get("inputs");
    return inputs?.kind === "object" ? inputs.entries : inputs?.kind === "known" ? entriesOf(inputs.value) : undefined;
  }
  if (given.kind !== "known" || typeof given.value !== "string") {
    return undefined;
  }
  try {
    return entriesOf(JSON.parse(given.value)?.inputs);
  } catch {
    return undefined;
  }
}

function entriesOf(value: unknown): ReadonlyMap<string, Term> {
  const entries = value !== null && typeof value === "object" ? Object.entries(value) : [];
  return new Map(entries.map(([key, one]) => [key, { kind: "known", value: one }]));
}

const isGiven = (term: Term | undefined): boolean =>
  term !== undefined && (term.kind !== "known" || (term.value !== null && term.value !== ""));
const isTrue = (term: Term | undefined): boolean =>
  term?.kind === "known" && asBoolean({ kind: "known", value: term.value, sensitive: false }) === true;

function judge(document: Resource): Verdict | undefined {
  if (asText(document.get("document_type")) !== "Session") {
    return undefined;
  }
  const inputs = inputsOf(document);
  if (inputs === undefined) {
    return unknown("its content cannot be told", "content");
  }
  const destinations = [
    { name: "s3BucketName", encrypted: "s3EncryptionEnabled" },
    { name: "cloudWatchLogGroupName", encrypted: "cloudWatchEncryptionEnabled" },
  ].filter(({ name }) => isGiven(inputs.get(name)));
  const plain = destinations.find(({ encrypted }) => !isTrue(inputs.get(encrypted)));
  return destinations.length === 0
    ? fail("it names neither a log group nor a bucket: nobody can tell what was done in a session", "content")
    : plain !== undefined
      ? fail(`${plain.encrypted} is not true: what was done is written in plain text`, "content")
      : !isGiven(inputs.get("kmsKeyId"))
        ? fail("kmsKeyId is not set: sessions are not encrypted by a key of yours", "content")
        : pass("sessions are logged and encrypted", "content");
}

export const sessionLoggedAndEncrypted = control({
  kind: "resource",
  id: "session-logged-and-encrypted",
  title: "Sessions of Session Manager are logged and encrypted",
  severity: "medium",
  why: "Without a log nobody can tell what somebody did on a host.",
  fix: {
    terraform: "Set `cloudWatchLogGroupName`, `cloudWatchEncryptionEnabled` and `kmsKeyId` in the document's `inputs`.",
  },
  references: {
    fsbp: ["SSM.4"],
    nist: ["AU", "SC"],
    checkov: ["CKV_AWS_112", "CKV_AWS_113", "CKV_AWS_303"],
  },
  types: ["aws_ssm_document"],
  evaluate: judge,
});
