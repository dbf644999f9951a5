import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { GuardrailsError, guardLines } from "../../cli/guard";
import { isForUsers, PROJECT_FOLDERS, synthesizeProject } from "../../cli/project";
import { synthCommand } from "../../cli/synth";
import { ConfigurationError } from "../../config/problems";
import { PROJECT_ROOT } from "../support/environments";

const FILE = "environments/seccfn.yaml";
const SHIPPED = join(PROJECT_ROOT, FILE);
const TODAY = "2026-11-30";
const CWD = process.cwd();

/** What a finding of the data bucket is suppressed by. */
const SUPPRESSION = `  - control: s3-encrypted-with-own-key
    address: aws_s3_bucket_server_side_encryption_configuration.data
    reason: Readers of this bucket have no right on a key.
    owner: platform
    expires: "2027-01-31"
`;

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "seccfn-guard-"));
  mkdirSync(join(root, "environments"));
  process.chdir(root);
});

afterEach(() => {
  process.chdir(CWD);
  rmSync(root, { recursive: true, force: true });
});

/** The shipped environment with S3's own keys, which a control of high severity finds, and suppressions beside its own. */
function weak(suppressions = ""): void {
  const text = readFileSync(SHIPPED, "utf8").replace(/^storage:\n/m, "storage:\n  encryption: AES256\n");
  expect(text).toContain("AES256");
  const own = /^suppressions:$/m.test(text) ? text : `${text}\nsuppressions:\n`;
  writeFileSync(FILE, own + suppressions);
}

/** The error that stops a synthesis. */
function stopped(day = TODAY): GuardrailsError {
  try {
    synthesizeProject([], PROJECT_FOLDERS, day);
  } catch (error) {
    if (error instanceof GuardrailsError) {
      return error;
    }
    throw error;
  }
  throw new Error("nothing stopped it");
}

