import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Environment } from "../../config/environment";
import { environmentJsonSchema } from "../../config/json-schema";
import { isAtLeast } from "../../guardrails/judge";
import { type EnvironmentOverrides, PROJECT_ROOT, type ShippedName } from "../support/environments";
import { isList, isObject, type Json, objectOf } from "../support/json";
import { judgementOf } from "../support/judged";

interface Lowering {
  /** The key whose description names the controls. */
  readonly key: string;
  readonly overrides: EnvironmentOverrides;
  readonly base?: ShippedName;
}

const STATE = { type: "s3", bucket: "example-state", region: "us-east-1" } as const;

/** Each lowering that stops a synthesis. */
const LOWERINGS: readonly Lowering[] = [
  { key: "backend.type", overrides: { backend: { type: "local" } } },
  { key: "backend.kmsKeyArn", overrides: { backend: STATE } },
  { key: "bastion", base: "enterpriseapp", overrides: {} },
  { key: "kms.mode", overrides: { kms: { mode: "awsManaged" } } },
  { key: "kms.deletionWindowDays", overrides: { kms: { deletionWindowDays: 9 } } },
  { key: "storage.encryption", overrides: { storage: { encryption: "AES256" } } },
  { key: "database.credentials", overrides: { database: { credentials: "generated" } } },
  { key: "compliance", overrides: { compliance: false } },
  { key: "edge.waf", base: "web-app", overrides: { edge: { waf: false } } },
  {
    key: "edge.allowPlainHttp",
    base: "web-app",
    overrides: { edge: { domainName: undefined, hostedZoneId: undefined, allowPlainHttp: true } },
  },
];

/** What a description says must be suppressed: `refused unless `a` and `b` are suppressed`. */
function namedIn(description: string): string[] {
  const [, list = ""] = /refused unless ((?:`[a-z0-9-]+`(?:, | and )?)+) (?:is|are) suppressed/.exec(description) ?? [];
  return [...list.matchAll(/`([a-z0-9-]+)`/g)].map(([, id = ""]) => id).sort();
}

/** The keys of a JSON Schema whose descriptions name controls; alternatives of a union have the key of the union. */
function namedByKey(schema: Json, key = ""): [string, string[]][] {
  const { description, properties, oneOf, anyOf } = objectOf(schema);
  const own = namedIn(typeof description === "string" ? description : "");
  const alternatives = [oneOf, anyOf].flatMap((list) => (isList(list) ? list : []));
  return [
    ...(own.length === 0 ? [] : [[key, own] as [string, string[]]]),
    ...Object.entries(isObject(properties) ? properties : {}).flatMap(([name, inner]) =>
      namedByKey(inner, key === "" ? name : `${key}.${name}`),
    ),
    ...alternatives.flatMap((inner) => namedByKey(inner, key)),
  ];
}

/** The controls that stop a synthesis of an environment with no other suppressions than these. */
function stopping({
  overrides,
  base,
  suppressions = [],
}: Omit<Lowering, "key"> & Partial<Pick<Environment, "suppressions">>): string[] {
  const changed = { backend: { ...STATE, createBucket: true }, ...overrides, suppressions };
  const { findings } = judgementOf({ overrides: changed, base });
  return [...new Set(findings.filter((one) => isAtLeast(one, "high")).map(({ rule }) => rule.id))].sort();
}

const NAMED = new Map(namedByKey(environmentJsonSchema() as unknown as Json));

it("every key that is refused for a control is held against it", () => {
  expect([...NAMED.keys()].sort()).toEqual(LOWERINGS.map(({ key }) => key).sort());
});

it.each(LOWERINGS)("the description of $key names the controls that refuse it", ({ key, overrides, base }) => {
  expect(stopping({ overrides, ...(base === undefined ? {} : { base }) })).toEqual(NAMED.get(key));
});

it("the suppression in help/getting-started.md lets pass what it is for", () => {
  const text = readFileSync(join(PROJECT_ROOT, "help/getting-started.md"), "utf8");
  const [, yaml = ""] = /```yaml\n(suppressions:\n[\s\S]*?)```/.exec(text) ?? [];
  const { suppressions } = parse(yaml) as { readonly suppressions: Environment["suppressions"] };
  const overrides: EnvironmentOverrides = { storage: { encryption: "AES256" } };
  expect(stopping({ overrides })).toEqual([suppressions[0]?.control]);
  expect(stopping({ overrides, suppressions })).toEqual([]);
});

it("nothing of it is refused where it is not lowered", () => {
  expect([stopping({ overrides: {} }), stopping({ overrides: {}, base: "web-app" })]).toEqual([[], []]);
});
