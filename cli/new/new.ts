import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { contains, formatCidr, PRIVATE_BLOCKS, parseCidr, planBlocks } from "../../config/cidr";
import { type NewValue, YamlText } from "../../config/edit-yaml";
import {
  chooseEnvironments,
  type LoadedEnvironment,
  loadEnvironments,
  parseEnvironment,
  problemsWithAnother,
} from "../../config/load";
import { ConfigurationError } from "../../config/problems";
import { formatPath, quoted } from "../../config/sentences";
import type { World } from "../world";
import type { Questions } from "./ask";
import { complaintAbout } from "./complaints";
import { type Derived, derive, type OwnValues } from "./derive";

/** What was said on the command line. */
export interface NewOptions {
  readonly name?: string;
  readonly from?: string;
  readonly account?: string;
  readonly region?: string;
  readonly prefix?: string;
  /** Whether to take for what is missing that of the environment which the new one is made from, without asking. */
  readonly yes: boolean;
  /** The folder of environments. */
  readonly environments: string;
}

/** Why no file was made; its message is for whoever asked. */
export class CannotMakeError extends Error {
  public override readonly name = "CannotMakeError";
}

/**
 * Makes the file of a new environment and writes it. Returns the exit code: 0 done, 1 it would not be valid, or somebody changed
 * their mind, 2 something was not said. But for 0 nothing is written.
 *
 * @param questions asks for what was not said; nothing where nobody can be asked
 */
export async function runNew(options: NewOptions, world: World, questions: Questions | undefined): Promise<0 | 1 | 2> {
  try {
    const loaded = loadEnvironments(options.environments);
    const answers = await completed(options, loaded, questions);
    if (answers === undefined) {
      world.complain("nothing was written\n");
      return 1;
    }
    const { own, source } = answers;
    const complaint = complaintAbout("name", own.name);
    if (complaint !== undefined) {
      throw new CannotMakeError(`the name ${complaint}, got ${quoted(own.name)}`);
    }
    const file = join(options.environments, `${own.name}.yaml`);
    if (existsSync(file)) {
      throw new CannotMakeError(
        `${file} is there already; nothing was written. Choose another name, or edit that file`,
      );
    }
    const made = derive(readFileSync(source.file, "utf8"), source.environment, own);
    const { text, left } = fitted(made.text, file, loaded);
    write(file, text);
    world.print(told(file, own, made, left));
    return 0;
  } catch (error) {
    if (error instanceof CannotMakeError || error instanceof ConfigurationError) {
      world.complain(`${error.message}\n`);
      return error instanceof CannotMakeError ? 2 : 1;
    }
    throw error;
  }
}

async function completed(
  { yes, ...given }: NewOptions,
  loaded: readonly LoadedEnvironment[],
  questions: Questions | undefined,
): Promise<{ readonly own: OwnValues; readonly source: LoadedEnvironment } | undefined> {
  const names = loaded.map(({ environment }) => environment.name);
  const asked = yes ? undefined : questions;
  if (asked === undefined) {
    const missing = [
      ...(given.name === undefined ? ["NAME"] : []),
      ...(given.from === undefined ? [`--from ENVIRONMENT (${names.join(", ")})`] : []),
      ...(given.account === undefined && !yes
        ? ["--account ACCOUNT (or --yes, for that of the other environment)"]
        : []),
    ];
    if (missing.length > 0) {
      throw new CannotMakeError(`needed, and not said: ${missing.join(", ")}`);
    }
  }
  const name = given.name ?? (await asked?.name(names));
  const from = name === undefined ? undefined : (given.from ?? (await asked?.from(loaded)));
  if (name === undefined || from === undefined) {
    return undefined;
  }
  const [source] = chooseEnvironments(given.environments, loaded, [from]);
  if (source === undefined) {
    throw new CannotMakeError(`there is no environment ${quoted(from)}`);
  }
  const { account, region, naming } = source.environment;
  const own: Record<"account" | "region" | "prefix", string | undefined> = {
    account: given.account,
    region: given.region,
    prefix: given.prefix,
  };
  if (asked !== undefined) {
    const standing = { account, region, prefix: naming.prefix };
    for (const key of ["account", "region", "prefix"] as const) {
      own[key] ??= await asked.value(key, standing[key]);
      if (own[key] === undefined) {
        return undefined;
      }
    }
  }
  return { source, own: { name, ...withoutUndefined(own) } };
}

function withoutUndefined(values: Readonly<Record<string, string | undefined>>): Partial<OwnValues> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** A value that another environment has already, what the new one has instead, and why, as its comment says. */
interface Left {
  readonly path: string;
  readonly value: string;
  readonly why: string;
}