describe("controls at synth", () => {
  it("let the shipped environment pass, and tell in few lines what they found", () => {
    copyFileSync(SHIPPED, FILE);
    const { judgement } = synthesizeProject([], PROJECT_FOLDERS, TODAY);
    expect(existsSync("cdktf.out/stacks/seccfn/cdk.tf.json")).toBe(true);
    expect(judgement.findings.map(({ severity }) => severity)).not.toContain("high");
    const [first, ...groups] = guardLines(judgement);
    expect(first).toMatch(/^\d+ findings.*; npx seccfn check tells more:$/);
    expect(groups.length).toBe(new Set(judgement.findings.map(({ rule }) => rule.id)).size);
  });

  it("stop it before anything is written, and say where to mend it", () => {
    weak();
    const { message: coloured, judgement } = stopped();
    const message = stripVTControlCharacters(coloured); // CI has colours
    expect(judgement.findings.map(({ rule, address }) => `${rule.id} ${address}`)).toEqual([
      "s3-encrypted-with-own-key aws_s3_bucket_server_side_encryption_configuration.data",
    ]);
    expect(message).toMatch(/^HIGH {2}s3-encrypted-with-own-key {2}/);
    expect(message).toContain("constructs/storage/secure-bucket.ts:");
    expect(message).toContain("nothing was written; mend it, or suppress it with a reason");
    expect(readdirSync(".")).toEqual(["environments"]);
  });

  it("leave what was written before as it is", () => {
    copyFileSync(SHIPPED, FILE);
    synthesizeProject([], PROJECT_FOLDERS, TODAY);
    const before = readFileSync("cdktf.out/stacks/seccfn/cdk.tf.json", "utf8");
    weak();
    stopped();
    expect(readFileSync("cdktf.out/stacks/seccfn/cdk.tf.json", "utf8")).toBe(before);
  });

  it("let pass what is suppressed, until its day; the bytes depend on no day", () => {
    weak(SUPPRESSION);
    const { judgement } = synthesizeProject([], PROJECT_FOLDERS, "2026-12-31");
    expect(judgement.suppressed.map(({ finding }) => finding.rule.id)).toContain("s3-encrypted-with-own-key");
    const bytes = readFileSync("cdktf.out/stacks/seccfn/cdk.tf.json", "utf8");
    expect(synthesizeProject([], PROJECT_FOLDERS, "2027-01-31").changes.written).toEqual([]);
    expect(readFileSync("cdktf.out/stacks/seccfn/cdk.tf.json", "utf8")).toBe(bytes);
    expect(bytes).not.toContain("Readers of this bucket");
    expect(stopped("2027-02-01").message).toContain("s3-encrypted-with-own-key");
  });

  it("give exit code 1 and nothing but the message", () => {
    weak();
    const [printed, complained]: [string[], string[]] = [[], []];
    const code = synthCommand([], {
      print: (text) => printed.push(text),
      complain: (text) => complained.push(text),
      stdin: () => Buffer.from(""),
      today: TODAY,
      colours: false,
    });
    expect([code, printed]).toEqual([1, []]);
    expect(complained.join("")).toContain("s3-encrypted-with-own-key");
    expect(isForUsers(stopped())).toBe(true);
  });

  it("accept what the environment says on purpose, in one line", () => {
    const text = readFileSync(SHIPPED, "utf8");
    writeFileSync(
      FILE,
      text.replace(/^stage: \w+/m, "stage: development").replace(/^(lifecycle: )\w+/m, "$1ephemeral"),
    );
    const [first, ...lines] = guardLines(synthesizeProject([], PROJECT_FOLDERS, TODAY).judgement);
    expect(first).toMatch(/^\d+ findings, 1 suppressed, 17 accepted; /);
    expect(lines.filter((line) => line.startsWith("  accepted"))).toEqual([
      "  accepted  lifecycle: ephemeral: a test copy, destroyed without a trace (17 findings in seccfn: kms-deletion-window-long, prevent-destroy-on-stateful, rds-backups-kept, rds-deletion-protected, rds-final-snapshot, s3-no-force-destroy, secret-recoverable)",
    ]);
  });

  it("name the file of a suppression that they object to", () => {
    writeFileSync(FILE, `${readFileSync(SHIPPED, "utf8")}${SUPPRESSION.replace("2027-01-31", "2030-01-31")}`);
    expect(guardLines(synthesizeProject([], PROJECT_FOLDERS, TODAY).judgement)).toContain(
      `  medium  suppression-malformed (1): ${FILE}`,
    );
  });

  it("judge each environment by itself", () => {
    copyFileSync(SHIPPED, FILE);
    const other = readFileSync(SHIPPED, "utf8")
      .replace("name: seccfn", "name: other")
      .replace("111111111111", "222222222222");
    writeFileSync("environments/other.yaml", other.replace(/^storage:\n/m, "storage:\n  encryption: AES256\n"));
    expect(stopped().judgement.findings.map(({ stack }) => stack)).toEqual(["other"]);
    expect(() => synthesizeProject(["seccfn"], PROJECT_FOLDERS, TODAY)).not.toThrow();
  });
});

describe("the first day of the trail's table", () => {
  it("SEC-CT-3: may be today, and is refused the day before, with its place", () => {
    copyFileSync(SHIPPED, FILE);
    const text = readFileSync(FILE, "utf8").replace(/^audit:\n/m, "audit:\n  queryFirstDay: 2026/11/30\n");
    writeFileSync(FILE, text);
    const line = text.split("\n").indexOf("  queryFirstDay: 2026/11/30") + 1;
    expect(() => synthesizeProject([], PROJECT_FOLDERS, "2026-11-29")).toThrow(
      new ConfigurationError([
        {
          file: FILE,
          line,
          message:
            'audit.queryFirstDay must be no later than today, 2026/11/29, got "2026/11/30"; a table that ends before it begins has no rows',
        },
      ]),
    );
    expect(existsSync("cdktf.out")).toBe(false);
    expect(() => synthesizeProject([], PROJECT_FOLDERS, TODAY)).not.toThrow();
  });
});
