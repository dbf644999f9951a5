import { Command, Option } from "commander";
import type { Severity } from "../../guardrails/control";
import { FORMATS, type Format } from "../check/formats";
import { type ExitCode, REAL_WORLD, type World } from "../world";
import { documented } from "./documented";
import { collect, FOUND_OUT, type GivenInputs, inputsOf, parseFormat, parseSeverity } from "./options";

/** What commander makes of the arguments. */
interface Given extends GivenInputs {
  readonly environment?: string;
  readonly environments: string;
  readonly format: Format;
  readonly json?: true;
  readonly out?: string;
  readonly all?: true;
  readonly failOn: Severity;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly changedOnly?: true;
  readonly suppressions?: readonly string[];
  readonly approve?: readonly string[];
  readonly with?: readonly string[];
}

const EXIT_CODES = {
  0: "nothing is wrong, or nothing as bad as --fail-on says",
  1: "something is wrong",
  2: "it could not be judged, or the command line was not understood",
};

/** `seccfn check`: all controls over synthesized Terraform, plans or states. */
export function checkCommand(finish: (code: ExitCode) => void, world: World = REAL_WORLD): Command {
  const command = withReportOptions(
    new Command("check")
      .description("judge synthesized Terraform, plans or states by all controls")
      .argument("[input...]", FOUND_OUT)
      .option("--synth <folder>", "a cdktf.out, or any folder of *.tf.json", collect)
      .option("--plan <file...>", "plans by `terraform show -json`; `-` for standard input")
      .option("--state <file...>", "states by `terraform show -json`; `-` for standard input"),
  )
    .option("--changed-only", "only what the plans change")
    .action(async (inputs: readonly string[], given: Given) => {
      const options = { ...common(given), ...inputsOf(given, inputs) };
      const changedOnly = given.changedOnly === true;
      const { runCheck } = await import("../check/run");
      finish(await runCheck({ ...options, changedOnly, withChecks: false }, world));
    });
  return documented(command, {
    details:
      "Without an input it checks cdktf.out. Several plans (or states) in one call are those of one environment.",
    exitCodes: EXIT_CODES,
    examples: [
      "seccfn check --synth cdktf.out",
      "terraform show -json plan.tfplan | seccfn check - --environment prod",
      "seccfn check --plan network.json data.json --format sarif --out findings.sarif",
    ],
    guide: "check.md",
  });
}

/** `seccfn verify`: what holds after an apply. */
export function verifyCommand(finish: (code: ExitCode) => void, world: World = REAL_WORLD): Command {
  const command = withReportOptions(
    new Command("verify")
      .description("judge what is there after an apply: all controls, and the outcome of Terraform's check blocks")
      .argument("[input...]", "`-` for standard input, or files whose kind is found out")
      .option("--state <file...>", "refreshed states: `terraform apply -refresh-only`, then `terraform show -json`")
      .option("--plan <file...>", "plans by `terraform plan -refresh-only`, for what has drifted"),
  ).action(async (inputs: readonly string[], given: Given) => {
    const { plan = [], state = [] } = given;
    const options = { ...common(given), synth: [], plans: plan, states: state, shown: inputs };
    const { runCheck } = await import("../check/run");
    finish(await runCheck({ ...options, changedOnly: false, withChecks: true }, world));
  });
  return documented(command, {
    exitCodes: EXIT_CODES,
    examples: [
      "terraform apply -refresh-only && terraform show -json | seccfn verify - --environment prod",
      "seccfn verify --state state.json --environment prod",
    ],
    guide: "check.md",
  });
}

function withReportOptions(command: Command): Command {
  return command
    .option("--environment <name>", "the environment that it is of: its suppressions, account, region, YAML")
    .option("--environments <folder>", "where environments are", "environments")
    .option("--format <format>", FORMATS.join(", "), parseFormat, "terminal")
    .addOption(new Option("--json", "short for --format json").conflicts("format"))
    .option("--out <file>", "write the report to a file")
    .option("--all", "tell of every evaluation, not only of what is wrong")
    .option("--fail-on <severity>", "exit code 1 only for findings as bad as this", parseSeverity, "low")
    .option("--baseline <file>", "leave out what this file has")
    .option("--write-baseline <file>", "write what is wrong now into such a file")
    .option("--suppressions <file>", "suppressions and approvals beside those of environments", collect)
    .option("--approve <file>", "approvals of this plan, by its digest", collect)
    .option("--with <control...>", "controls that are off by default");
}

function common(given: Given) {
  const { out, all, failOn, baseline, writeBaseline, suppressions, approve, environment, environments } = given;
  return {
    format: given.json === true ? ("json" as const) : given.format,
    failOn,
    environments,
    all: all === true,
    suppressions: suppressions ?? [],
    approve: approve ?? [],
    with: given.with ?? [],
    ...(out === undefined ? {} : { out }),
    ...(baseline === undefined ? {} : { baseline }),
    ...(writeBaseline === undefined ? {} : { writeBaseline }),
    ...(environment === undefined ? {} : { environment }),
  };
}
