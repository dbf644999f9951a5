import type { Graph, Resource } from "../../../model";
import { fail, pass, unknown, type Verdict } from "../../control";
import { isWorld, union } from "../../support/address-set";
import { LAST_PORT, matchesPort, portSteps } from "../../support/ports";
import {
  type Direction,
  GROUPS,
  type GroupRule,
  ownRules,
  reached,
  rulesOfGroup,
} from "../../support/security-group-rules";

export type Transport = "tcp" | "udp";

/** What of the internet rules let through: `texts` the blocks as written, `open` why it may be more. */
export interface WorldPort {
  readonly port: string;
  readonly isOpen: boolean;
  readonly texts: readonly string[];
  readonly open?: string | undefined;
}

/** Asks a set of rules for ports that the internet may use. */
export type Probe = (rules: readonly GroupRule[]) => readonly WorldPort[];

/** Looks at certain ports. */
export function probeOf(ports: readonly (readonly [Transport, number])[], name = portName): Probe {
  return (rules) => ports.flatMap(([transport, port]) => at(rules, transport, port, name) ?? []);
}

/** Looks whether all ports of a protocol are open, in one rule or in several that fit together. */
export const probeAllPorts: Probe = (rules) =>
  (["tcp", "udp"] as const).flatMap((transport) => {
    const found: WorldPort[] = [];
    for (const port of portSteps(rules)) {
      const one = at(rules, transport, Math.max(port, 1));
      if (one === undefined) {
        return [];
      }
      found.push(one);
    }
    return [
      {
        port: `every ${transport} port`,
        isOpen: found.every(({ isOpen }) => isOpen),
        texts: [...new Set(found.flatMap(({ texts }) => texts))],
        open: found.find(({ open }) => open !== undefined)?.open,
      },
    ];
  });

/** What of the internet is let through at a port; nothing where it is none for sure. */
function at(rules: readonly GroupRule[], transport: Transport, port: number, name = portName): WorldPort | undefined {
  if (rules.every((rule) => matchesPort(rule, transport, port) === "no")) {
    return undefined;
  }
  const { set, texts, open } = reached(rules, (rule) => matchesPort(rule, transport, port));
  const isOpen = isWorld(set);
  return isOpen || open !== undefined ? { port: name(transport, port), isOpen, texts, open } : undefined;
}

function portName(transport: Transport, port: number): string {
  return `${transport} ${port}`;
}

/** Judges what a group or a rule itself lets through; a group also for what its rules let through together. */
export function judgeWorld(graph: Graph, resource: Resource, direction: Direction, probe: Probe): Verdict | undefined {
  const own = ownRules(graph, resource, direction);
  const isGroup = GROUPS.includes(resource.type);
  if (!isGroup && own.rules.length === 0) {
    return undefined;
  }
  const verdict = judgeRules(own.rules, direction, probe);
  if (verdict !== undefined) {
    return verdict;
  }
  const all = isGroup ? rulesOfGroup(graph, resource, direction).rules : own.rules;
  const others = all.filter(({ from }) => from.resource !== resource);
  if (others.length > 0 && others.every((rule) => judgeRules([rule], direction, probe) === undefined)) {
    const together = judgeRules(all, direction, probe);
    if (together !== undefined) {
      return together.outcome === "fail" ? fail(`its rules together: ${together.reason}`) : together;
    }
  }
  return own.unknown === undefined
    ? pass(`no rule of it ${direction === "ingress" ? "lets the internet in" : "leads to all of the internet"} there`)
    : unknown(`its rules cannot be told: ${own.unknown}`, direction);
}

const MOST_TEXTS = 4;

const worldly = new WeakMap<readonly GroupRule[], boolean>();

/** Whether rules need a closer look: most name other groups or private addresses. Several controls ask of the same rules. */
function mayBeWorld(rules: readonly GroupRule[]): boolean {
  let answer = worldly.get(rules);
  if (answer === undefined) {
    const most = union(...rules.map(({ sources }) => sources.set));
    answer = isWorld(most) || rules.some(({ sources }) => sources.open.length > 0);
    worldly.set(rules, answer);
  }
  return answer;
}

function judgeRules(rules: readonly GroupRule[], direction: Direction, probe: Probe): Verdict | undefined {
  if (!mayBeWorld(rules)) {
    return undefined;
  }
  const found = probe(rules);
  const open = found.filter(({ isOpen }) => isOpen);
  const attribute = (rules.find(({ sources }) => isWorld(sources.set)) ?? rules[0])?.attribute;
  if (open.length > 0) {
    const texts = [...new Set(open.flatMap((one) => one.texts))];
    const cut =
      texts.length > MOST_TEXTS ? [...texts.slice(0, MOST_TEXTS), `${texts.length - MOST_TEXTS} more`] : texts;
    const ports = open.map(({ port }) => port).join(", ");
    const reason =
      direction === "ingress"
        ? `${ports} ${open.length > 1 ? "are" : "is"} open to the internet (${cut.join(", ")})`
        : `${ports} of the internet may be reached (${cut.join(", ")})`;
    return fail(reason, attribute);
  }
  const [perhaps] = found;
  return perhaps === undefined
    ? undefined
    : unknown(`it cannot be told whether the internet reaches ${perhaps.port}: ${perhaps.open ?? ""}`, attribute);
}

/** The stretches of ports at which the internet is let in: `[80, 80]`, `[0, 65535]`. */
export function worldStretches(
  rules: readonly GroupRule[],
  transport: Transport,
): readonly (readonly [number, number])[] {
  const steps = rules.some(({ sources }) => sources.texts.length > 0) ? portSteps(rules) : [];
  return steps.flatMap((first, index) => {
    const { set } = reached(rules, (rule) => matchesPort(rule, transport, first));
    return isWorld(set) ? [[first, (steps[index + 1] ?? LAST_PORT + 1) - 1] as const] : [];
  });
}
