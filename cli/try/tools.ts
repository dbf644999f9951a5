import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { VERSIONS } from "../../stacks/environment-stack";
import { satisfies } from "../doctor/versions";
import { EMULATOR } from "./gaps";

/** The programs that a trial needs, by their paths. */
export interface Tools {
  readonly terraform: string;
  readonly emulator: string;
}

/** Where `python3 -m venv .cache/moto` puts it. */
const VENV = join(".cache", "moto");

/** Where the emulator is looked for when nobody says it. */
const EMULATOR_PROGRAM = "moto_server";

/** The programs, or what is missing and how to get it. */
export function findTools(emulator: string | undefined, root: string): Tools | readonly string[] {
  const terraform = ["terraform", "tofu"].map(onPath).find((program) => program !== undefined);
  const version = terraform === undefined ? undefined : versionOf(terraform);
  const inVenv = ["bin/moto_server", "Scripts/moto_server.exe"]
    .map((file) => join(root, VENV, file))
    .find((file) => existsSync(file));
  const found = emulator ?? inVenv ?? onPath(EMULATOR_PROGRAM);
  const missing = [
    ...(terraform === undefined
      ? [
          "Terraform: install it from https://developer.hashicorp.com/terraform/install, or OpenTofu from https://opentofu.org",
        ]
      : version === undefined || !satisfies(version, VERSIONS.terraform)
        ? [`a newer Terraform: ${version ?? "what is there"} is not ${VERSIONS.terraform}`]
        : []),
    ...(found === undefined || !(existsSync(found) || onPath(found) !== undefined)
      ? [
          `the emulator ${EMULATOR.name} (Python): python3 -m venv ${VENV} && ${join(VENV, "bin", "pip")} install "moto[server]==${EMULATOR.version}"`,
        ]
      : []),
  ];
  return terraform === undefined || found === undefined || missing.length > 0
    ? missing
    : { terraform, emulator: found };
}

function onPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const names = process.platform === "win32" ? [`${program}.exe`, program] : [program];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((file) => existsSync(file));
}

function versionOf(terraform: string): string | undefined {
  const { stdout } = spawnSync(terraform, ["version", "-json"], {
    encoding: "utf8",
    env: { ...process.env, CHECKPOINT_DISABLE: "1" },
  });
  return /"terraform_version":\s*"([^"]+)"/.exec(stdout ?? "")?.[1];
}
