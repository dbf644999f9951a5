import { parse } from "yaml";
import { parseEnvironment } from "../../config/load";
import { valueAt } from "../../config/plain-data";
import { parseYaml } from "../../config/read-yaml";
import { environmentOf, refusal, refusalOf, yamlOf } from "./support";

const PLAIN = yamlOf();

describe("a file that is taken", () => {
  test.each([
    ["with a byte-order mark", `\uFEFF${PLAIN}`],
    ["with CRLF line ends", PLAIN.replaceAll("\n", "\r\n")],
    ["without a line end", PLAIN.trimEnd()],
    ["with a document's marks", `%YAML 1.2\n---\n${PLAIN}...\n`],
    ["with its version after more spaces", `%YAML \t1.2\n---\n${PLAIN}`],
    ["with comments", `# first\n${PLAIN}# last\n`],
    [
      "with the tags of plain data",
      PLAIN.replace("prefix: Example", "prefix: !!str Example").replace("Owner: Team", "Owner: ! Team"),
    ],
    ["as JSON", JSON.stringify(parse(PLAIN))],
  ])("%s", (_, text) => {
    expect(parseEnvironment(text)).toEqual(environmentOf());
  });

  it("with text over several lines, and characters of all scripts", () => {
    expect(environmentOf({ "tags.Owner": ">-\n    Sécurité\n    部門" }).tags.Owner).toBe("Sécurité 部門");
  });
});

describe("a file with nothing in it", () => {
  test.each([
    ["empty", ""],
    ["blank", " \n\n"],
    ["only comments", "# name: example\n"],
    ["only a mark", "---\n"],
    ["only a mark and a comment", "---\n# nothing\n"],
    ["null", "null\n"],
    ["only an end mark", "...\n"],
  ])("ALL-1: %s", (_, text) => {
    expect(refusalOf(text)).toBe(
      "environment.yaml  is empty; start from environments/seccfn.yaml\n1 problem; nothing was written. See help/errors.md",
    );
  });
});

