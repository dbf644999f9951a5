import type { Graph, Resource } from "../../../model";
import { fail, pass, unknown, type Verdict } from "../../control";
import { isWorld } from "../../support/address-set";
import {
  ACLS,
  type AclRule,
  aclsOf,
  culprits,
  type Passage,
  passage,
  rulesOfAcl,
  standaloneAclRule,
} from "../../support/network-acl";
import { matchesPort, portSteps } from "../../support/ports";

/** What an ACL lets in from the internet: for readers, and the passages that show it. */
export interface WorldPassage {
  readonly text: string;
  readonly passages: readonly Passage[];
  /** Whether a rule alone is about all of it. */
  readonly isAbout: (rule: AclRule) => boolean;
}

/** Asks the rules of an ACL for what the internet may use: all of the passages of an item must be open. */
export type AclProbe = (rules: readonly AclRule[]) => readonly WorldPassage[];

/** Judges an ACL by the rules written in it, and a rule that is a resource within its ACL: earlier rules may deny the same. */
export function judgeAcl(graph: Graph, resource: Resource, probe: AclProbe): Verdict | undefined {
  if (ACLS.includes(resource.type)) {
    const { rules, unknown: missing } = rulesOfAcl(graph, resource);
    const verdict = judgeRules(rules, probe, (found) => {
      const inline = found.find(({ from }) => from.resource === resource);
      const together = found.length > 1 && !found.every(({ sources }) => isWorld(sources.set));
      return inline?.attribute ?? (together ? "ingress" : undefined);
    });
    return verdict.outcome === "pass" && missing !== undefined
      ? unknown(`its rules cannot be told: ${missing}`, "ingress")
      : verdict;
  }
  const own = standaloneAclRule(graph, resource);
  if (own.egress === true || own.action === "deny") {
    return undefined;
  }
  const [acl] = aclsOf(graph, resource);
  const rules = acl === undefined ? [own] : rulesOfAcl(graph, acl).rules;
  return judgeRules(rules, probe, (found) => {
    const isMine = found.some(({ from }) => from.resource === resource);
    // Several that are open only together are the ACL's.
    return isMine && (found.length === 1 || isWorld(own.sources.set)) ? own.attribute : undefined;
  });
}

const probed = new WeakMap<AclProbe, WeakMap<readonly AclRule[], readonly WorldPassage[]>>();

/** The rules of an ACL are asked once for all of them. */
function ask(probe: AclProbe, rules: readonly AclRule[]): readonly WorldPassage[] {
  const answers = probed.get(probe) ?? new WeakMap<readonly AclRule[], readonly WorldPassage[]>();
  probed.set(probe, answers);
  const answer = answers.get(rules) ?? probe(rules);
  answers.set(rules, answer);
  return answer;
}

function judgeRules(
  rules: readonly AclRule[],
  probe: AclProbe,
  place: (culprits: readonly AclRule[]) => string | undefined,
): Verdict {
  let perhaps: Verdict | undefined;
  for (const { text, passages, isAbout } of ask(probe, rules)) {
    if (!passages.every(({ set, open }) => isWorld(set) || open !== undefined)) {
      continue;
    }
    const open = passages.find((one) => one.open !== undefined)?.open;
    const all = [...new Set(passages.flatMap(culprits))];
    const whole = all.filter(isAbout);
    const found = open !== undefined && open.rule.action !== "deny" ? [open.rule] : whole.length > 0 ? whole : all;
    const attribute = place(found);
    if (open !== undefined && attribute !== undefined) {
      perhaps ??= unknown(`it cannot be told whether ${text} is open to the internet: ${open.reason}`, attribute);
    } else if (attribute !== undefined) {
      const texts = [...new Set(found.flatMap(({ sources }) => sources.texts))];
      return fail(`${text} is open to the internet (${texts.join(", ")})`, attribute);
    }
  }
  return perhaps ?? pass("it does not let the internet in there");
}

/** Ports one by one. */
export function aclPorts(ports: readonly (readonly ["tcp" | "udp", number])[]): AclProbe {
  return (rules) =>
    ports.map(([transport, port]) => ({
      text: `${transport} ${port}`,
      passages: [passage(rules, false, transport, port)],
      isAbout: () => true,
    }));
}

/** All ports of a protocol, in one rule or in several that fit together. */
export const aclAllPorts: AclProbe = (rules) =>
  (["tcp", "udp"] as const).map((transport) => {
    const ports = portSteps(rules).map((port) => Math.max(port, 1));
    const passages: Passage[] = [];
    for (const port of ports) {
      const next = passage(rules, false, transport, port);
      passages.push(next);
      // One that is closed for sure settles it.
      if (!isWorld(next.set) && next.open === undefined) {
        break;
      }
    }
    return {
      text: `every ${transport} port`,
      passages,
      isAbout: (rule) => ports.every((port) => matchesPort(rule, transport, port) === "yes"),
    };
  });
