import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readExceptions } from "../../config/exceptions-file";
import { messageOf } from "./support";

const FINE = {
  control: "s3-lifecycle-set",
  address: "aws_s3_bucket.logs",
  reason: "The auditors keep these for ever.",
  owner: "platform",
  expires: "2027-03-31",
};

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "seccfn-exceptions-"));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** The file's path, once it is written. */
function file(text: string): string {
  const path = join(root, "exceptions.yaml");
  writeFileSync(path, text);
  return path;
}

function yaml(entry: Readonly<Record<string, string>>, list = "suppressions"): string {
  return `${list}:\n  - ${Object.entries(entry)
    .map(([key, value]) => `${key}: ${value}`)
    .join("\n    ")}\n`;
}

describe("a file of suppressions and approvals", () => {
  it("gives each entry with its line", () => {
    const digest = `sha256:${"0a".repeat(32)}`;
    const approval = {
      digest,
      address: "aws_kms_key.old",
      reason: "Replaced by the key of the team.",
      owner: "security",
    };
    const path = file(`${yaml(FINE)}\n${yaml(approval, "approvals")}`);
    expect(readExceptions(path)).toEqual({
      suppressions: [{ ...FINE, file: path, line: 2 }],
      approvals: [{ ...approval, file: path, line: 9 }],
    });
  });

  it("may have one of the two only", () => {
    expect(readExceptions(file("suppressions: []\n"))).toEqual({ suppressions: [], approvals: [] });
  });

  it.each([
    [
      "reason",
      "too short",
      'must have at least 20 characters, got "too short"; say why it may stay, so that whoever reads it in a year can judge',
    ],
    [
      "reason",
      '"                        x"',
      'must have at least 20 characters, got "                        x"; say why it may stay, so that whoever reads it in a year can judge',
    ],
    ["expires", "31.03.2027", 'must be a day yyyy-mm-dd, got "31.03.2027"; for example "2027-03-31"'],
    ["expires", "2027-13-01", 'must be a day yyyy-mm-dd, got "2027-13-01"; for example "2027-03-31"'],
    ["control", "S3.1", 'must be the id of a control, got "S3.1"; help/controls.md lists them'],
    ["fingerprint", "12345", 'must be f and 15 hexadecimal digits, got 12345; write "12345" in quotes'],
    ["fingerprint", '"12345"', 'must be f and 15 hexadecimal digits, got "12345"; `seccfn check` prints it'],
  ])("refuses %s: %s", (key, value, message) => {
    const path = file(yaml({ ...FINE, [key]: value }));
    expect(messageOf(() => readExceptions(path))).toContain(`suppressions[0].${key} ${message}`);
  });

  it.each(["control", "address", "reason", "owner", "expires"])("asks for %s", (key) => {
    const { [key as keyof typeof FINE]: _, ...rest } = FINE;
    expect(messageOf(() => readExceptions(file(yaml(rest))))).toMatch(
      new RegExp(`exceptions\\.yaml:2  suppressions\\[0\\]\\.${key} must be .*, got nothing; `),
    );
  });

  it("refuses an approval without the digest of a plan", () => {
    const approval = { digest: "latest", address: "a.b", reason: "Replaced by the key of the team.", owner: "me" };
    expect(messageOf(() => readExceptions(file(yaml(approval, "approvals"))))).toContain(
      'approvals[0].digest must be the digest of a plan, sha256: and 64 digits, got "latest"; `seccfn check` prints it',
    );
  });

  it.each([
    ["x".repeat(20), true],
    ["x".repeat(19), false],
    [`"${"x".repeat(19)}   "`, false],
  ])("takes a reason of 20 characters, spaces around it not counted: %s", (reason, taken) => {
    const refused = messageOf(() => readExceptions(file(yaml({ ...FINE, reason }))));
    expect(refused.includes("suppressions[0].reason must have at least 20 characters")).toBe(!taken);
  });

  const APPROVAL = {
    digest: `sha256:${"0a".repeat(32)}`,
    address: "a.b",
    reason: "Replaced by the key of the team.",
    owner: "me",
  };

  it.each([
    `x${APPROVAL.digest}`,
    `${APPROVAL.digest}0`,
    APPROVAL.digest.slice(0, -1),
    "sha256:a",
    `sha256:${"0A".repeat(32)}`,
    `sha256:${"xy".repeat(32)}`,
    `sha512:${"0a".repeat(32)}`,
  ])("refuses a digest that is none: %s", (digest) => {
    expect(messageOf(() => readExceptions(file(yaml({ ...APPROVAL, digest }, "approvals"))))).toContain(
      `approvals[0].digest must be the digest of a plan, sha256: and 64 digits, got "${digest}"; \`seccfn check\` prints it`,
    );
  });

  it.each(["digest", "address", "reason", "owner"])("asks an approval for %s", (key) => {
    const { [key as keyof typeof APPROVAL]: _, ...rest } = APPROVAL;
    expect(messageOf(() => readExceptions(file(yaml(rest, "approvals"))))).toMatch(
      new RegExp(`exceptions\\.yaml:2  approvals\\[0\\]\\.${key} must be .*, got nothing; `),
    );
  });

  it("refuses lists that are none", () => {
    expect(messageOf(() => readExceptions(file("approvals: all\n")))).toContain(
      'exceptions.yaml:1  approvals must be a list of approvals, got "all"',
    );
    expect(messageOf(() => readExceptions(file("suppressions: all\n")))).toContain(
      'exceptions.yaml:1  suppressions must be a list of suppressions, got "all"',
    );
  });

  it("refuses what it does not know, what stands twice, and what is no YAML", () => {
    expect(messageOf(() => readExceptions(file("supressions: []\n")))).toContain(
      'supressions is not known; did you mean "suppressions"?',
    );
    expect(messageOf(() => readExceptions(file("suppressions: []\nsuppressions: []\n")))).toContain(
      "exceptions.yaml:2",
    );
    expect(messageOf(() => readExceptions(file("suppressions: [\n")))).toContain("must be valid YAML");
    expect(messageOf(() => readExceptions(join(root, "missing.yaml")))).toContain("cannot be read (ENOENT)");
  });
});