/** What to set where another environment has something. */
interface Instead {
  readonly path: readonly string[];
  readonly value: NewValue;
}

/** Why a part of the account is left out. */
const ELSEWHERE = "another environment of the account has it";
/** Why an address block is another one. */
const FREE = "free on the transit gateway";

/**
 * Leaves to others what an account has once and another environment makes already, takes addresses that are free on a transit
 * gateway, and checks the result as synthesis would.
 *
 * @throws ConfigurationError with what is wrong beyond that
 */
function fitted(
  text: string,
  file: string,
  others: readonly LoadedEnvironment[],
): { readonly text: string; readonly left: readonly Left[] } {
  const yaml = new YamlText(text);
  const left: Left[] = [];
  const tried = new Set<string>();
  for (;;) {
    const problems = problemsWithAnother(others, file, yaml.text);
    if (problems.length === 0) {
      return { text: yaml.text, left };
    }
    const once = problems.flatMap(({ message }) => TAKEN.filter(({ says }) => says.test(message)));
    const parts = once.flatMap(({ set }) => set.map((instead) => ({ ...instead, why: ELSEWHERE })));
    const overlaps = problems.some(({ message }) => /^network\.cidr must not overlap /.test(message));
    const blocks = overlaps ? freeBlock(yaml.text, others).map((instead) => ({ ...instead, why: FREE })) : [];
    const next = [...parts, ...blocks].filter(({ path }) => !tried.has(formatPath(path)));
    if (next.length === 0) {
      throw new ConfigurationError(problems);
    }
    for (const { path, value, why } of next) {
      tried.add(formatPath(path));
      yaml.set(path, value);
      yaml.explain(path, why);
      left.push({ path: formatPath(path), value: JSON.stringify(value), why });
    }
  }
}

/** The first block of the same size and private range that no other environment has. */
function freeBlock(text: string, others: readonly LoadedEnvironment[]): Instead[] {
  const vpc = parseCidr(parseEnvironment(text).network.cidr);
  const range = PRIVATE_BLOCKS.map((block) => parseCidr(block)).find((block) => contains(block, vpc));
  const taken = others.map(({ environment }) => parseCidr(environment.network.cidr));
  const found = range === undefined ? undefined : planBlocks(range, [vpc.prefixLength], taken);
  return (found ?? []).map((block) => ({ path: ["network", "cidr"], value: formatCidr(block) }));
}

/** What is said of a part that another environment of the account has, and what to set then. */
const TAKEN: readonly {
  readonly says: RegExp;
  readonly set: readonly Instead[];
}[] = [
  ...[
    "guardDuty",
    "securityHub",
    "accessAnalyzer",
    "ebsEncryption",
    "s3PublicAccessBlock",
    "passwordPolicy",
    "rdsMonitoringLogs",
  ].map((part) => ({
    says: new RegExp(`^baseline\\.${part} must have one owner in `),
    set: [{ path: ["baseline", part], value: false }],
  })),
  {
    says: /^baseline\.config must have one owner in /,
    set: [
      { path: ["baseline", "config"], value: "external" },
      { path: ["audit", "configRules"], value: [] },
    ],
  },
  {
    says: /^application\.serviceLinkedRole must be create in one environment /,
    set: [{ path: ["application", "serviceLinkedRole"], value: "exist" }],
  },
];

/** The file appears whole or not at all; the loader passes over hidden files. */
function write(file: string, text: string): void {
  const temporary = join(file, "..", `.${process.pid}.new`);
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function told(file: string, { name }: OwnValues, { changed, examples, same }: Derived, left: readonly Left[]): string {
  return [
    `${file} written`,
    ...section(
      "These name the account or region, and were changed to the new one; see whether they exist there:",
      changed,
    ),
    ...section(
      "Another environment of the account has these already, so they were left to it:",
      left.filter(({ why }) => why === ELSEWHERE).map(({ path, value }) => `${path}: ${value}`),
    ),
    ...section(
      "Another environment on the transit gateway has the other's addresses, so these were taken, which are free:",
      left.filter(({ why }) => why === FREE).map(({ path, value }) => `${path}: ${value}`),
    ),
    ...section(
      "These are as in the other one; change what is to differ:",
      same
        .filter(({ path }) => left.every((other) => other.path !== path))
        .map(({ path, value }) => `${path}: ${value}`),
    ),
    ...section("These are made up; put in yours:", [...examples, "tags"]),
    "",
    `Next: npm run synth ${name}`,
    "",
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];
}
