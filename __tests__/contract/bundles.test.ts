import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Files, tarGz, untarGz } from "../../handoff/bundle/archive";
import { unpricedTypes } from "../../handoff/bundle/billing";
import { type Bundle, makeBundle } from "../../handoff/bundle/bundle";
import { sha256 } from "../../handoff/bundle/checksums";
import { handedOver, withoutNotes } from "../../handoff/bundle/configuration";
import { addressOf, type Entry, splitConfiguration } from "../../handoff/bundle/files";
import { hclFile, jsonFile } from "../../handoff/bundle/render";
import { headingAnchor } from "../../handoff/bundle/sections";
import type { BundleSource, Use } from "../../handoff/bundle/source";
import { canonicalOf } from "../../handoff/hcl/canonical";
import { mergeConfigurations, readHcl } from "../../handoff/hcl/read";
import { graphOfSynth, type JsonObject } from "../../model";
import { BLOCKS, bundleSourceOf } from "../support/bundles";
import { ALL_VARIANTS, SHIPPED, type ShippedName } from "../support/environments";

const sources = new Map<string, BundleSource>();

function sourceOf(name: string): BundleSource {
  const { overrides, base } = ALL_VARIANTS.find((variant) => variant.name === name) ?? {
    overrides: {},
    base: undefined,
  };
  const source = sources.get(name) ?? bundleSourceOf(overrides, base);
  sources.set(name, source);
  return source;
}

interface Tree {
  [key: string]: Tree | JsonObject[];
}

/** Blocks as Terraform's JSON, those of one address as a list. */
function asJson(entries: readonly Entry[]): JsonObject {
  const tree: Tree = {};
  for (const { section, labels, json } of entries) {
    const path = [section, ...labels];
    const last = path.pop() ?? section;
    let inner = tree;
    for (const key of path) {
      inner[key] ??= {};
      inner = inner[key] as Tree;
    }
    const others = inner[last];
    inner[last] = [...(Array.isArray(others) ? others : []), json];
  }
  return tree;
}

/** Files by their checksums, in their order: jest compares bytes one by one. */
function sums(files: Files): string[][] {
  return [...files].map(([path, bytes]) => [path, sha256(bytes)]);
}

describe.each(ALL_VARIANTS)("$name", ({ name }) => {
  it.each<Use>(["root", "module"])(
    "is as %s the configuration that was synthesized, whichever file a block is in",
    async (use) => {
      const source = sourceOf(name);
      for (const stack of source.stacks) {
        const whole = handedOver(stack, source, use);
        const files = splitConfiguration(whole, new Map());
        const merged = files.map((file): JsonObject => JSON.parse(jsonFile(file))).reduce(mergeConfigurations, {});
        expect(withoutNotes(merged)).toEqual(withoutNotes(whole));
      }
    },
  );

  it("loses and gains nothing but the backend, the place of other states, and in a module the providers", () => {
    const source = sourceOf(name);
    for (const stack of source.stacks) {
      const { terraform, provider, variable, data, ...rest } = withoutNotes(stack.json) as JsonObject;
      const root = withoutNotes(handedOver(stack, source, "root")) as JsonObject;
      const { terraform: _, provider: given, variable: __, data: ___, ...others } = root;
      expect(others).toEqual(rest);
      expect(given).toEqual(provider);
      const { provider: none, terraform: own } = handedOver(stack, source, "module") as { [key: string]: JsonObject };
      expect(none).toBeUndefined();
      expect(own).not.toHaveProperty("backend");
    }
  });

  it("says of each of its types whether it is billed", () => {
    const { stacks } = sourceOf(name);
    expect(unpricedTypes(graphOfSynth(stacks.map(({ name: stack, json }) => ({ name: stack, json }))))).toEqual([]);
  });
});

it("is the same configuration in HCL as in JSON, block by block, in every variant", async () => {
  const unique = new Map<string, Entry>();
  for (const { name } of ALL_VARIANTS) {
    const source = sourceOf(name);
    for (const stack of source.stacks) {
      const files = splitConfiguration(handedOver(stack, source, "root"), new Map());
      for (const entry of files.flatMap((file) => file.entries)) {
        unique.set(`${addressOf(entry)} ${JSON.stringify(entry.json)}`, entry);
      }
    }
  }
  // What many variants have alike is written and read once; blocks of one address stand side by side.
  const entries = [...unique.values()];
  expect(entries.length).toBeGreaterThan(1500);
  for (let at = 0; at < entries.length; at += 100) {
    const part = entries.slice(at, at + 100);
    const hcl = await hclFile({ name: "all", entries: part }, BLOCKS);
    const read = await canonicalOf(await readHcl([["all.tf", hcl]]), BLOCKS, "hcl");
    expect(read).toEqual(await canonicalOf(asJson(part), BLOCKS, "json"));
  }
}, 120_000);

