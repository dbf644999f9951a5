import { Command, InvalidArgumentError } from "commander";
import { type ExitCode, REAL_WORLD, type World } from "../world";
import { documented } from "./documented";
import { collect, FOUND_OUT, type GivenInputs, inputsOf } from "./options";

/** The last port of TCP and UDP. */
const LAST_PORT = 65_535;

/** What commander makes of the arguments. */
interface Given extends GivenInputs {
  readonly environment?: string;
  readonly environments: string;
  readonly from?: string;
  readonly to?: string;
  readonly port?: number;
  readonly udp?: true;
  readonly json?: true;
}

/** `seccfn reach`: which flows a network lets through, and where one is stopped. */
export function reachCommand(finish: (code: ExitCode) => void, world: World = REAL_WORLD): Command {
  const reach = new Command("reach")
    .description("which flows are possible: between hosts, from the internet and to it; or the path of one flow")
    .argument("[input...]", FOUND_OUT)
    .option("--synth <folder>", "a cdktf.out, or any folder of *.tf.json", collect)
    .option("--plan <file...>", "plans by `terraform show -json`; `-` for standard input")
    .option("--state <file...>", "states by `terraform show -json`; `-` for standard input")
    .option("--environment <name>", "the environment that it is of: the flows that it needs")
    .option("--environments <folder>", "where environments are", "environments")
    .option("--from <end>", "one flow: where it begins")
    .option("--to <end>", "one flow: where it goes")
    .option("--port <number>", "one flow: its port", parsePort)
    .option("--udp", "one flow: by UDP instead of TCP")
    .option("--json", "print it as JSON")
    .action(async (others: readonly string[], given: Given, command: Command) => {
      const { environment, environments, from, to, port } = given;
      const ofOneFlow = [from, to, port].filter((value) => value !== undefined);
      if (ofOneFlow.length === 1 || ofOneFlow.length === 2) {
        command.error("error: one flow needs all of --from, --to and --port");
      }
      const asked =
        from === undefined || to === undefined || port === undefined
          ? undefined
          : { from, to, port, transport: given.udp === true ? ("udp" as const) : ("tcp" as const) };
      const inputs = {
        ...inputsOf(given, others),
        environments,
        ...(environment === undefined ? {} : { environment }),
      };
      const { runReach } = await import("../reach/reach");
      finish(runReach(inputs, asked, world, given.json === true));
    });
  return documented(reach, {
    details: `Without an input it reads cdktf.out. IPv4, TCP and UDP. An end is an address of Terraform, \`internet\`, or \`networks\`
(private addresses behind a gateway). What gateway endpoints lead to is not the internet, and is not shown.`,
    exitCodes: {
      0: "what is needed is possible and nothing else leaves or enters; of one flow: it is possible",
      1: "it is not so",
      2: "it could not be told, or the command line was not understood",
    },
    examples: [
      "seccfn reach",
      "seccfn reach --from internet --to aws_db_instance.postgres --port 5432",
      "terraform show -json plan.tfplan | seccfn reach - --environment prod --json",
    ],
    guide: "reach.md",
  });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > LAST_PORT) {
    throw new InvalidArgumentError(`It must be a number from 0 to ${LAST_PORT}.`);
  }
  return port;
}
