import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockFile, type TerraformRun } from "../../../cli/handoff/lock";

const AWS = { source: "registry.terraform.io/hashicorp/aws", version: "6.25.0", constraint: "~> 6.25" };

/** As Terraform writes it for a configuration that asks for exactly one version. */
function lockOf(hashes: number, constraint = "6.25.0"): string {
  const lines = Array.from({ length: hashes }, (_, index) => `    "h1:${index}",\n`);
  return `provider "${AWS.source}" {\n  version     = "6.25.0"\n  constraints = "${constraint}"\n  hashes = [\n${lines.join("")}  ]\n}\n`;
}

describe("the lock file", () => {
  let cache: string;
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), "seccfn-locks-"));
  });
  afterEach(() => rmSync(cache, { recursive: true, force: true }));

  const made = (run: TerraformRun, written?: string) => {
    const calls: { readonly args: readonly string[]; readonly configuration: string }[] = [];
    const terraform = async (folder: string, args: readonly string[]) => {
      calls.push({ args, configuration: readFileSync(join(folder, "terraform.tf.json"), "utf8") });
      if (written !== undefined) {
        writeFileSync(join(folder, ".terraform.lock.hcl"), written);
      }
      return run;
    };
    return { calls, lock: () => lockFile([AWS], { terraform, cache }) };
  };

  it("is made for exactly the version of the bindings and four platforms, with the configuration's own constraint", async () => {
    const { calls, lock } = made({ kind: "done", code: 0, said: "" }, lockOf(4));
    expect(await lock()).toEqual({ text: lockOf(4, "~> 6.25") });
    expect(calls).toEqual([
      {
        args: [
          "providers",
          "lock",
          "-no-color",
          "-platform=linux_amd64",
          "-platform=linux_arm64",
          "-platform=darwin_arm64",
          "-platform=windows_amd64",
        ],
        configuration: `{"terraform":{"required_providers":{"aws":{"source":"${AWS.source}","version":"6.25.0"}}}}\n`,
      },
    ]);
  });

  it("is made once for a version", async () => {
    const { calls, lock } = made({ kind: "done", code: 0, said: "" }, lockOf(4));
    expect(await lock()).toEqual(await lock());
    expect(calls).toHaveLength(1);
  });

  it("is refused where a platform is lacking, and not kept", async () => {
    const { lock } = made({ kind: "done", code: 0, said: "" }, lockOf(3));
    expect(await lock()).toEqual({ reason: "terraform made a lock file without some of the providers" });
    const { calls, lock: again } = made({ kind: "done", code: 0, said: "" }, lockOf(4));
    expect(await again()).toEqual({ text: lockOf(4, "~> 6.25") });
    expect(calls).toHaveLength(1);
  });

  it.each<[string, TerraformRun, string]>([
    ["is not there", { kind: "absent" }, "there is no terraform here"],
    ["takes too long", { kind: "late" }, "terraform took longer than 10 minutes"],
    ["fails in silence", { kind: "done", code: 1, said: "" }, "terraform failed without a word"],
    [
      "cannot reach the registry",
      {
        kind: "done",
        code: 1,
        said: "╷\n│ Error: Could not retrieve providers for locking\n│ \n│ Terraform failed to fetch the requested providers for linux_amd64:\n│ could not connect.\n╵\n",
      },
      "terraform says: Could not retrieve providers for locking Terraform failed to fetch the requested providers for linux_amd64: could not connect.",
    ],
  ])("is left out where terraform %s", async (_, run, reason) => {
    expect(await made(run).lock()).toEqual({ reason });
  });
});
