import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { StateInTheWayError, updateFolder } from "../../stacks/output-folder";

const MADE = {
  "manifest.json": "manifest",
  "stacks/app/cdk.tf.json": "app",
  "stacks/app/assets/code/1/archive.zip": "code 1",
};
const nothingKept = () => false;
const LONG_AGO = new Date("2020-01-01T00:00:00Z");

/** Two folders: what was synthesized, and the output folder. Gone when the test ends. */
function folders(target: Readonly<Record<string, string>>, made: Readonly<Record<string, string>> = MADE) {
  const root = mkdtempSync(join(tmpdir(), "seccfn-folder-"));
  roots.push(root);
  const paths = { made: join(root, "made"), target: join(root, "cdktf.out") };
  mkdirSync(paths.made);
  write(paths.made, made);
  write(paths.target, target);
  return paths;
}

const roots: string[] = [];

afterEach(() => {
  for (const root of roots.splice(0)) {
    rmSync(root, { recursive: true, force: true });
  }
});

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    utimesSync(join(folder, path), LONG_AGO, LONG_AGO);
  }
}

/** All files and empty folders with their content, and whether they were written since the test began. */
function contentOf(folder: string): Record<string, string> {
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }).sort() : [];
  return Object.fromEntries(
    entries.flatMap((path) => {
      const full = join(folder, path);
      if (statSync(full).isFile()) {
        return [[path, readFileSync(full, "utf8")]];
      }
      return readdirSync(full).length === 0 ? [[`${path}/`, ""]] : [];
    }),
  );
}

function rewritten(folder: string): string[] {
  return Object.keys(contentOf(folder)).filter((path) => statSync(join(folder, path)).mtime > LONG_AGO);
}

describe("what is written", () => {
  it("is everything into a folder that is not there yet", () => {
    const { made, target } = folders({});
    expect(updateFolder(made, target, nothingKept)).toEqual({
      written: ["manifest.json", "stacks/app/assets/code/1/archive.zip", "stacks/app/cdk.tf.json"],
      removed: [],
    });
    expect(contentOf(target)).toEqual(MADE);
  });

  it("is nothing where the bytes are the same: files keep their time", () => {
    const { made, target } = folders(MADE);
    expect(updateFolder(made, target, nothingKept)).toEqual({ written: [], removed: [] });
    expect(rewritten(target)).toEqual([]);
  });

  it("is just the file whose bytes differ", () => {
    const { made, target } = folders({ ...MADE, "stacks/app/cdk.tf.json": "older" });
    expect(updateFolder(made, target, nothingKept).written).toEqual(["stacks/app/cdk.tf.json"]);
    expect(contentOf(target)).toEqual(MADE);
    expect(rewritten(target)).toEqual(["stacks/app/cdk.tf.json"]);
  });

  it("is compared by bytes, not as text", () => {
    const { made, target } = folders(MADE);
    writeFileSync(join(made, "stacks/app/assets/code/1/archive.zip"), Buffer.from([0xff, 0xfe]));
    writeFileSync(join(target, "stacks/app/assets/code/1/archive.zip"), Buffer.from([0xff, 0xfd]));
    expect(updateFolder(made, target, nothingKept).written).toEqual(["stacks/app/assets/code/1/archive.zip"]);
    expect([...readFileSync(join(target, "stacks/app/assets/code/1/archive.zip"))]).toEqual([0xff, 0xfe]);
  });

  it("leaves the folder that it came from as it was", () => {
    const { made, target } = folders({ "stacks/old/cdk.tf.json": "old" });
    updateFolder(made, target, nothingKept);
    expect(contentOf(made)).toEqual(MADE);
    expect(rewritten(made)).toEqual([]);
  });
});

