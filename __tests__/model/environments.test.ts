import { type Graph, graphOfSynth, isAnyone } from "../../model";
import { synthesized } from "../support/environments";
import { at } from "../support/graphs";
import { objectOf } from "../support/json";

/** Our own output, whichever topology. */
function graphOf(topology: "single" | "layered"): Graph {
  const { stacks, files } = synthesized({ topology });
  return graphOfSynth(
    Object.keys(stacks).map((name) => ({
      name,
      json: objectOf(JSON.parse(files.get(`stacks/${name}/cdk.tf.json`)?.toString("utf8") ?? "{}")),
    })),
  );
}

const GRAPHS = { single: graphOf("single"), layered: graphOf("layered") };

describe.each(["single", "layered"] as const)("our own output, %s", (topology) => {
  const graph = GRAPHS[topology];
  const own = (address: string) =>
    graph.resources().find((resource) => resource.address === address) ?? at(graph, address);

  it("holds no reference that leads nowhere", () => {
    const lost = [...graph.resources(), ...graph.data()].flatMap((resource) =>
      resource
        .names()
        .flatMap((name) => graph.settle(resource, name).open.map((why) => `${resource.label} ${name}: ${why}`)),
    );
    expect(lost).toEqual([]);
  });

  it("holds no expression that is not evaluated", () => {
    const whys = new Set<string>();
    for (const resource of graph.resources()) {
      for (const name of resource.names()) {
        const value = resource.get(name);
        if (value.kind === "unknown") {
          whys.add(value.why);
        }
      }
    }
    expect([...whys].filter((why) => !["after-apply", "partly", "several"].includes(why))).toEqual([]);
  });

  it("gives every bucket its companions, whichever stack the resources are in", () => {
    for (const bucket of graph.resources("aws_s3_bucket")) {
      for (const type of [
        "public_access_block",
        "versioning",
        "ownership_controls",
        "server_side_encryption_configuration",
      ]) {
        expect([bucket.label, type, graph.companions(bucket, `aws_s3_bucket_${type}`, "bucket").found.length]).toEqual([
          bucket.label,
          type,
          1,
        ]);
      }
    }
  });

  it("leads every key to the master key", () => {
    const { ends, exact } = graph.settle(own("aws_db_instance.postgres"), "kms_key_id");
    expect([ends.map(({ resource, attribute }) => `${resource.address} ${attribute}`), exact]).toEqual([
      ["aws_kms_key.master arn"],
      true,
    ]);
  });

  it("has the statements of every policy", () => {
    const policies = graph
      .resources()
      .flatMap((resource) =>
        ["policy", "assume_role_policy"]
          .filter((name) => resource.names().includes(name))
          .map((name) => ({ resource, document: graph.policy(resource, name) })),
      );
    expect(policies.length).toBeGreaterThan(10);
    for (const { resource, document } of policies) {
      expect([resource.label, document.unknown, document.statements.flatMap(({ unknown }) => unknown)]).toEqual([
        resource.label,
        undefined,
        [],
      ]);
      expect(document.statements.length).toBeGreaterThan(0);
      expect(
        document.statements.filter(({ effect, principals }) => effect === "Allow" && principals.some(isAnyone)),
      ).toEqual([]);
    }
  });

  it("keeps metadata apart", () => {
    const key = own("aws_kms_key.master");
    expect(key.constructPath).toMatch(/security\/master\/Default$/);
    expect(key.names()).not.toContain("//");
    expect(key.lifecycle).toEqual({ prevent_destroy: true });
  });

  it("tells account and region", () => {
    for (const { meta } of graph.stacks) {
      expect(meta).toMatchObject({ account: "111111111111", region: "us-east-1", notes: [] });
    }
  });
});

describe("the topologies", () => {
  it("make the same edges", () => {
    // A list comes from another stack as a whole.
    const names = (path: readonly (string | number)[]) => path.filter((step) => typeof step === "string").join(".");
    const edges = (graph: Graph) =>
      graph
        .resources()
        .flatMap((resource) => graph.referencesOf(resource))
        // Data of other stacks stands between them only where there are several.
        .filter(({ to }) => to.mode === "managed")
        .map(({ from, path, to, attribute }) => `${from.address} ${names(path)} > ${to.address} ${attribute}`)
        .sort();
    expect(edges(GRAPHS.layered)).toEqual(edges(GRAPHS.single));
  });
});
