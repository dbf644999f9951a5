import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoadedEnvironment } from "../../config/load";
import { choicesOf } from "../../guardrails/choices";
import type { BundleSource, ProviderVersion, SourceStack, StatePlace } from "../../handoff/bundle/source";
import { objectOf, textOf } from "../../model/json";
import type { SynthesizedStack } from "../../stacks/synthesize";
import { checked, namedEnvironment } from "../check/environments";
import { synthesizeProject } from "../project";
import { version } from "../version";
import { originsOf } from "./origins";

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
    return sourceOf(loaded, stacks, filesIn(output), originsOf(loaded.environment, root), root);
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

/**
 * What a bundle is made of, from stacks that were synthesized.
 *
 * @param files what was synthesized, by the paths below its folder, e.g. `stacks/seccfn/cdk.tf.json`
 */
export function sourceOf(
  loaded: LoadedEnvironment,
  synthesized: readonly SynthesizedStack[],
  files: ReadonlyMap<string, Uint8Array>,
  origins: BundleSource["origins"],
  root: string,
): BundleSource {
  const { environment } = loaded;
  const { name, account, region, stage, tags } = environment;
  const stacks = synthesized.map((stack): SourceStack => {
    const folder = `stacks/${stack.name}/`;
    const own = [...files].flatMap(([path, bytes]) =>
      path.startsWith(folder) ? [[path.slice(folder.length), bytes] as const] : [],
    );
    const text = (file: string) => Buffer.from(files.get(`${folder}${file}`) ?? "").toString("utf8");
    return {
      name: stack.name,
      json: JSON.parse(text("cdk.tf.json")),
      terraformVersion: versionIn(text("versions.tf")),
      assets: new Map(own.filter(([path]) => path.startsWith("assets/"))),
    };
  });
  return {
    environment: { name, account, region, stage, tags: { ...tags } },
    stacks,
    suppressions: checked(loaded).suppressions,
    choices: choicesOf(environment),
    origins,
    notices: synthesized.flatMap(({ notices }) => notices),
    lowerings: synthesized.flatMap(({ lowerings }) => lowerings),
    state: statePlace(environment, stacks),
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

/** By the configuration that was made: there the key is known that `createBucket` makes. */
function statePlace({ name, backend }: LoadedEnvironment["environment"], stacks: readonly SourceStack[]): StatePlace {
  if (backend.type === "local") {
    return {};
  }
  const made = stacks.map(({ json }) => objectOf(objectOf(objectOf(json.terraform).backend).s3));
  const kmsKeyArn = made.map(({ kms_key_id }) => textOf(kms_key_id)).find((arn) => arn !== undefined);
  return {
    bucket: backend.bucket,
    region: backend.region,
    ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
    ...(backend.createBucket ? { madeBy: `${name}-state` } : {}),
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

function filesIn(folder: string): Map<string, Uint8Array> {
  return new Map(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => statSync(join(folder, file)).isFile())
      .sort()
      .map((file) => [file.replaceAll("\\", "/"), readFileSync(join(folder, file))]),
  );
}
