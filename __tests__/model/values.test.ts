import {
  ABSENT,
  asBoolean,
  asNumber,
  asText,
  display,
  isSecretAttribute,
  isUnset,
  known,
  patternOf,
  redacted,
  redactText,
  unknown,
} from "../../model";

const computed = unknown("computed", "computed by the provider: not set in the configuration");
const later = unknown("after-apply", "known after apply: aws_kms_key.a.arn", "${aws_kms_key.a.arn}");

describe("conversions", () => {
  it("convert as Terraform does", () => {
    expect([true, "true", "false", false].map((value) => asBoolean(known(value)))).toEqual([true, true, false, false]);
    expect([1, "22", " 7 ", 0].map((value) => asNumber(known(value)))).toEqual([1, 22, 7, 0]);
    expect(["a", 1, true].map((value) => asText(known(value)))).toEqual(["a", "1", "true"]);
  });

  it("give nothing for what is not of the type, and nothing for what is not known", () => {
    expect([1, "yes", "", [], {}].map((value) => asBoolean(known(value)))).toEqual(Array(5).fill(undefined));
    expect([true, "", " ", "1a", []].map((value) => asNumber(known(value)))).toEqual(Array(5).fill(undefined));
    expect([[], {}].map((value) => asText(known(value)))).toEqual([undefined, undefined]);
    for (const value of [ABSENT, computed, later]) {
      expect([asBoolean(value), asNumber(value), asText(value)]).toEqual([undefined, undefined, undefined]);
    }
  });

  it("take Terraform's null for absent", () => {
    expect(known(null)).toBe(ABSENT);
  });

  it("tell what the author did not set", () => {
    expect([ABSENT, computed, later, known(false)].map(isUnset)).toEqual([true, true, false, false]);
  });

  it("give the pattern of a text", () => {
    expect([known("a"), later, ABSENT, known([1])].map(patternOf)).toEqual([
      "a",
      "${aws_kms_key.a.arn}",
      undefined,
      undefined,
    ]);
  });
});

describe("display", () => {
  it.each([
    ["a text", known("a"), '"a"'],
    ["a number", known(7), "7"],
    ["a list", known(["a", 1]), '["a",1]'],
    ["what is absent", ABSENT, "(not set)"],
    ["why a value is not known", later, "(known after apply: aws_kms_key.a.arn)"],
    ["nothing of a sensitive value", known("s3cret", true), "(sensitive)"],
    ["nothing of a sensitive list", known(["s3cret"], true), "(sensitive)"],
    ["nothing of a sensitive unknown", unknown("after-apply", "s3cret", undefined, true), "(sensitive)"],
    [
      "an object without its sensitive part",
      known({ a: 1, b: "s3cret" }, true, { b: true }),
      '{"a":1,"b":"(sensitive)"}',
    ],
    ["a list without its sensitive part", known(["a", "s3cret"], true, [false, true]), '["a","(sensitive)"]'],
    [
      "an object without what is known to be secret",
      known({ user: "a", password: "s3cret" }),
      '{"user":"a","password":"(sensitive)"}',
    ],
    ["a secret that is not there", known({ password: "", secret: null }), '{"password":"","secret":null}'],
    ["a secret deep inside", known([{ a: [{ private_key: "s3cret" }] }]), '[{"a":[{"private_key":"(sensitive)"}]}]'],
  ])("shows %s", (_, value, text) => {
    expect(display(value)).toBe(text);
  });

  it("cuts what is long, and says so", () => {
    expect(display(known("x".repeat(500)))).toHaveLength(120);
    expect(display(known("x".repeat(500)), 10)).toBe('"xxxxxxxx…');
  });

  it("shows no private key and no password of a URL", () => {
    const key = "-----BEGIN RSA PRIVATE KEY-----\ns3cret\n-----END RSA PRIVATE KEY-----";
    expect(display(known(`a ${key} b`))).toBe('"a (private key) b"');
    expect(redactText("postgres://app:s3cret@db:5432/app?a=b")).toBe("postgres://app:(sensitive)@db:5432/app?a=b");
    expect(redactText("-----BEGIN PRIVATE KEY-----\ns3cret, and it breaks off")).toBe("(private key)");
    expect(redactText("https://example.com:8443/a@b")).toBe("https://example.com:8443/a@b");
  });

  it.each([
    ["an access key of AWS", `AKIA${"ABCD".repeat(4)}`],
    ["a token of GitHub", `ghp_${"aB3".repeat(12)}`],
    ["a token of GitLab", `glpat-${"aB3_".repeat(5)}`],
    ["a token of Slack", `xoxb-${"1234567890"}`],
    ["a key of Stripe", `sk_live_${"aB3d".repeat(4)}`],
    ["a key of Google", `AIza${"aB3dE".repeat(7)}`],
  ])("shows no token that is told by how it looks: %s", (what, token) => {
    expect(redactText(`curl -H "${token}" twice ${token}`)).toBe(`curl -H "(${what})" twice (${what})`);
    expect(redactText(`x${token.slice(0, 8)}`)).toBe(`x${token.slice(0, 8)}`);
  });

  it("does not change what it redacts", () => {
    const value = { password: "s3cret", list: [{ token: 1 }] };
    redacted(value, { list: true });
    expect(value).toEqual({ password: "s3cret", list: [{ token: 1 }] });
  });
});

describe("isSecretAttribute", () => {
  it("knows secrets of any type and secrets of one type", () => {
    expect(isSecretAttribute("aws_db_instance", "password")).toBe(true);
    expect(isSecretAttribute("random_password", "result")).toBe(true);
    expect(isSecretAttribute("random_id", "result")).toBe(false);
    expect(isSecretAttribute("aws_ssm_parameter", "value")).toBe(true);
    expect(isSecretAttribute("aws_wafv2_ip_set", "value")).toBe(false);
  });
});
