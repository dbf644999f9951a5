import type { Graph, Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { subnetsAt, zonesOf } from "../../support/subnets";
import { FUNCTION } from "./function";

const PATH = "vpc_config.subnet_ids";

function judge(lambda: Resource, graph: Graph): Verdict {
  const { items: blocks, unknown: missing } = lambda.blocks("vpc_config");
  if (blocks.length === 0) {
    return missing === undefined ? fail("it has no vpc_config", "vpc_config") : unknown(missing.reason, "vpc_config");
  }
  const { items, unknown: open } = lambda.list(PATH);
  const subnets = subnetsAt(graph, lambda, PATH);
  if (items.length === 0 && open === undefined) {
    return fail("vpc_config names no subnet, which means no VPC", PATH);
  }
  if (subnets === undefined) {
    return items.length === 1 && open === undefined
      ? fail("it is in one subnet: the loss of its zone stops it", PATH)
      : unknown("its subnets are not part of the input", PATH);
  }
  const { least, most } = zonesOf(subnets);
  return least >= 2
    ? pass(`it is in ${subnets.length} subnets of ${least} zones`, PATH)
    : most < 2
      ? fail("its subnets are in one zone: the loss of it stops the function", PATH)
      : unknown("it cannot be told in which zones its subnets are", PATH);
}

export const lambdaInVpc = control({
  kind: "resource",
  id: "lambda-in-vpc",
  title: "Lambda functions are in a VPC, in two zones or more",
  severity: "medium",
  why: "Outside of a VPC a function reaches all of the internet, and neither security groups nor flow logs see it.",
  fix: {
    terraform: "Add a `vpc_config` with private subnets of two zones and a security group of its own.",
  },
  references: { fsbp: ["Lambda.3", "Lambda.5"], nist: ["AC", "MP", "SC"], checkov: ["CKV_AWS_117"] },
  types: [FUNCTION],
  evaluate: judge,
});
