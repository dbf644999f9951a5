import { asText, type Graph, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { internetRoute } from "../../support/routing";
import { SUBNET, zonesOf } from "../../support/subnets";

const NAT = "aws_nat_gateway";

function judge(vpc: Resource, graph: Graph): Verdict | undefined {
  const subnets = graph.companions(vpc, SUBNET, "vpc_id").found;
  const gateways = subnets.flatMap((subnet) =>
    graph.referrersOf(subnet, NAT, "subnet_id").map(({ from }) => ({ from, subnet })),
  );
  const inside = subnets.filter((subnet) => internetRoute(graph, subnet).answer === "no");
  if (gateways.length === 0 || inside.length === 0) {
    return undefined;
  }
  if (gateways.some(({ from }) => asText(from.get("availability_mode")) === "regional")) {
    return pass("its NAT gateway is in every zone");
  }
  const needed = zonesOf(inside);
  const given = zonesOf(gateways.map(({ subnet }) => subnet));
  const text = `private subnets are in ${needed.least} zones, NAT gateways in ${given.most}`;
  return given.least >= needed.most
    ? pass(text)
    : given.most < needed.least
      ? fail(`${text}: when that zone fails, the others lose their way out`)
      : unknown("it cannot be told in which zones its subnets are");
}

export const natOnePerZone = control({
  kind: "resource",
  id: "nat-one-per-zone",
  title: "Every zone with private subnets has a NAT gateway of its own",
  severity: "low",
  why: "With a single one, the loss of its zone takes the others' way to the internet with it. Off by default: a test environment may save the money.",
  fix: {
    yaml: "network.natGateways: perZone",
    terraform:
      "Add an `aws_nat_gateway` in a public subnet of each zone, and lead each private table to that of its zone.",
  },
  references: { nist: ["CP", "SC"] },
  onByDefault: false,
  types: ["aws_vpc"],
  evaluate: judge,
});