describe("a file that is no YAML 1.2", () => {
  test.each([
    [
      "two documents",
      `${PLAIN}---\n${PLAIN}`,
      "15  must be one YAML document, got another; an environment has a file of its own",
    ],
    [
      "a document after an end mark",
      `${PLAIN}...\n\nname: b\n`,
      "17  must be one YAML document, got another; an environment has a file of its own",
    ],
    [
      "a directive",
      `# x\n%YAML 1.1\n---\n${PLAIN}`,
      '2  must be YAML 1.2 without directives, got "%YAML 1.1"; remove that line',
    ],
    [
      "a directive for tags",
      `%TAG ! tag:example.com,2026:\n---\n${PLAIN}`,
      '1  must be YAML 1.2 without directives, got "%TAG ! tag:example.com,2026:"; remove that line',
    ],
    [
      "a version that begins alike",
      `%YAML 1.20\n---\n${PLAIN}`,
      '1  must be YAML 1.2 without directives, got "%YAML 1.20"; remove that line',
    ],
    [
      "a directive that only mentions the version",
      `%OTHER %YAML 1.2\n---\n${PLAIN}`,
      '1  must be YAML 1.2 without directives, got "%OTHER %YAML 1.2"; remove that line',
    ],
    ["a tab", PLAIN.replace("  prefix", "\tprefix"), "6  must be indented with spaces, got a tab"],
    ["a quote that does not end", PLAIN.replace("Team", "'Team"), "15  must be valid YAML; missing closing 'quote"],
    [
      "a bracket that does not end",
      PLAIN.replace("Team", "[Team"),
      "11  must be valid YAML; flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
    [
      "a colon in a text",
      PLAIN.replace("Team", "Team: A"),
      '10  must be valid YAML, got a map within a line; put text with ": " in quotes, or check how the next line is indented',
    ],
    [
      "a line that is indented too much",
      PLAIN.replace("region:", "  region:"),
      "3  must be valid YAML; all mapping items must start at the same column",
    ],
    [
      "a line that is indented too little",
      PLAIN.replace("  Project:", " Project:"),
      "9  must be valid YAML; all mapping items must start at the same column",
    ],
    [
      "a reserved character",
      PLAIN.replace("Team", "@team"),
      "10  must be valid YAML; plain value cannot start with reserved character @",
    ],
    ["a bell", PLAIN.replace("Team", "Te\u0007am"), "10  must have printable characters only, got U+0007; remove it"],
    ["a null byte", `${PLAIN}\u0000`, "15  must have printable characters only, got U+0000; remove it"],
    [
      "a delete character",
      PLAIN.replace("example", "exam\u007fple"),
      "1  must have printable characters only, got U+007F; remove it",
    ],
    [
      "half a character",
      PLAIN.replace("Team", "Te\ud83dam"),
      "10  must have printable characters only, got U+D83D; remove it",
    ],
    [
      "a character that is none",
      PLAIN.replace("Team", "Te\uffffam"),
      "10  must have printable characters only, got U+FFFF; remove it",
    ],
    ["line ends of old", PLAIN.replaceAll("\n", "\r"), "1  must have printable characters only, got U+000D; remove it"],
  ])("ALL-1: %s", (_, text, problem) => {
    expect(refusalOf(text)).toBe(refusal([problem]));
  });

  it("ALL-1: each line has one problem of syntax", () => {
    expect(refusalOf("a: [1,\n2]\nb: 'x\n")).toBe(
      refusal([
        "2  must be valid YAML; flow sequence in block collection must be sufficiently indented and end with a ]",
        "4  must be valid YAML; missing closing 'quote",
      ]),
    );
  });
});

describe("keys", () => {
  it("ALL-1: stand once in their map, and other problems are told too", () => {
    const text = `${PLAIN.replace("  instanceClass", "  port: 80\n  instanceClass")}  port: 5432\nstage: production\n`;
    expect(refusalOf(text)).toBe(
      refusal([
        "16  database.port must stand once in its map; it is in line 14 already",
        "17  stage must stand once in its map; it is in line 4 already",
      ]),
    );
  });

  it("ALL-1: are one also if they are written in two ways", () => {
    expect(refusalOf(PLAIN.replace("  Owner: Team", "  Owner: Team\n  1: x\n  '1': y"))).toBe(
      refusal(["12  tags.1 must stand once in its map; it is in line 11 already"]),
    );
  });

  test.each([
    ["[a, b]: x", "15  the file must have words as keys, got a list or a map"],
    ["? { a: b }\n: x", "15  the file must have words as keys, got a list or a map"],
    [
      "true: x",
      "15  true is not known; allowed are account, application, audit, backend, backup, baseline, bastion, compliance, database, databaseFunction, edge, kms, lifecycle, monitoring, name, naming, network, recoveryCheck, region, stage, storage, suppressions, tags, topology",
    ],
    [
      "~: x",
      "15  null is not known; allowed are account, application, audit, backend, backup, baseline, bastion, compliance, database, databaseFunction, edge, kms, lifecycle, monitoring, name, naming, network, recoveryCheck, region, stage, storage, suppressions, tags, topology",
    ],
    ["__proto__: x", "15  __proto__ is not known; remove it"],
    ["__proto__: { stage: production }", "15  __proto__ is not known; remove it"],
    [
      '"a b": x',
      '15  ["a b"] is not known; allowed are account, application, audit, backend, backup, baseline, bastion, compliance, database, databaseFunction, edge, kms, lifecycle, monitoring, name, naming, network, recoveryCheck, region, stage, storage, suppressions, tags, topology',
    ],
  ])("ALL-1: %s", (line, problem) => {
    expect(refusalOf(`${PLAIN}${line}\n`)).toBe(refusal([problem]));
  });
});

describe("tags of YAML", () => {
  test.each([
    ["!!binary aGVsbG8=", "tag:yaml.org,2002:binary"],
    ["!env OWNER", "!env"],
    ["!!set { a, b }", "tag:yaml.org,2002:set"],
    ["!!omap [a: b]", "tag:yaml.org,2002:omap"],
    ["!!timestamp 2026-01-01", "tag:yaml.org,2002:timestamp"],
  ])("ALL-1: %s is refused", (value, tag) => {
    expect(refusalOf(yamlOf({ "tags.Owner": value }))).toBe(
      refusal([`10  tags.Owner must be plain data, got the tag "${tag}"; remove the tag`]),
    );
  });
});

describe("tags of plain data", () => {
  test.each([
    ["!!str 1", "1"],
    ["!!int 1", 1],
    ["!!float 1.5", 1.5],
    ["!!bool true", true],
    ["!!null ~", null],
    ["!!map { a: 1 }", { a: 1 }],
    ["!!seq [1]", [1]],
    ["! 1", "1"],
  ])("%s is taken", (written, value) => {
    expect(parseYaml(`x: ${written}\n`, "a.yaml")).toMatchObject({ value: { x: value }, violations: [] });
  });
});

describe("a value by its path", () => {
  const data = { a: { list: [1, { b: null }] }, text: "word" };

  test.each([
    [[], data],
    [["a", "list", 0], 1],
    [["a", "list", 1, "b"], null],
    [["a", "list", 2], undefined],
    [["a", "list", 1, "b", "c"], undefined],
    [["text", "length"], undefined],
    [["text", 0], undefined],
    [["none", "below"], undefined],
    [["toString"], undefined],
  ])("%j", (path, value) => {
    expect(valueAt(data, path)).toEqual(value);
  });
});

describe("anchors, aliases and merge keys", () => {
  it("work", () => {
    const { network, tags } = environmentOf({
      "tags.Project": "&name Example",
      "tags.Owner": "*name",
      "network.publicSubnets": "&size { prefixLength: 25 }",
      "network.privateSubnets": "*size",
    });
    expect(tags.Owner).toBe("Example");
    expect(network.privateSubnets).toEqual({ prefixLength: 25 });
  });

  it("merge maps, the first of several before the others, and what is written before all", () => {
    const text = `${PLAIN}storage: &base
  glacierAfterDays: 100
  expireAfterDays: 500
  logExpireAfterDays: 600
baseline:
  passwordPolicy: &policy { maxAgeDays: 60 }
`;
    const merged = (lines: string) => {
      const { configRules } = parseEnvironment(`${PLAIN}audit:
  configRules:
    - &a { identifier: AAA_ENABLED, description: a }
    - &b { identifier: BBB_ENABLED, description: b, parameters: { x: y } }
    - ${lines}
`).audit;
      const { alarm: _, ...written } = configRules[2] ?? { alarm: true };
      return written;
    };
    expect(parseEnvironment(text).storage.expireAfterDays).toBe(500);
    expect(merged("{ <<: *a, identifier: CCC_ENABLED }")).toEqual({ identifier: "CCC_ENABLED", description: "a" });
    expect(merged("{ identifier: CCC_ENABLED, <<: *a }")).toEqual({ identifier: "CCC_ENABLED", description: "a" });
    expect(merged("{ <<: [*a, *b], identifier: CCC_ENABLED }")).toEqual({
      identifier: "CCC_ENABLED",
      description: "a",
      parameters: { x: "y" },
    });
    expect(merged("{ <<: *b, <<: *a, identifier: CCC_ENABLED }")).toEqual({
      identifier: "CCC_ENABLED",
      description: "b",
      parameters: { x: "y" },
    });
    expect(merged("{ <<: { identifier: CCC_ENABLED, description: c } }")).toEqual({
      identifier: "CCC_ENABLED",
      description: "c",
    });
  });

  it("ALL-1: errors in what was repeated have the line where it stands", () => {
    const text = `${PLAIN.replace("network:", "network:\n  publicSubnets: &size\n    prefixLength: 8\n    prefix: 8\n  privateSubnets:\n    <<: *size\n    cidr: x\n  flowLogs: *size")}`;
    expect(refusalOf(text)).toBe(
      refusal([
        "13  network.flowLogs.prefixLength is not known; allowed are destination, retentionDays",
        "13  network.privateSubnets.prefixLength must be a whole number between 16 and 28 bits, got 8",
        "13  network.publicSubnets.prefixLength must be a whole number between 16 and 28 bits, got 8",
        "14  network.flowLogs.prefix is not known; allowed are destination, retentionDays",
        '14  network.privateSubnets.prefix is not known; did you mean "prefixLength"?',
        '14  network.publicSubnets.prefix is not known; did you mean "prefixLength"?',
        '17  network.privateSubnets.cidr is not known; did you mean "cidrs"?',
      ]),
    );
  });

  it("ALL-1: an alias has the line of its key, however large what it repeats", () => {
    expect(refusalOf(yamlOf({ "tags.Project": "&x [a]", "tags.Owner": "*x" }))).toBe(
      refusal([
        '9  tags.Project must be 1 to 256 letters, digits, spaces or _ . : / = + - @, got ["a"]',
        '10  tags.Owner must be 1 to 256 letters, digits, spaces or _ . : / = + - @, got ["a"]',
      ]),
    );
  });

  it("stand for keys, too", () => {
    const { tags } = environmentOf({ "tags.&key Cost": "*key", "tags.Last": "*key" });
    expect(tags).toMatchObject({ Cost: "Cost", Last: "Cost" });
    expect(environmentOf({ "tags.Owner": "&team Team", "tags.*team ": "x" }).tags).toMatchObject({ Team: "x" });
  });

  it("take an anchor's latest meaning", () => {
    const { tags } = environmentOf({
      "tags.Environment": "&x a",
      "tags.Project": "*x",
      "tags.Owner": "&x b",
      "tags.Last": "*x",
    });
    expect(tags).toMatchObject({ Environment: "a", Project: "a", Owner: "b", Last: "b" });
  });

  it("keep the meaning that an alias had where it was anchored itself", () => {
    const rules = parseEnvironment(`${PLAIN}audit:
  configRules:
    - { identifier: AAA_ENABLED, description: &x one }
    - &rule { identifier: BBB_ENABLED, description: *x }
    - { identifier: CCC_ENABLED, description: &x two }
    - { <<: *rule, identifier: DDD_ENABLED }
`).audit.configRules;
    expect(rules.map(({ description }) => description)).toEqual(["one", "one", "two", "one"]);
  });

  it("keep the meaning that a merge had where it was anchored itself", () => {
    const rules = parseEnvironment(`${PLAIN}audit:
  configRules:
    - &x { identifier: AAA_ENABLED, description: one }
    - &rule { <<: *x, identifier: BBB_ENABLED }
    - { identifier: CCC_ENABLED, description: &x two }
    - { <<: *rule, identifier: DDD_ENABLED }
`).audit.configRules;
    expect(rules.map(({ description }) => description)).toEqual(["one", "one", "two", "one"]);
  });

  test.each([
    [
      "an alias before its anchor",
      { "tags.Owner": "*team" },
      "10  tags.Owner must be an alias of an earlier anchor, got *team; remove it",
    ],
    [
      "a mistyped alias",
      { "tags.Project": "&team A", "tags.Owner": "*taem" },
      '10  tags.Owner must be an alias of an earlier anchor, got *taem; did you mean "team"?',
    ],
    [
      "an alias of something else",
      { "tags.Project": "&project A", "tags.Owner": "*x" },
      "10  tags.Owner must be an alias of an earlier anchor, got *x; allowed are project",
    ],
    [
      "a list that contains itself",
      { "network.zones": "&z [us-east-1a, *z]" },
      "13  network.zones[1] must not contain itself",
    ],
    [
      "a map that contains itself",
      { kms: "&k { deletionWindowDays: *k }" },
      "15  kms.deletionWindowDays must not contain itself",
    ],
    ["a map that merges itself", { kms: "&k { <<: *k }" }, "15  kms must not contain itself"],
    ["merging a text", { kms: "{ <<: x }" }, "15  kms must merge maps only; write <<: *anchor"],
    [
      "merging a text by alias",
      { "tags.Owner": "&o Team", kms: "{ <<: *o }" },
      "15  kms must merge maps only; write <<: *anchor",
    ],
    ["merging nothing", { kms: "{ <<: }" }, "15  kms must merge maps only; write <<: *anchor"],
    [
      "merging an unknown alias",
      { kms: "{ <<: *k }" },
      "15  kms must be an alias of an earlier anchor, got *k; remove it",
    ],
  ])("ALL-1: %s is refused", (_, changes, problem) => {
    expect(refusalOf(yamlOf(changes))).toBe(refusal([problem]));
  });

  it("a quoted << is a key like any other", () => {
    expect(refusalOf(yamlOf({ kms: '{ "<<": { deletionWindowDays: 8 } }' }))).toBe(
      refusal(['15  kms["<<"] is not known; allowed are deletionWindowDays, existingKeyArn, mode, separateKeys']),
    );
  });
});

describe("a file that would exhaust the reader", () => {
  it("ALL-1: an alias bomb is refused", () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const inner = level === 0 ? "x" : `*l${level - 1}`;
      return `l${level}: &l${level} [${Array.from({ length: 9 }, () => inner).join(", ")}]`;
    });
    expect(refusalOf(levels.join("\n"))).toBe(
      refusal(["1  must have at most 5000 values, got more; those that aliases repeat count, too"]),
    );
  });

  it("counts values, and takes as many as there may be", () => {
    const list = (length: number) => `x:\n${"- 1\n".repeat(length)}`;
    expect(refusalOf(list(4998))).toContain("x is not known");
    expect(refusalOf(list(4999))).toBe(
      refusal(["5000  must have at most 5000 values, got more; those that aliases repeat count, too"]),
    );
  });

  test.each([
    ["brackets", (depth: number) => `x: ${"[".repeat(depth)}${"]".repeat(depth)}`, 1],
    ["braces", (depth: number) => `x: ${"{ a: ".repeat(depth)}1${" }".repeat(depth)}`, 1],
    ["dashes", (depth: number) => `x:\n  ${"- ".repeat(depth)}1`, 2],
    ["question marks", (depth: number) => `x:\n  ${"? ".repeat(depth)}1`, 2],
    [
      "indentation",
      (depth: number) => `x:\n${Array.from({ length: depth }, (_, level) => `${" ".repeat(level + 1)}a:\n`).join("")}`,
      51,
    ],
  ])("ALL-1: at most 50 levels of %s are read", (_, nested, line) => {
    const rest = "must have at most 50 levels of lists and maps";
    expect(refusalOf(nested(49))).not.toContain(rest);
    expect(refusalOf(nested(50))).toBe(refusal([`${line}  ${rest}`]));
    expect(refusalOf(nested(2000))).toContain(rest);
  });
});

describe("messages", () => {
  it("cut what is long", () => {
    expect(refusalOf(yamlOf({ "tags.Owner": "x".repeat(100_000) }))).toBe(
      refusal([
        `10  tags.Owner must be 1 to 256 letters, digits, spaces or _ . : / = + - @, got "${"x".repeat(99)}… (100002 characters)`,
      ]),
    );
  });

  it("show what a terminal would hide or obey", () => {
    expect(refusalOf(yamlOf({ stage: '"a\\e[31m\\u202eb\\u200b\\x9bc\\u00ad"' }))).toBe(
      refusal([
        '4  stage must be one of production, staging, development, got "a\\u001b[31m\\u202eb\\u200b\\u009bc\\u00ad"',
      ]),
    );
  });

  it("name the file that they are given", () => {
    expect(refusalOf(yamlOf({ stage: "x" }), "environments/a.yaml")).toBe(
      refusal(['4  stage must be one of production, staging, development, got "x"'], "environments/a.yaml"),
    );
  });
});
