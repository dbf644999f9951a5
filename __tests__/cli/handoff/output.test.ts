import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeBundle } from "../../../cli/handoff/output";

const BUNDLE = {
  name: "env-1",
  files: new Map<string, Uint8Array>([
    ["MANIFEST.json", Buffer.from("{}")],
    ["iam/plan-1.json", Buffer.from("[]")],
  ]),
};

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "seccfn-output-"));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

it("writes the files and the archive, into folders that are made for them", async () => {
  const { folder, archive, archiveBytes } = await writeBundle(BUNDLE, join(out, "a", "b"));
  expect(readFileSync(join(folder, "iam", "plan-1.json"), "utf8")).toBe("[]");
  expect(readFileSync(archive).equals(Buffer.from(archiveBytes))).toBe(true);
  expect(readdirSync(join(out, "a", "b")).sort()).toEqual(["env-1", "env-1.tar.gz"]);
});

it("replaces a bundle of the same name as a whole", async () => {
  const { folder } = await writeBundle(BUNDLE, out);
  writeFileSync(join(folder, "left over"), "");
  await writeBundle(BUNDLE, out);
  expect(readdirSync(folder).sort()).toEqual(["MANIFEST.json", "iam"]);
  expect(readdirSync(out).sort()).toEqual(["env-1", "env-1.tar.gz"]);
});

it("leaves a bundle alone that holds state", async () => {
  const { folder } = await writeBundle(BUNDLE, out);
  mkdirSync(join(folder, "0-state"));
  writeFileSync(join(folder, "0-state", "terraform.tfstate"), "{}");
  await expect(writeBundle(BUNDLE, out)).rejects.toThrow(
    `${folder}/0-state/terraform.tfstate is Terraform state; move it to where state is kept, then run again`,
  );
  expect(existsSync(join(folder, "0-state", "terraform.tfstate"))).toBe(true);
});

it.each([
  ["a folder", () => mkdirSync(join(out, "env-1"))],
  ["a file", () => writeFileSync(join(out, "env-1"), "")],
])("leaves %s alone that is no bundle", async (_, make) => {
  make();
  await expect(writeBundle(BUNDLE, out)).rejects.toThrow(
    `${join(out, "env-1")} is there already and is no bundle; move it away or choose another folder by --out`,
  );
  expect(readdirSync(out)).toEqual(["env-1"]);
});

it("says why it cannot write", async () => {
  writeFileSync(join(out, "file"), "");
  await expect(writeBundle(BUNDLE, join(out, "file"))).rejects.toThrow(/file.*ENOTDIR|ENOTDIR.*file/);
});
