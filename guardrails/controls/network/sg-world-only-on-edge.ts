import { type Graph, pathText, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { GROUPS, rulesOfGroup } from "../../support/security-group-rules";
import { attachmentsOf } from "./attachments";
import { worldStretches } from "./world-probe";

const WEB_PORTS = [80, 443];
const BALANCERS = /^aws_(?:lb|alb|elb)$/;

function judge(group: Resource, graph: Graph): Verdict {
  const { rules, unknown: missing } = rulesOfGroup(graph, group, "ingress");
  const stretches = (["tcp", "udp"] as const).flatMap((transport) =>
    worldStretches(rules, transport).map(([first, last]) => ({ transport, first, last })),
  );
  const text = stretches
    .map(({ transport, first, last }) => `${transport} ${first === last ? first : `${first}–${last}`}`)
    .join(", ");
  const other = stretches.find(({ first, last }) => first !== last || !WEB_PORTS.includes(first));
  if (other !== undefined) {
    return fail(`the internet is let in at ${text}: an edge takes 443, and 80 to redirect`);
  }
  const open = missing ?? rules.flatMap(({ sources }) => sources.open)[0];
  if (stretches.length === 0) {
    return open === undefined
      ? pass("no rule of it lets the internet in")
      : unknown(`it cannot be told whether the internet is let in: ${open}`);
  }
  const attached = attachmentsOf(graph, group);
  const inside = attached.find(({ from }) => !BALANCERS.test(from.type));
  return inside !== undefined
    ? fail(
        `the internet is let in at ${text}, and ${inside.from.address} (${pathText(inside.path)}) is no load balancer`,
      )
    : attached.length === 0
      ? unknown(`the internet is let in at ${text}, and nothing here shows what the group is attached to`)
      : pass(`the internet is let in at ${text}, to a load balancer`);
}

export const sgWorldOnlyOnEdge = control({
  kind: "resource",
  id: "sg-world-only-on-edge",
  title: "Only load balancers take connections from the internet, at 443 and 80",
  severity: "high",
  why: "At the edge there are TLS, a web ACL and logs. Whatever else the internet reaches has none of these before it.",
  fix: {
    yaml: "edge: {}",
    terraform:
      "Let the load balancer's group alone have rules from `0.0.0.0/0`, at 443 (and 80 to redirect); all other groups name that group as their source.",
  },
  references: { fsbp: ["EC2.18"], nist: ["AC", "SC"] },
  types: GROUPS,
  evaluate: judge,
});
