import { control, fail, pass, unknown } from "../../control";
import { internetRoute } from "../../support/routing";
import { SUBNET, whyPrivate } from "../../support/subnets";

export const routePrivateNotToIgw = control({
  kind: "resource",
  id: "route-private-not-to-igw",
  title: "Private subnets have no route to an internet gateway",
  severity: "critical",
  why: "With such a route the subnet is public: whatever there gets a public address is on the internet. A subnet counts as private by its name and tags, or since data is kept in it.",
  fix: {
    yaml: "network.natGateways: perZone",
    terraform:
      "Lead the default route of its table to a NAT gateway, or associate the subnet with a table that has none.",
  },
  references: { fsbp: ["RDS.46"], nist: ["AC", "CM", "SC"] },
  types: [SUBNET],
  evaluate: (subnet, graph) => {
    const why = whyPrivate(graph, subnet);
    if (why === undefined) {
      return undefined;
    }
    const { answer, reason } = internetRoute(graph, subnet);
    return answer === "yes"
      ? fail(`it is meant to be private (${why}), but ${reason}`)
      : answer === "no"
        ? pass(reason)
        : unknown(`it is meant to be private (${why}), but its routes cannot be told: ${reason}`);
  },
});
