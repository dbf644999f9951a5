import { strFromU8, unzipSync } from "fflate";
import { byText } from "../text";
import type { BundledStack } from "./bundle";
import { sha256 } from "./checksums";
import { inFolder } from "./layout";
import type { BundleSource, ProviderVersion } from "./source";

/** The bill of materials of a bundle. */
export const SBOM_FILE = "sbom.cdx.json";

/** The licenses in a function's archive name each package that is bundled in it. */
const LICENSES = "THIRD-PARTY-LICENSES.txt";
const PACKAGE = /^((?:@[\w.-]+\/)?[\w.-]+) (\d[\w.+-]*), license (.+)$/gm;

interface Component {
  readonly type: "application" | "library" | "file";
  readonly "bom-ref": string;
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly hashes?: readonly { readonly alg: "SHA-256"; readonly content: string }[];
  readonly licenses?: readonly unknown[];
  readonly purl?: string;
  readonly externalReferences?: readonly { readonly type: string; readonly url: string }[];
}

/**
 * The bill of materials in CycloneDX 1.6: the providers, the functions' archives, and the npm packages in them, as the archives
 * themselves name them. Without a time, and with a serial number made of the input, so that the same bundle has the same one.
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export function sbomOf(source: BundleSource, stacks: readonly BundledStack[], version: string, hash: string): string {
  const root: Component = {
    type: "application",
    "bom-ref": "bundle",
    name: source.environment.name,
    version,
  };
  const providers = source.providers.map(providerComponent);
  const archives = stacks.flatMap(({ stack, folder }) =>
    [...stack.assets].map(([path, bytes]) => ({
      path: inFolder(folder, path),
      bytes,
      packages: packagesIn(path, bytes),
    })),
  );
  const packages = new Map(archives.flatMap((archive) => archive.packages.map((one) => [one["bom-ref"], one])));
  const files = archives.map(
    ({ path, bytes }): Component => ({
      type: "file",
      "bom-ref": `file:${path}`,
      name: path,
      hashes: [{ alg: "SHA-256", content: sha256(bytes) }],
    }),
  );
  const bom = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(hash)}`,
    version: 1,
    metadata: {
      tools: { components: [{ type: "application", name: "seccfn", version: source.version }] },
      component: root,
    },
    components: [...providers, ...files, ...packages.values()].sort((a, b) => byText(a["bom-ref"], b["bom-ref"])),
    dependencies: [
      { ref: "bundle", dependsOn: [...providers, ...files].map((component) => component["bom-ref"]).sort(byText) },
      ...archives.map(({ path, packages: within }) => ({
        ref: `file:${path}`,
        dependsOn: within.map((component) => component["bom-ref"]).sort(byText),
      })),
    ],
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}

function providerComponent({ source, version }: ProviderVersion): Component {
  const [host, namespace = "", name = ""] = source.split("/");
  return {
    type: "library",
    "bom-ref": `provider:${source}@${version}`,
    group: namespace,
    name: `terraform-provider-${name}`,
    version,
    purl: `pkg:github/${namespace}/terraform-provider-${name}@v${version}`,
    externalReferences: [{ type: "distribution", url: `https://${host}/providers/${namespace}/${name}/${version}` }],
  };
}

function packagesIn(path: string, bytes: Uint8Array): Component[] {
  if (!path.endsWith(".zip")) {
    return [];
  }
  const licenses = unzipSync(bytes, { filter: ({ name }) => name === LICENSES })[LICENSES];
  return licenses === undefined ? [] : [...strFromU8(licenses).matchAll(PACKAGE)].map(packageComponent);
}

function packageComponent([, id = "", version = "", license = ""]: RegExpExecArray): Component {
  const [group, name] = id.startsWith("@") ? id.split("/") : [undefined, id];
  const purl = `pkg:npm/${id.replace(/^@/, "%40")}@${version}`;
  return {
    type: "library",
    "bom-ref": purl,
    ...(group === undefined ? {} : { group }),
    name: name ?? id,
    version,
    licenses: [/^[\w.+-]+$/.test(license) ? { license: { id: license } } : { expression: license }],
    purl,
  };
}

/** A UUID of version 8, which is what a program makes of its own data, from a SHA-256. */
function uuidOf(hash: string): string {
  const [, a, b, c, d, e] = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})/.exec(hash) ?? [];
  return `${a}-${b}-8${c}-8${d}-${e}`;
}
