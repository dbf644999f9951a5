import { asText, type Graph, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { subnetsAt, zonesOf } from "../../support/subnets";
import { GROUP } from "./hosts";

const SUBNETS = "vpc_zone_identifier";
const ZONES = "availability_zones";

function judge(group: Resource, graph: Graph): Verdict {
  const zones = new Set(group.list(ZONES).items.flatMap((zone) => asText(zone) ?? []));
  if (zones.size > 0) {
    return zones.size > 1
      ? pass(`${ZONES} names ${zones.size}`, ZONES)
      : fail(`${ZONES} names one: its loss takes all instances`, ZONES);
  }
  const subnets = subnetsAt(graph, group, SUBNETS);
  const { items, unknown: missing } = group.list(SUBNETS);
  if (subnets === undefined) {
    return missing === undefined && items.length === 1
      ? fail(`${SUBNETS} names one subnet: the loss of its zone takes all instances`, SUBNETS)
      : unknown("its subnets are not part of the input", SUBNETS);
  }
  const { least, most } = zonesOf(subnets);
  return least > 1
    ? pass(`its subnets are in ${least} zones`, SUBNETS)
    : most < 2
      ? fail("its subnets are in one zone: the loss of it takes all instances", SUBNETS)
      : unknown("it cannot be told in which zones its subnets are", SUBNETS);
}

export const asgSeveralZones = control({
  kind: "resource",
  id: "asg-several-zones",
  title: "Auto Scaling groups are in two zones or more",
  severity: "medium",
  why: "In one zone its loss takes all instances, and none can be started elsewhere.",
  fix: { yaml: "network.zoneCount: 2", terraform: "Name subnets of two zones in `vpc_zone_identifier`." },
  references: { fsbp: ["AutoScaling.2"], nist: ["CP", "SC"] },
  types: [GROUP],
  evaluate: judge,
});
