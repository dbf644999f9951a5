import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoadedEnvironment } from "../../config/load";
import { judge } from "../../guardrails/judge";
import { CONTROLS, selectedControls } from "../../guardrails/registry";
import type { BundleSource, ProviderVersion, SourceStack, StatePlace } from "../../handoff/bundle/source";
import { graphOfSynth } from "../../model";
import type { SynthesizedStack } from "../../stacks/synthesize";
import { checked, namedEnvironment } from "../check/environments";
import { synthesizeProject } from "../project";
import { version } from "../version";
import { originsOf } from "./origins";

/**
 * Suppressions are judged as on a day on which all of them hold: what is handed over does not change with the day. Whether
 * they hold today is asked before, by the synthesis.
 */
const ANY_DAY = "2000-01-01";

/**
 * Synthesizes an environment and gathers what a bundle is made of.
 *
 * @param folder where environments are
 * @param day today, by which the guardrails judge suppressions before anything is handed over
 * @throws ConfigurationError, GuardrailsError as a synthesis does
 */
export function bundleSource(name: string, folder: string, root: string, day: string): BundleSource {
  const loaded = namedEnvironment(folder, name);
  const output = mkdtempSync(join(tmpdir(), "seccfn-handoff-"));
  try {
    const { stacks } = synthesizeProject([name], { environments: folder, output }, day);
    return sourceOf(
      loaded,
      stacks,
      (path) => readFileSync(join(output, "stacks", path)),
      (stack) => filesIn(join(output, "stacks", stack)),
      root,
    );
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

/** What a bundle is made of, from stacks that were synthesized. */
export function sourceOf(
  loaded: LoadedEnvironment,
  synthesized: readonly SynthesizedStack[],
  read: (path: string) => Uint8Array,
  list: (stack: string) => readonly string[],
  root: string,
): BundleSource {
  const { environment } = loaded;
  const { name, account, region, stage, tags } = environment;
  const stacks = synthesized.map((stack): SourceStack => {
    const text = (file: string) => Buffer.from(read(`${stack.name}/${file}`)).toString("utf8");
    const assets = list(stack.name).filter((file) => file.startsWith("assets/"));
    return {
      name: stack.name,
      json: JSON.parse(text("cdk.tf.json")),
      terraformVersion: versionIn(text("versions.tf")),
      assets: new Map(assets.map((file) => [file, read(`${stack.name}/${file}`)])),
    };
  });
  const graph = graphOfSynth(stacks.map(({ name: stack, json }) => ({ name: stack, json })));
  const { expectation, suppressions } = checked(loaded);
  const subject = {
    graph,
    expectation,
    suppressions: suppressions.map((suppression) => ({ ...suppression, expires: ANY_DAY })),
    approvals: [],
    digests: new Map<string, string>(),
  };
  return {
    environment: { name, account, region, stage, tags: { ...tags } },
    stacks,
    graph,
    judgement: judge([subject], { today: ANY_DAY, controls: selectedControls(), allControls: CONTROLS }),
    suppressions: environment.suppressions,
    origins: originsOf(environment, root),
    notices: synthesized.flatMap(({ notices }) => notices),
    lowerings: synthesized.flatMap(({ lowerings }) => lowerings),
    state: statePlace(environment),
    providers: providerVersions(root),
    runbooks: readFileSync(join(root, "help", "runbooks.md"), "utf8"),
    version: version(),
  };
}

function versionIn(versionsFile: string): string {
  const [, constraint] = /required_version = "(.*)"/.exec(versionsFile) ?? [];
  if (constraint === undefined) {
    throw new Error("versions.tf must have required_version");
  }
  return constraint;
}

function statePlace({ name, backend }: LoadedEnvironment["environment"]): StatePlace {
  if (backend.type === "local") {
    return {};
  }
  const { bucket, region, kmsKeyArn, createBucket } = backend;
  return {
    bucket,
    region,
    ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
    ...(createBucket ? { madeBy: `${name}-state` } : {}),
  };
}

/** The providers that the bindings were made for, by the packages that are installed. */
export function providerVersions(root: string): ProviderVersion[] {
  return ["@cdktf/provider-aws", "@cdktf/provider-random"].map((id): ProviderVersion => {
    const { cdktf } = JSON.parse(readFileSync(join(root, "node_modules", id, "package.json"), "utf8"));
    const { name, version: made } = cdktf.provider;
    return { source: String(name), version: String(made) };
  });
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => statSync(join(folder, file)).isFile())
    .map((file) => file.replaceAll("\\", "/"))
    .sort();
}
