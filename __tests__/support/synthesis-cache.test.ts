import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { environmentOf } from "./environments";
import { type KeptSynthesis, SynthesisCache } from "./synthesis-cache";

const MADE: KeptSynthesis = { environment: environmentOf(), summaries: [], files: { a: "YQ==" } };
const SOURCE = "constructs/a.ts";

describe("SynthesisCache", () => {
  let root = "";

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "seccfn-cache-"));
    for (const folder of ["config", "constructs", "functions", "stacks", "environments"]) {
      mkdirSync(join(root, folder));
    }
    write("package-lock.json", "{}");
    write("__tests__/support/environments.ts", "");
    write(SOURCE, "a");
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("makes once what has the same key and sources, also for others", () => {
    const make = jest.fn(() => MADE);
    expect(new SynthesisCache(root).get("key", make)).toEqual(MADE);
    expect(new SynthesisCache(root).get("key", make)).toEqual(MADE);
    expect(make).toHaveBeenCalledTimes(1);
    new SynthesisCache(root).get("another key", make);
    expect(make).toHaveBeenCalledTimes(2);
  });

  it.each(["constructs/a.ts", "config/deep/b.ts", "package-lock.json", "__tests__/support/environments.ts"])(
    "makes again what has another %s",
    (path) => {
      const make = jest.fn(() => MADE);
      new SynthesisCache(root).get("key", make);
      write(path, "changed");
      new SynthesisCache(root).get("key", make);
      expect(make).toHaveBeenCalledTimes(2);
    },
  );

  it("keeps nothing that is made while a source changes", () => {
    const make = jest.fn(() => {
      write(SOURCE, "changed");
      return MADE;
    });
    new SynthesisCache(root).get("key", make);
    write(SOURCE, "a");
    new SynthesisCache(root).get("key", make);
    expect(make).toHaveBeenCalledTimes(2);
  });

  it("keeps nothing of mutated sources, since one source is many programs there", () => {
    write(SOURCE, 'if (stryMutAct_9fa48("0")) {}');
    const make = jest.fn(() => MADE);
    new SynthesisCache(root).get("key", make);
    new SynthesisCache(root).get("key", make);
    expect(make).toHaveBeenCalledTimes(2);
  });

  it("makes again what was kept and is broken", () => {
    const make = jest.fn(() => MADE);
    new SynthesisCache(root).get("key", make);
    const folder = keptFolders()
      .map((name) => join(root, ".cache/synthesized", name))
      .join();
    for (const file of readdirSync(folder)) {
      writeFileSync(join(folder, file), "{");
    }
    expect(new SynthesisCache(root).get("key", make)).toEqual(MADE);
    expect(make).toHaveBeenCalledTimes(2);
  });

  it("removes what was kept of older sources an hour ago", () => {
    new SynthesisCache(root).get("key", () => MADE);
    const [old = ""] = keptFolders();
    const before = new Date(Date.now() - 2 * 3_600_000);
    utimesSync(join(root, ".cache/synthesized", old), before, before);
    write(SOURCE, "changed");
    new SynthesisCache(root).get("key", () => MADE);
    expect(keptFolders()).toHaveLength(1);
    expect(keptFolders()).not.toContain(old);
  });

  function write(path: string, content: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }

  function keptFolders(): string[] {
    return readdirSync(join(root, ".cache/synthesized"));
  }
});
