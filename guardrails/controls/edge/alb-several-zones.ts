import { type Graph, isUnset, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { subnetsAt, zonesOf } from "../../support/subnets";
import { BALANCERS } from "./balancers";

const SUBNETS = "subnets";
const MAPPING = "subnet_mapping";

function judge(balancer: Resource, graph: Graph): Verdict {
  const mappings = balancer.blocks(MAPPING);
  const listed = balancer.list(SUBNETS);
  const path = mappings.items.length > 0 ? MAPPING : SUBNETS;
  const count = mappings.items.length > 0 ? mappings.items.length : listed.items.length;
  const missing = [mappings.unknown, listed.unknown].find((value) => value !== undefined && !isUnset(value));
  const subnets = subnetsAt(graph, balancer, path);
  if (subnets === undefined) {
    // AWS takes one subnet a zone.
    return missing !== undefined || count === 0
      ? unknown("its subnets cannot be told", path)
      : count > 1
        ? pass(`${path} names ${count}, each in a zone of its own`, path)
        : fail(`${path} names one: the loss of its zone takes it off the network`, path);
  }
  const { least, most } = zonesOf(subnets);
  return least > 1 || subnets.length > 1
    ? pass(`${path} names ${subnets.length}, each in a zone of its own`, path)
    : most < 2 && missing === undefined
      ? fail(`${path} names one: the loss of its zone takes it off the network`, path)
      : unknown("its subnets cannot be told", path);
}

export const albSeveralZones = control({
  kind: "resource",
  id: "alb-several-zones",
  title: "Load balancers are in two zones or more",
  severity: "medium",
  why: "In one zone its loss takes all users' way in.",
  fix: { yaml: "network.zoneCount: 2", terraform: "Name a subnet of each of two zones in `subnets`." },
  references: { fsbp: ["ELB.13"], nist: ["CP", "SC"] },
  types: BALANCERS,
  evaluate: judge,
});
