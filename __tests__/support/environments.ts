import { mkdirSync, readdirSync, readFileSync, statSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Environment } from "../../config/environment";
import type { SynthesizedStack } from "../../stacks/synthesize";
import type { FunctionArchives } from "../../stacks/topology";
import { isObject, type Json, type JsonObject, objectOf, parseJson } from "./json";
import { Template } from "./template";

/** The project's folder. */
export const PROJECT_ROOT = resolve(__dirname, "../..");

type Overrides<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Overrides<T[K]> | undefined }
    : T;

/** The environments that are shipped. */
export const SHIPPED = ["seccfn", "web-app", "multi-az", "enterpriseapp", "lambda-app"] as const;

/** The name of one of them. */
export type ShippedName = (typeof SHIPPED)[number];

/**
 * What differs from the file of a shipped environment. Sections are merged, lists replaced; `undefined` takes a key out, so that
 * its default applies.
 */
export type EnvironmentOverrides = Overrides<Environment>;

/** What was synthesized of one environment, in memory. */
export interface Synthesized {
  readonly environment: Environment;
  /** The stacks by name, in the order in which they are deployed; the state bucket's, if there is one, first. */
  readonly stacks: Readonly<Record<string, Template>>;
  /** The stack that holds all of a `single` topology; an error where it is `layered`. */
  readonly template: Template;
  /** What `npm run synth` says of each stack. */
  readonly summaries: readonly SynthesizedStack[];
  readonly manifest: JsonObject;
  /** All files by their paths below the output folder, e.g. `stacks/seccfn/cdk.tf.json`. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** A variant of a shipped environment. */
export interface Variant {
  readonly name: string;
  readonly overrides: EnvironmentOverrides;
  /** @default "seccfn" */
  readonly base?: ShippedName;
}

const BASELINE_OFF = {
  config: "external",
  guardDuty: false,
  securityHub: false,
  accessAnalyzer: false,
  ebsEncryption: false,
  s3PublicAccessBlock: false,
  passwordPolicy: false,
} as const;

const STATE_BUCKET = {
  type: "s3",
  bucket: "example-state",
  region: "eu-central-1",
  keyPrefix: "seccfn/",
  kmsKeyArn: "arn:aws:kms:eu-central-1:111111111111:key/11111111-2222-3333-4444-555555555555",
} as const;

/** A public key whose private half nobody has kept. */
export const SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl example";

/**
 * The reference environment as shipped, first, and one variant of it for each choice that configuration has. For
 * `describe.each(VARIANTS)("$name", ({ overrides }) => …)`.
 */
export const VARIANTS: readonly Variant[] = [
  { name: "seccfn", overrides: {} },
  { name: "layered", overrides: { topology: "layered" } },
  { name: "layered, state in S3", overrides: { topology: "layered", backend: STATE_BUCKET } },
  { name: "layered test copy", overrides: { topology: "layered", lifecycle: "ephemeral", stage: "development" } },
  { name: "state in S3", overrides: { backend: STATE_BUCKET } },
  {
    name: "state in a bucket of its own",
    overrides: { backend: { ...STATE_BUCKET, kmsKeyArn: undefined, createBucket: true } },
  },
  { name: "test copy", overrides: { lifecycle: "ephemeral", stage: "development" } },
  { name: "password by RDS", overrides: { database: { credentials: "rdsManaged" } } },
  { name: "password in the state", overrides: { database: { credentials: "generated" } } },
  { name: "trail in CloudTrail Lake", overrides: { audit: { query: "lake" } } },
  { name: "trail without queries", overrides: { audit: { query: "none" } } },
  { name: "nothing of the account's", overrides: { baseline: BASELINE_OFF, audit: { configRules: [] } } },
  {
    name: "recorded elsewhere",
    overrides: {
      baseline: { config: "external", securityHub: false, ebsEncryption: false },
      audit: { configRules: [] },
    },
  },
  {
    name: "watched elsewhere",
    overrides: {
      baseline: { guardDuty: false, accessAnalyzer: false, s3PublicAccessBlock: false, passwordPolicy: false },
    },
  },
  { name: "named zones", overrides: { network: { zones: ["us-east-1a", "us-east-1b", "us-east-1c"] } } },
  { name: "one NAT gateway", overrides: { network: { zoneCount: 3, natGateways: "single" } } },
  { name: "alerts by e-mail", overrides: { monitoring: { alertEmail: "security@example.com" } } },
  { name: "two alarms on the trail", overrides: { monitoring: { cisAlarms: false } } },
  { name: "reserved concurrency", overrides: { compliance: { reservedConcurrency: 5 } } },
  { name: "another port", overrides: { database: { port: 6543 } } },
  {
    name: "micro database",
    overrides: { database: { instanceClass: "db.t4g.micro", allowBurstableMicro: true, multiAz: false } },
  },
  {
    name: "another region, all in lower case",
    overrides: {
      region: "us-gov-west-1",
      naming: {
        prefix: "corp",
        pattern: "{prefix}-{type}-{name}",
        iamPattern: "{prefix}-{type}-{name}-{region}",
        case: "lower",
      },
      tags: { CostCenter: "4711" },
    },
  },
];

/**
 * The other shipped environments, each as it is, in four stacks and as a test copy, and the choices that only they have. For
 * `describe.each([...VARIANTS, ...OTHERS])("$name", ({ overrides, base }) => …)`.
 */
export const OTHERS: readonly Variant[] = [
  ...SHIPPED.filter((base) => base !== "seccfn").flatMap((base): Variant[] => [
    { name: base, base, overrides: {} },
    { name: `${base}, layered`, base, overrides: { topology: "layered" } },
    { name: `${base}, test copy`, base, overrides: { lifecycle: "ephemeral", stage: "development" } },
  ]),
  {
    name: "an existing key",
    base: "web-app",
    overrides: {
      kms: {
        mode: "existing",
        existingKeyArn: "arn:aws:kms:us-east-1:222222222222:key/11111111-2222-3333-4444-555555555555",
        separateKeys: [],
      },
    },
  },
  { name: "AWS's own keys", base: "web-app", overrides: { kms: { mode: "awsManaged", separateKeys: [] } } },
  {
    name: "a given certificate, the organization's Config",
    base: "web-app",
    overrides: {
      edge: {
        domainName: undefined,
        hostedZoneId: undefined,
        certificateArn: "arn:aws:acm:us-east-1:222222222222:certificate/11111111-2222-3333-4444-555555555555",
      },
      audit: { configRules: [] },
      baseline: { config: "external" },
    },
  },
  {
    name: "plain HTTP without a web ACL",
    base: "web-app",
    overrides: { edge: { domainName: undefined, hostedZoneId: undefined, allowPlainHttp: true, waf: false } },
  },
  { name: "no way to the internet", base: "multi-az", overrides: { network: { internetEgress: false } } },
  {
    name: "SSH by a transit gateway",
    base: "multi-az",
    overrides: {
      network: { trustedCidrs: ["192.168.10.0/24"], transitGateway: { id: "tgw-0123456789abcdef0" } },
      application: { ssh: "trusted", sshPublicKey: SSH_KEY },
    },
  },
  {
    name: "locks that cannot be undone",
    base: "enterpriseapp",
    overrides: {
      audit: { immutableLogs: { objectLock: { mode: "COMPLIANCE" } } },
      backup: { lock: { mode: "compliance", minRetentionDays: 30, maxRetentionDays: 400, changeableForDays: 7 } },
    },
  },
  { name: "one key for all", base: "lambda-app", overrides: { kms: { separateKeys: [] } } },
  {
    name: "no function but one that is asked",
    base: "lambda-app",
    overrides: { compliance: false, databaseFunction: { schedule: undefined, invokers: [] } },
  },
  {
    name: "a service-linked role of its own",
    base: "lambda-app",
    overrides: { application: { serviceLinkedRole: "create", bootstrapScript: "#!/bin/bash\ntrue\n" } },
  },
];

/** Every variant of every shipped environment. */
export const ALL_VARIANTS: readonly Variant[] = [...VARIANTS, ...OTHERS];

/** Some of {@link ALL_VARIANTS}, for guarantees that the other choices do not touch. */
export function variants(...names: readonly string[]): Variant[] {
  return names.map((name) => {
    const found = ALL_VARIANTS.find((variant) => variant.name === name);
    if (found === undefined) {
      throw new Error(`there is no variant ${name}, only ${ALL_VARIANTS.map((variant) => variant.name).join("; ")}`);
    }
    return found;
  });
}

const cache = new Map<string, Synthesized>();

/**
 * Synthesizes a shipped environment, or a variant of it: the overrides go into the YAML, so whatever the configuration
 * refuses is refused here. Made once for all test files of a process.
 */
export function synthesized(overrides: EnvironmentOverrides = {}, base: ShippedName = "seccfn"): Synthesized {
  const key = `${base} ${JSON.stringify(overrides, (_, value) => (value === undefined ? "undefined" : value))}`;
  const made = cache.get(key) ?? synthesize(overrides, base);
  cache.set(key, made);
  return made;
}

/** A shipped environment with overrides, checked as a file would be. */
export function environmentOf(overrides: EnvironmentOverrides = {}, base: ShippedName = "seccfn"): Environment {
  const { parseEnvironment } = require("../../config/load") as typeof import("../../config/load");
  // JSON is YAML, and faster to write.
  return parseEnvironment(JSON.stringify(variantOf(base, overrides)), `variant of ${base}.yaml`);
}

/** What the shipped file says is left out where an override leaves it without effect. */
function variantOf(base: ShippedName, overrides: object): JsonObject {
  const { UNUSED_KEYS } = require("../../config/unused-rules") as typeof import("../../config/unused-rules");
  const { environmentSchema } = require("../../config/environment") as typeof import("../../config/environment");
  const { valueAt } = require("../../config/plain-data") as typeof import("../../config/plain-data");
  const variant = merge(shippedYaml(base), overrides);
  const { data: sections = {} } = environmentSchema.safeParse(variant);
  return UNUSED_KEYS.filter(({ path }) => valueAt(overrides, path) === undefined)
    .filter(({ unused }) => unused(sections) !== undefined)
    .reduce((made, { path }) => merge(made, without(path)), variant);
}

/** Overrides that take one key out. */
function without([key = "", ...rest]: readonly string[]): object {
  return { [key]: rest.length === 0 ? undefined : without(rest) };
}

const parsed = new Map<ShippedName, Json>();

function shippedYaml(base: ShippedName): Json {
  const { parse } = require("yaml") as typeof import("yaml");
  const file = join(PROJECT_ROOT, "environments", `${base}.yaml`);
  const yaml: Json = parsed.get(base) ?? parse(readFileSync(file, "utf8"));
  parsed.set(base, yaml);
  return yaml;
}

// What makes environments is loaded when it is needed: many files go without.

let archives: FunctionArchives | undefined;

function synthesize(overrides: EnvironmentOverrides, base: ShippedName): Synthesized {
  const { synthesizeEnvironments } = require("../../stacks/synthesize") as typeof import("../../stacks/synthesize");
  const { functionArchives } = require("../../cli/function-archives") as typeof import("../../cli/function-archives");
  const environment = environmentOf(overrides, base);
  archives ??= { ...functionArchives(PROJECT_ROOT) };
  // One folder for all of a test file, whose temporary folder goes with it: making and removing folders takes long.
  const folder = join(tmpdir(), `seccfn-test-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const summaries = synthesizeEnvironments([environment], archives, folder);
    return read(environment, summaries, folder);
  } finally {
    for (const path of filesIn(folder)) {
      unlinkSync(join(folder, path));
    }
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
}

function read(environment: Environment, summaries: readonly SynthesizedStack[], folder: string): Synthesized {
  const files = new Map(
    filesIn(folder)
      .sort()
      .map((path) => [path.replaceAll("\\", "/"), readFileSync(join(folder, path))]),
  );
  const text = (path: string) => files.get(path)?.toString("utf8") ?? "null";
  const stacks = summaries.map(({ name }): [string, Template] => [
    name,
    Template.ofFile(text(`stacks/${name}/cdk.tf.json`)),
  ]);
  return {
    environment,
    summaries,
    stacks: Object.fromEntries(stacks),
    get template(): Template {
      const single = stacks.find(([name]) => name === environment.name);
      if (single === undefined) {
        throw new Error(`there is no single stack but ${stacks.map(([name]) => name).join(", ")}; use stacks`);
      }
      return single[1];
    },
    manifest: objectOf(parseJson(text("manifest.json"))),
    files,
  };
}

function merge(base: Json, overrides: object): JsonObject {
  const merged = new Map(Object.entries(objectOf(base)));
  for (const [key, value] of Object.entries(overrides) as [string, Json | undefined][]) {
    if (value === undefined) {
      merged.delete(key);
    } else {
      merged.set(key, isObject(value) ? merge(merged.get(key) ?? {}, value) : value);
    }
  }
  return Object.fromEntries(merged);
}
