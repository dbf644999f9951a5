import { choicesOf, comesFrom } from "../../guardrails/choices";
import { isAtLeast, type Judgement } from "../../guardrails/judge";
import { acceptedLines } from "../../guardrails/report/report";
import { type EnvironmentOverrides, SHIPPED, synthesized } from "../support/environments";
import { type JsonObject, objectOf } from "../support/json";
import { type JudgedVariant, judgementOf } from "../support/judged";

const TEST_COPY: EnvironmentOverrides = { lifecycle: "ephemeral", stage: "development" };
const STATE: EnvironmentOverrides["backend"] = { type: "s3", bucket: "example-state", region: "us-east-1" };

/** What is found in an environment without suppressions. */
function judged(overrides: EnvironmentOverrides, more: Omit<JudgedVariant, "overrides"> = {}): Judgement {
  return judgementOf({ overrides: { ...overrides, suppressions: [] }, ...more });
}

/** Writes values into all resources of a type. */
function withValues(type: string, values: JsonObject): (stack: JsonObject) => JsonObject {
  return (stack) => {
    const resource = objectOf(stack.resource);
    const blocks = Object.entries(objectOf(resource[type])).map(([name, block]) => [
      name,
      { ...objectOf(block), ...values },
    ]);
    return blocks.length === 0 ? stack : { ...stack, resource: { ...resource, [type]: Object.fromEntries(blocks) } };
  };
}

/** All that is found but the state of this example, which lies beside the code. */
function found({ findings }: Judgement): string[] {
  return findings.flatMap(({ rule, address, attribute = "" }) =>
    rule.id === "state-backend-encrypted" ? [] : [`${rule.id} ${address} ${attribute}`.trim()],
  );
}

function accepted({ accepted: list }: Judgement): string[] {
  return [...new Set(list.map(({ finding, choice }) => `${choice.setting}: ${finding.rule.id}`))].sort();
}

describe("a test copy", () => {
  it.each(SHIPPED)("is found no more in than its durable original: %s", (base) => {
    expect(found(judged(TEST_COPY, { base }))).toEqual(found(judged({}, { base })));
  });

  it("is told of in one line", () => {
    expect(acceptedLines(judged(TEST_COPY, { base: "enterpriseapp" }))).toEqual([
      "lifecycle: ephemeral: a test copy, destroyed without a trace (40 findings in enterpriseapp: alb-deletion-protected, kms-deletion-window-long, prevent-destroy-on-stateful, rds-backups-kept, rds-deletion-protected, rds-final-snapshot, s3-no-force-destroy, s3-object-lock-on-audit, secret-recoverable)",
    ]);
  });

  it("is not accepted to be without a lock that its YAML does not ask for", () => {
    expect(found(judged(TEST_COPY))).toContain("s3-object-lock-on-audit aws_s3_bucket.trail_logs object_lock_enabled");
  });

  it.each<[string, string, JsonObject]>([
    [
      "kms-deletion-window-long aws_kms_key.master bypass_policy_lockout_safety_check",
      "aws_kms_key",
      { bypass_policy_lockout_safety_check: true },
    ],
    [
      "rds-backups-kept aws_db_instance.postgres backup_retention_period",
      "aws_db_instance",
      { backup_retention_period: 1 },
    ],
    ["rds-not-public aws_db_instance.postgres publicly_accessible", "aws_db_instance", { publicly_accessible: true }],
  ])("hides nothing else: %s", (finding, type, values) => {
    expect(found(judged(TEST_COPY, { change: withValues(type, values) }))).toContain(finding);
  });

  it("is judged as before where nobody says whose it is", () => {
    const { findings, accepted: none } = judged(TEST_COPY, { isKnown: false });
    expect(none).toEqual([]);
    expect(findings.map(({ rule }) => rule.id)).toEqual(
      expect.arrayContaining(["prevent-destroy-on-stateful", "rds-deletion-protected", "secret-recoverable"]),
    );
  });
});

describe("the stack that makes the bucket for states", () => {
  const states = ({ findings }: Judgement) =>
    findings.filter(({ rule }) => rule.id === "state-backend-encrypted").map(({ stack }) => stack);

  it("keeps its own state beside the code; the others keep theirs in the bucket", () => {
    const judgement = judged({ backend: { ...STATE, createBucket: true } });
    expect(states(judgement)).toEqual([]);
    expect(acceptedLines(judgement)).toEqual([
      "backend.createBucket: true: the stack that makes the bucket for states keeps its own state beside the code (1 finding in seccfn-state: state-backend-encrypted)",
    ]);
  });

  it("is the only one: a state without an own key, or beside the code, is found", () => {
    expect(states(judged({ backend: STATE }))).toEqual(["seccfn"]);
    expect(states(judged({}))).toEqual(["seccfn"]);
  });

  it("is named where a state is found in one of several stacks", () => {
    expect(states(judged({ topology: "layered" }))).toEqual(
      expect.arrayContaining(["seccfn-security", "seccfn-network", "seccfn-data", "seccfn-application"]),
    );
  });
});

describe("a part of the account that is left to its owner", () => {
  it.each<[string, EnvironmentOverrides, readonly string[]]>([
    [
      "baseline.config: external",
      { baseline: { config: "external" }, audit: { configRules: [] } },
      ["config-recorder-on"],
    ],
    ["baseline.guardDuty: false", { baseline: { guardDuty: false } }, ["findings-reach-people", "guardduty-on"]],
    ["baseline.securityHub: false", { baseline: { securityHub: false } }, ["securityhub-on"]],
    ["baseline.accessAnalyzer: false", { baseline: { accessAnalyzer: false } }, ["analyzer-on"]],
    ["baseline.ebsEncryption: false", { baseline: { ebsEncryption: false } }, ["ebs-default-encrypted"]],
    [
      "baseline.s3PublicAccessBlock: false",
      { baseline: { s3PublicAccessBlock: false } },
      ["s3-account-public-access-blocked"],
    ],
    ["baseline.passwordPolicy: false", { baseline: { passwordPolicy: false } }, ["iam-password-policy-strong"]],
  ])("is accepted as that, and nothing else with it: %s", (setting, overrides, ids) => {
    const judgement = judged(overrides);
    expect(found(judgement)).toEqual(found(judged({})));
    expect(accepted(judgement)).toEqual(ids.map((id) => `${setting}: ${id}`));
    expect(judged(overrides, { isKnown: false }).findings.filter((finding) => isAtLeast(finding, "medium"))).toEqual(
      expect.arrayContaining(ids.map((id) => expect.objectContaining({ rule: expect.objectContaining({ id }) }))),
    );
  });

  it("is found where it is there all the same, and is wrong", () => {
    const [choice] = choicesOf(synthesized({ baseline: { guardDuty: false } }).environment);
    const { findings } = judged({}, { change: withValues("aws_guardduty_detector", { enable: false }) });
    const stopped = findings.find(({ rule, address }) => rule.id === "guardduty-on" && address !== "environment");
    expect([choice, stopped]).toEqual([
      expect.objectContaining({ setting: "baseline.guardDuty: false" }),
      expect.objectContaining({ attribute: "enable", outcome: "fail" }),
    ]);
    expect(choice && stopped && comesFrom(choice, stopped)).toBe(false);
  });
});

it("a shipped environment chooses nothing that is accepted", () => {
  expect(SHIPPED.flatMap((base) => choicesOf(synthesized({}, base).environment).map(({ setting }) => setting))).toEqual(
    [],
  );
});
