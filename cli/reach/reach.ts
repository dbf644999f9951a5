import pc from "picocolors";
import { suggestion } from "../../config/sentences";
import {
  type Comparison,
  compare,
  endOf,
  INTERNET,
  letsThrough,
  NETWORKS,
  type NeededFlow,
  type PossibleFlow,
  possibleFlows,
  wayFor,
} from "../../guardrails/reachability/matrix";
import type { Network, Transport } from "../../guardrails/reachability/network";
import { networkOf } from "../../guardrails/reachability/network-of";
import { addressesText, portsText } from "../../guardrails/reachability/text";
import { CannotJudgeError, complaintOf, isExpected } from "../check/run";
import { type FoundSubject, type Inputs, readSubjects } from "../check/subjects";
import type { ExitCode, World } from "../world";
import { flowsAsJson, wayAsJson } from "./as-json";
import { neededFlows } from "./needed-flows";

/** One flow that is asked for. */
export interface AskedFlow {
  readonly from: string;
  readonly to: string;
  readonly transport: Transport;
  readonly port: number;
}

type Colours = ReturnType<typeof pc.createColors>;

/** Prints which flows are possible, or the path of one. Exit code 1: a needed one is not, or an open one not needed. */
export function runReach(inputs: Inputs, asked: AskedFlow | undefined, world: World, asJson = false): ExitCode {
  const colours = world.colours === undefined ? pc : pc.createColors(world.colours);
  try {
    const subjects = readSubjects(inputs, { suppressions: [], approvals: [] }, world.stdin);
    const networks = subjects.map((subject) => ({ subject, network: networkOf(subject.graph) }));
    if (networks.every(({ network }) => network.hosts.size === 0)) {
      throw new CannotJudgeError("there is nothing with a network interface in a VPC; name a folder, plans or states");
    }
    return asked === undefined
      ? printMatrices(networks, world, colours, asJson)
      : printPath(networks, asked, world, colours, asJson);
  } catch (error) {
    if (isExpected(error)) {
      world.complain(`${complaintOf(error)}\n`);
      return 2;
    }
    throw error;
  }
}

interface ReadNetwork {
  readonly subject: FoundSubject;
  readonly network: Network;
}

function printMatrices(networks: readonly ReadNetwork[], world: World, colours: Colours, asJson: boolean): ExitCode {
  let code: ExitCode = 0;
  const data: unknown[] = [];
  for (const { subject, network } of networks) {
    const flows = possibleFlows(network);
    const { environment } = subject;
    const needed = environment === undefined ? undefined : neededFlows(environment.environment, network);
    const comparison = needed === undefined ? undefined : compare(network, flows, needed);
    if (asJson) {
      data.push(flowsAsJson(labelOf(subject), flows, network.unknown, comparison));
    } else {
      world.print(`${matrixText(labelOf(subject), network, flows, comparison, needed, colours)}\n`);
    }
    if (comparison !== undefined && (comparison.missing.length > 0 || comparison.unexpected.length > 0)) {
      code = 1;
    } else if (network.unknown.length > 0 && code === 0) {
      code = 2;
    }
  }
  if (asJson) {
    world.print(`${JSON.stringify(data, null, 2)}\n`);
  }
  return code;
}

function labelOf({ environment, graph }: FoundSubject): string {
  return environment?.environment.name ?? graph.stacks.map(({ name }) => name).join(", ");
}

function matrixText(
  label: string,
  network: Network,
  flows: readonly PossibleFlow[],
  comparison: Comparison | undefined,
  needed: readonly NeededFlow[] | undefined,
  colours: Colours,
): string {
  const isOutside = (name: string) => name === INTERNET || name === NETWORKS;
  const sections = [
    ["From outside", flows.filter(({ from }) => isOutside(from))],
    ["To outside", flows.filter(({ to }) => isOutside(to))],
    ["Inside", flows.filter(({ from, to }) => !(isOutside(from) || isOutside(to)))],
  ] as const;
  return [
    colours.bold(label),
    ...sections.flatMap(([title, list]) => ["", `  ${title}`, ...table(list)]),
    ...(network.unknown.length === 0
      ? []
      : [
          "",
          colours.yellow("  Could not be read, so there may be more"),
          ...network.unknown.map((text) => `    ${text}`),
        ]),
    ...verdict(comparison, needed, colours),
    "",
  ].join("\n");
}

