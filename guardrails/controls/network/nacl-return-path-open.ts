import type { Graph, Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { isWithin } from "../../support/address-set";
import { ACLS, type AclRule, passage, rulesOfAcl } from "../../support/network-acl";
import { ANY_PROTOCOL, portSteps, portsText } from "../../support/ports";

/** The ports that clients take for answers; Linux and Windows keep within it. */
const FIRST_ANSWER = 32_768;
const LAST_ANSWER = 60_999;

/** No service has a range of so many ports. */
const MANY_PORTS = 1000;

/** Whether a rule is for answers itself, for a part of them or for all ports. */
function isForAnswers({ range }: AclRule): boolean {
  return (
    range !== undefined &&
    range.first <= LAST_ANSWER &&
    range.last >= FIRST_ANSWER &&
    range.last - range.first >= MANY_PORTS
  );
}

/** Why answers to what a rule lets through do not get back: a reason for sure, or what cannot be told. */
function blocked(rules: readonly AclRule[], rule: AclRule): Verdict | undefined {
  const { egress, sources, protocol } = rule;
  const transport = protocol === "udp" ? "udp" : "tcp";
  if (egress === undefined || (protocol !== transport && protocol !== ANY_PROTOCOL)) {
    return undefined;
  }
  const within = portSteps(rules).filter((port) => port > FIRST_ANSWER && port <= LAST_ANSWER);
  for (const port of [FIRST_ANSWER, ...within]) {
    const back = passage(rules, !egress, transport, port);
    if (!isWithin(sources.set, back.set)) {
      const what = `answers to ${portsText(rule)} ${egress ? "to" : "from"} ${sources.texts.join(", ")}`;
      return back.open === undefined
        ? fail(`${what} do not get ${egress ? "in" : "out"} at port ${port}`, egress ? "ingress" : "egress")
        : unknown(`it cannot be told whether ${what} get through: ${back.open.reason}`);
    }
  }
  return undefined;
}

function judge(acl: Resource, graph: Graph): Verdict | undefined {
  const { rules, unknown: missing } = rulesOfAcl(graph, acl);
  if (missing !== undefined) {
    return unknown(`its rules cannot be told: ${missing}`);
  }
  const verdicts = rules
    .filter((rule) => rule.action === "allow" && rule.unknown === undefined && !isForAnswers(rule))
    .flatMap((rule) => blocked(rules, rule) ?? []);
  return (
    verdicts.find(({ outcome }) => outcome === "fail") ??
    verdicts[0] ??
    (rules.length === 0 ? undefined : pass("answers get back to whatever it lets through"))
  );
}

export const naclReturnPathOpen = control({
  kind: "resource",
  id: "nacl-return-path-open",
  title: "Network ACLs let the answers through to whatever they allow",
  severity: "medium",
  why: "An ACL keeps no state: without a rule for the answers (32768–60999 at least) the connection hangs, and somebody opens everything to mend it.",
  fix: {
    terraform: "Add a rule in the other direction for TCP 1024–65535 with the same addresses.",
  },
  references: { nist: ["SC"] },
  types: ACLS,
  evaluate: judge,
});