describe("what is removed", () => {
  it("is the folder of a stack that is no longer made, with all that Terraform left in it", () => {
    const { made, target } = folders({
      ...MADE,
      "stacks/old/cdk.tf.json": "old",
      "stacks/old/.terraform/providers/p": "provider",
      "stacks/old/.terraform.lock.hcl": "lock",
    });
    expect(updateFolder(made, target, nothingKept)).toEqual({ written: [], removed: ["stacks/old"] });
    expect(contentOf(target)).toEqual(MADE);
  });

  it("is left to cdktf-cli where that one called", () => {
    const { made, target } = folders({ ...MADE, "stacks/old/cdk.tf.json": "old" });
    expect(updateFolder(made, target, nothingKept, false)).toEqual({ written: [], removed: [] });
    expect(contentOf(target)).toEqual({ ...MADE, "stacks/old/cdk.tf.json": "old" });
  });

  it("is not the folder of a stack that was not part of this run", () => {
    const { made, target } = folders({ ...MADE, "stacks/other/cdk.tf.json": "other", "stacks/old/cdk.tf.json": "old" });
    const asked: string[] = [];
    const keep = (stack: string) => {
      asked.push(stack);
      return stack === "other";
    };
    expect(updateFolder(made, target, keep).removed).toEqual(["stacks/old"]);
    expect(contentOf(target)).toEqual({ ...MADE, "stacks/other/cdk.tf.json": "other" });
    expect(asked.sort()).toEqual(["old", "other"]);
  });

  it("is an asset of earlier code, with the folders that nothing is left in", () => {
    const { made, target } = folders({
      ...MADE,
      "stacks/app/assets/code/0/archive.zip": "code 0",
      "stacks/app/assets/gone/0/archive.zip": "gone",
    });
    expect(updateFolder(made, target, nothingKept)).toEqual({
      written: [],
      removed: ["stacks/app/assets/code/0/archive.zip", "stacks/app/assets/gone/0/archive.zip"],
    });
    expect(contentOf(target)).toEqual(MADE);
  });

  it("are all assets of a stack that no longer has any", () => {
    const { "stacks/app/assets/code/1/archive.zip": _, ...made } = MADE;
    const paths = folders(MADE, made);
    updateFolder(paths.made, paths.target, nothingKept);
    expect(contentOf(paths.target)).toEqual(made);
  });

  it("is nothing of what Terraform and people left in a stack that is still made", () => {
    const left = {
      "stacks/app/.terraform/terraform.tfstate": "backend",
      "stacks/app/.terraform.lock.hcl": "lock",
      "stacks/app/terraform.tfstate": "state",
      "stacks/app/tfplan": "plan",
      "stacks/app/override.tf.json": "override",
      "notes.txt": "notes",
    };
    const { made, target } = folders({ ...MADE, ...left });
    expect(updateFolder(made, target, nothingKept)).toEqual({ written: [], removed: [] });
    expect(contentOf(target)).toEqual({ ...MADE, ...left });
  });

  it("is not the output folder itself, though nothing is left in it", () => {
    const { made, target } = folders({ "stacks/old/cdk.tf.json": "old" }, {});
    expect(updateFolder(made, target, nothingKept)).toEqual({ written: [], removed: ["stacks/old"] });
    expect(readdirSync(target)).toEqual([]);
  });

  it("is no file beside the stacks' folders", () => {
    const { made, target } = folders({ ...MADE, "stacks/readme.md": "mine" });
    expect(updateFolder(made, target, nothingKept).removed).toEqual([]);
    expect(contentOf(target)).toEqual({ ...MADE, "stacks/readme.md": "mine" });
  });

  it("is a link to a provider and not the provider; a link that leads nowhere does not matter", () => {
    const { made, target } = folders({ ...MADE, "stacks/old/cdk.tf.json": "old" });
    const cache = join(dirname(target), "plugin-cache");
    write(cache, { "provider/terraform-provider-aws": "provider" });
    symlinkSync(join(cache, "provider"), join(target, "stacks/old/linked"));
    symlinkSync(join(cache, "gone"), join(target, "stacks/old/broken"));
    expect(updateFolder(made, target, nothingKept).removed).toEqual(["stacks/old"]);
    expect(contentOf(target)).toEqual(MADE);
    expect(contentOf(cache)).toEqual({ "provider/terraform-provider-aws": "provider" });
  });
});

describe("a folder to be removed that holds state", () => {
  test.each([
    "terraform.tfstate",
    "terraform.tfstate.backup",
    "terraform.tfstate.d/prod/terraform.tfstate",
    "errored.tfstate",
    "terraform.old.tfstate",
    ".terraform.tfstate.lock.info",
    ".terraform/terraform.tfstate", // only says where the state is, and that somebody has deployed from here
  ])("stops everything before anything is written: %s", (file) => {
    const before = {
      "manifest.json": "older",
      "stacks/app/assets/code/0/archive.zip": "code 0",
      "stacks/old/cdk.tf.json": "old",
      [`stacks/old/${file}`]: "state",
    };
    const { made, target } = folders(before);
    const path = join(target, "stacks/old", file);
    expect(() => updateFolder(made, target, nothingKept)).toThrow(
      new Error(
        "these folders belong to stacks that are no longer made, but hold Terraform state:\n" +
          `  ${path}\n` +
          "destroy what they describe (terraform destroy) or move the state away, then run again; nothing was written",
      ),
    );
    expect(contentOf(target)).toEqual(before);
    expect(rewritten(target)).toEqual([]);
  });

  it("is named with each of its files, and with those of the others", () => {
    const { made, target } = folders({
      "stacks/a/terraform.tfstate": "state",
      "stacks/a/terraform.tfstate.backup": "state",
      "stacks/b/terraform.tfstate": "state",
      "stacks/c/cdk.tf.json": "no state",
    });
    const files = ["a/terraform.tfstate", "a/terraform.tfstate.backup", "b/terraform.tfstate"];
    expect(() => updateFolder(made, target, nothingKept)).toThrow(
      new StateInTheWayError(files.map((file) => join(target, "stacks", file))),
    );
  });

  it("does not matter where the stack stays", () => {
    const { made, target } = folders({ ...MADE, "stacks/other/terraform.tfstate": "state" });
    expect(() => updateFolder(made, target, (stack) => stack === "other")).not.toThrow();
    expect(contentOf(target)).toMatchObject({ "stacks/other/terraform.tfstate": "state" });
  });

  it("is told by names of files, not by the name of a folder that the project lies in", () => {
    const { made, target } = folders({});
    const unlucky = join(target, "my.tfstate.d", "cdktf.out");
    write(unlucky, { "stacks/old/cdk.tf.json": "old", "stacks/old/tfstate.md": "notes" });
    expect(updateFolder(made, unlucky, nothingKept).removed).toEqual(["stacks/old"]);
  });
});
