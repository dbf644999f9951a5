import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HclPlaces } from "../../guardrails/hcl-places";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "seccfn-hcl-"));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function put(file: string, text: string): void {
  mkdirSync(join(root, file, ".."), { recursive: true });
  writeFileSync(join(root, file), text);
}

function placeOf(address: string): string | undefined {
  const place = new HclPlaces(root).placeOf(address);
  return place === undefined ? undefined : `${place.file.slice(root.length + 1)}:${place.line}`;
}

describe("where HCL is written", () => {
  beforeEach(() => {
    put("main.tf", '# one\n\nresource "aws_kms_key" "master" {\n}\n\n  data "aws_vpc" "main" {}\n');
    put("more.tofu", 'resource   "aws_kms_alias"\t"master" {}\n');
    put("net/main.tf", 'resource "aws_subnet" "private" {}\nresource "aws_kms_key" "master" {}\n');
    put("other/main.tf", 'resource "aws_subnet" "twice" {}\n');
    put("third/main.tf", 'resource "aws_subnet" "twice" {}\n');
    put(".terraform/modules/x/main.tf", 'resource "aws_kms_key" "hidden" {}\n');
    put("notes.txt", 'resource "aws_kms_key" "text" {}\n');
  });

  it.each([
    ["aws_kms_key.master", "main.tf:3"],
    ["aws_kms_key.master[0]", "main.tf:3"],
    ['aws_kms_key.master["a.b"]', "main.tf:3"],
    ["data.aws_vpc.main", "main.tf:6"],
    ["aws_kms_alias.master", "more.tofu:1"],
    ['module.net["blue"].aws_subnet.private[1]', "net/main.tf:1"],
    ["module.net.aws_subnet.twice", undefined],
    ["aws_subnet.twice", undefined],
    ["module.net.aws_kms_key.master", undefined],
    ["aws_kms_key.hidden", undefined],
    ["aws_kms_key.text", undefined],
    ["environment", undefined],
  ])("%s: %s", (address, expected) => {
    expect(placeOf(address)).toBe(expected);
  });

  it("leads nowhere where a folder cannot be read", () => {
    expect(new HclPlaces(join(root, "gone")).placeOf("aws_kms_key.master")).toBeUndefined();
  });
});