/** Flows in lines: from, to, ports; what is alike but for its target, in one line. */
function table(flows: readonly PossibleFlow[]): string[] {
  const rows = new Map<string, { from: string; to: string[]; what: string }>();
  for (const { from, to, transport, ports, addresses } of flows) {
    const what = `${transport} ${portsText(ports)}${addresses === undefined ? "" : ` (${addressesText(addresses)})`}`;
    const key = `${from} ${what}`;
    const row = rows.get(key) ?? { from, to: [], what };
    row.to.push(to);
    rows.set(key, row);
  }
  const list = [...rows.values()];
  const width = Math.max(0, ...list.map(({ from }) => from.length));
  return list.length === 0
    ? ["    nothing"]
    : list.flatMap(({ from, to, what }) => {
        const [first = "", ...others] = to;
        const indent = " ".repeat(width + 4 + 3);
        return [
          `    ${from.padEnd(width)} → ${first}  ${what}`,
          ...others.map((other) => `${indent}${other}  ${what}`),
        ];
      });
}

function verdict(comparison: Comparison | undefined, needed: readonly NeededFlow[] | undefined, colours: Colours) {
  if (comparison === undefined || needed === undefined) {
    return ["", "  No environment is known of it, so nothing says which flows are meant; give --environment."];
  }
  const { missing, unexpected } = comparison;
  if (missing.length === 0 && unexpected.length === 0) {
    return [
      "",
      `  ${colours.green("✓")} ${needed.length === 1 ? "The flow that it needs is" : `All ${needed.length} flows that it needs are`} possible; nothing else goes to or comes from outside.`,
    ];
  }
  return [
    "",
    ...missing.map(
      (flow) => `  ${colours.red("✗ needed, and not possible:")} ${flow.from} → ${flow.to}  ${what(flow)}`,
    ),
    ...unexpected.map(
      ({ from, to, transport, ports, addresses }) =>
        `  ${colours.red("✗ possible, and not needed:")} ${from} → ${to}  ${transport} ${portsText(ports)}${addresses === undefined ? "" : ` (${addressesText(addresses)})`}`,
    ),
    ...missing
      .slice(0, 1)
      .map(
        ({ from, to, port }) => `  What stops the first one: npx seccfn reach --from ${from} --to ${to} --port ${port}`,
      ),
  ];
}

function what({ transport, port, addresses }: NeededFlow): string {
  return `${transport} ${port}${addresses === undefined ? "" : ` (${addressesText(addresses)})`}`;
}

function printPath(
  networks: readonly ReadNetwork[],
  asked: AskedFlow,
  world: World,
  colours: Colours,
  asJson: boolean,
): ExitCode {
  const names = networks.flatMap(({ network }) => [...network.hosts.keys()]);
  for (const name of [asked.from, asked.to]) {
    if (name !== INTERNET && name !== NETWORKS && !names.includes(name)) {
      const allowed = [INTERNET, NETWORKS, ...new Set(names)];
      throw new CannotJudgeError(`nothing with a network interface is called "${name}"; ${suggestion(name, allowed)}`);
    }
  }
  let isPossible = true;
  const data: unknown[] = [];
  for (const { subject, network } of networks) {
    const [from, to] = [endOf(network, asked.from), endOf(network, asked.to)];
    const way =
      from === undefined || to === undefined ? undefined : wayFor(network, from, to, asked.transport, asked.port);
    if (way !== undefined) {
      const stop = way.hops.find((hop) => !letsThrough(hop, asked.port));
      isPossible &&= stop === undefined;
      if (asJson) {
        data.push(wayAsJson(labelOf(subject), way, asked.port));
        continue;
      }
      const passed = stop === undefined ? way.hops : way.hops.slice(0, way.hops.indexOf(stop) + 1);
      world.print(
        [
          `${colours.bold(labelOf(subject))}: ${asked.from} → ${asked.to}, ${asked.transport} ${asked.port}`,
          ...passed.map((hop) => {
            const lets = letsThrough(hop, asked.port);
            const rule = hop.ruleFor === undefined ? "" : `  ${hop.ruleFor(asked.port) ?? "no rule lets it through"}`;
            return `  ${lets ? colours.green("✓") : colours.red("✗")} ${hop.by}${rule}`;
          }),
          stop === undefined ? "  possible" : "  not possible",
          "",
        ].join("\n"),
      );
    }
  }
  if (asJson) {
    world.print(`${JSON.stringify(data, null, 2)}\n`);
  }
  return isPossible ? 0 : 1;
}