describe.each(SHIPPED)("the bundle of %s", (name) => {
  let bundle: Bundle;
  let source: BundleSource;
  let archive: Uint8Array;

  beforeAll(async () => {
    source = bundleSourceOf({}, name as ShippedName, true);
    bundle = await makeBundle(source, { format: "json", use: "root", blocks: BLOCKS });
    archive = await tarGz(bundle.name, bundle.files);
  });

  it("has the same bytes each time, as files and as an archive", async () => {
    const again = await makeBundle(source, { format: "json", use: "root", blocks: BLOCKS });
    expect(again.name).toBe(bundle.name);
    expect(sums(again.files)).toEqual(sums(bundle.files));
    expect(sha256(await tarGz(again.name, again.files))).toBe(sha256(archive));
  });

  it("has a checksum of each of its files, that is right", () => {
    const lines = textOf(bundle.files, "SHA256SUMS").trimEnd().split("\n");
    const listed = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
    expect([...listed.keys()].sort()).toEqual([...bundle.files.keys()].filter((path) => path !== "SHA256SUMS").sort());
    for (const [path, sum] of listed) {
      expect([path, sha256(bundle.files.get(path) ?? "")]).toEqual([path, sum]);
    }
  });

  it("comes out of its archive as it went in", async () => {
    const { folder, files } = await untarGz(archive);
    expect(folder).toBe(bundle.name);
    expect(sums(files).sort()).toEqual(sums(bundle.files).sort());
  });

  it("splits what it makes by the concern of the construct that made it", () => {
    expect([...bundle.files.keys()].filter((path) => path.startsWith("main."))).toEqual([]);
    const audit = JSON.parse(textOf(bundle.files, "audit.tf.json"));
    expect(Object.keys(audit.resource)).toContain("aws_cloudtrail");
    const storage = JSON.parse(textOf(bundle.files, "storage.tf.json"));
    expect(storage.resource.aws_s3_bucket.data["//"]).toBe("data/data, by constructs/storage/secure-bucket.ts");
  });

  it("links only to what is there", () => {
    const documents = [...bundle.files.keys()].filter((path) => path.endsWith(".md"));
    expect(documents).toEqual(expect.arrayContaining(["README.md", "RUNBOOK.md", "CONTROLS.md"]));
    for (const path of documents) {
      for (const [link, file = "", anchor] of textOf(bundle.files, path).matchAll(
        /\]\((?!https:)([^)#]*)(?:#([^)]*))?\)/g,
      )) {
        const target = file === "" ? path : file;
        expect([path, link, bundle.files.has(target)]).toEqual([path, link, true]);
        const anchors = [...textOf(bundle.files, target).matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
          headingAnchor(title),
        );
        expect([path, link, anchor === undefined || anchors.includes(anchor)]).toEqual([path, link, true]);
      }
    }
  });

  it("tells of each of its alarms, knobs and resources", () => {
    const readme = textOf(bundle.files, "README.md");
    const runbook = textOf(bundle.files, "RUNBOOK.md");
    const [stack] = source.stacks;
    const { resource, variable } = (stack?.json ?? {}) as { [key: string]: { [key: string]: JsonObject } };
    for (const alarm of Object.values(resource?.aws_cloudwatch_metric_alarm ?? {})) {
      const { alarm_name } = alarm as JsonObject;
      expect(runbook).toContain(`| \`${alarm_name}\` |`);
    }
    for (const knob of Object.keys(variable ?? {})) {
      expect(readme).toContain(`| \`${knob}\` |`);
      expect(textOf(bundle.files, `${name}.tfvars.example`)).toMatch(new RegExp(`^# ${knob} = `, "m"));
    }
    for (const [type, blocks] of Object.entries(resource ?? {})) {
      for (const block of Object.keys(blocks)) {
        expect(readme).toContain(`- \`${type}.${block}\``);
      }
    }
  });

  it("names nothing of the machine that it was made on, and no metadata of cdktf's", () => {
    for (const [path, bytes] of bundle.files) {
      if (!path.endsWith(".zip")) {
        const text = Buffer.from(bytes).toString("utf8");
        expect([path, /"metadata": \{\s*"(?:path|uniqueId)"|\/work\/|\/tmp\/|cdktf\.out/.exec(text)?.[0]]).toEqual([
          path,
          undefined,
        ]);
      }
    }
  });
});

const terraform = terraformThere();
if (!terraform) {
  process.stdout.write("SKIPPED: terraform fmt of bundles in HCL: terraform is not installed\n");
}

(terraform ? it : it.skip)("is formatted as terraform fmt does it", async () => {
  const source = bundleSourceOf({}, "enterpriseapp", true);
  const { files } = await makeBundle(source, { format: "hcl", use: "root", blocks: BLOCKS });
  const folder = mkdtempSync(join(tmpdir(), "seccfn-fmt-"));
  try {
    for (const [path, bytes] of files) {
      const target = join(folder, path.replace(/\.(tfvars|tfbackend)\.example$/, ".tfvars"));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, bytes);
    }
    const environment = { ...process.env, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: "" };
    expect(
      execFileSync("terraform", ["fmt", "-check", "-recursive", folder], { encoding: "utf8", env: environment }),
    ).toBe("");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function terraformThere(): boolean {
  try {
    execFileSync("terraform", ["version"], { stdio: "ignore", env: { ...process.env, CHECKPOINT_DISABLE: "1" } });
    return true;
  } catch {
    return false;
  }
}

function textOf(files: Files, path: string): string {
  return Buffer.from(files.get(path) ?? "").toString("utf8");
}
