import { readPlans } from "../../model";
import { at } from "../support/graphs";
import { largePlan } from "../support/large-plan";

/** How often something was looked at, which does not depend on how busy the machine is. */
function work(resources: number): { readonly resources: number; readonly edges: number } {
  const graph = readPlans([{ file: "plan.json", content: largePlan(resources) }]);
  let edges = 0;
  for (const resource of graph.resources()) {
    edges += graph.referencesOf(resource).length + graph.referrersOf(resource).length;
    for (const type of ["aws_s3_bucket_versioning", "aws_s3_bucket_public_access_block"]) {
      edges += resource.type === "aws_s3_bucket" ? graph.companions(resource, type, "bucket").found.length : 0;
    }
  }
  return { resources: graph.resources().length, edges };
}

describe("a large plan", () => {
  it("has per resource as many edges as a small one: names that many bear make none across copies", () => {
    const [small, large] = [work(150), work(1500)];
    expect(large.edges / large.resources / (small.edges / small.resources)).toBeCloseTo(1, 1);
  });

  it("keeps copies apart", () => {
    const graph = readPlans([{ file: "plan.json", content: largePlan(300) }]);
    const found = graph.companions(
      at(graph, "aws_s3_bucket.data_4[1]"),
      "aws_s3_bucket_server_side_encryption_configuration",
      "bucket",
    ).found;
    expect(found.map(({ address }) => address)).toEqual([
      "aws_s3_bucket_server_side_encryption_configuration.data_4[1]",
    ]);
    expect(
      graph
        .settle(at(graph, "aws_db_instance.main_4"), "vpc_security_group_ids")
        .ends.map(({ resource }) => resource.address),
    ).toEqual(['module.net_4["blue"].aws_security_group.db']);
  });
});
