import type { Graph, Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { isWorld } from "../../support/address-set";
import { judgeBoolean, worst } from "../../support/attributes";
import { portsText } from "../../support/ports";
import { GROUPS, rulesOfGroup } from "../../support/security-group-rules";
import { ENDPOINT, kindOfEndpoint } from "./endpoints";

const PATH = "security_group_ids";

function judgeGroups(endpoint: Resource, graph: Graph): Verdict {
  const { items, unknown: missing } = endpoint.list(PATH);
  const groups = graph.referencesOf(endpoint, PATH).map(({ to }) => to);
  if (items.length === 0 && missing === undefined) {
    return fail(`${PATH} is not set: it gets the VPC's default group`, PATH);
  }
  const others = groups.filter(({ type, mode }) => mode !== "managed" || !GROUPS.includes(type));
  const known = groups.filter((group) => !others.includes(group));
  for (const group of known) {
    const { rules } = rulesOfGroup(graph, group, "ingress");
    const wrong = rules.find((rule) => portsText(rule) !== "tcp 443" || isWorld(rule.sources.set));
    if (wrong !== undefined) {
      return wrong.unknown === undefined
        ? fail(`${group.address} lets in ${portsText(wrong)} from ${wrong.sources.texts.join(", ") || "a group"}`, PATH)
        : unknown(`the rules of ${group.address} cannot be told: ${wrong.unknown}`, PATH);
    }
  }
  return known.length === 0 || others.length > 0
    ? unknown("its security groups are not part of the input", PATH)
    : pass("its groups let in HTTPS only", PATH);
}

export const endpointPrivateDnsAndSg = control({
  kind: "resource",
  id: "endpoint-private-dns-and-sg",
  title: "Interface endpoints answer to the service's own name, and let in HTTPS from inside only",
  severity: "low",
  why: "Without private DNS, programs go on using the public addresses, past the endpoint. What it lets in beside HTTPS is of no use to anybody who means well.",
  fix: {
    yaml: "network.endpoints: true",
    terraform: "Set `private_dns_enabled = true`, and name a security group with one rule: TCP 443 from the VPC.",
  },
  references: { nist: ["SC"] },
  types: [ENDPOINT],
  evaluate: (endpoint, graph) =>
    kindOfEndpoint(endpoint) === "Interface"
      ? worst([
          judgeBoolean(endpoint, "private_dns_enabled", {
            wanted: true,
            unset: false,
            otherwise: "the service's name leads to its public addresses",
          }),
          judgeGroups(endpoint, graph),
        ])
      : undefined,
});
