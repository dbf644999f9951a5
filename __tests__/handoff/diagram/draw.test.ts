import { networkOf } from "../../../guardrails/reachability/network-of";
import { drawingOf, nodesWithin } from "../../../handoff/diagram/draw";
import { DRAWN_TYPES, PARTS } from "../../../handoff/diagram/drawn-types";
import { ALL_VARIANTS, SHIPPED, synthesized, variants } from "../../support/environments";
import { synthGraph } from "../../support/graphs";
import { drawableOf, drawingOfGraph, graphOf } from "../../support/reports";

describe.each(ALL_VARIANTS)("$name", ({ overrides, base }) => {
  const graph = graphOf(synthesized(overrides, base));

  it("every resource of a type that is drawn is in one node, and nothing else is in any", () => {
    const nodes = nodesWithin(drawingOf({ title: "test", graph, network: networkOf(graph), flows: [] }));
    const drawn = nodes.flatMap(({ addresses }) => addresses);
    const meant = graph.resources().filter(({ type }) => DRAWN_TYPES[type] !== undefined);
    expect(drawn.toSorted()).toEqual(meant.map(({ label }) => label).toSorted());
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
    // A type that is new is drawn, or part of something: somebody decides.
    expect(graph.types().filter((type) => (DRAWN_TYPES[type] === undefined) !== PARTS.has(type))).toEqual([]);
  });
});

describe.each([
  ...SHIPPED.map((base) => ({ name: base, base, overrides: {} })),
  ...variants("enterpriseapp, layered", "SSH by a transit gateway", "no way to the internet"),
])("$name", (variant) => {
  it("draws every flow that is possible between different nodes, and only these", () => {
    const drawable = drawableOf(variant);
    const drawing = drawingOf(drawable);
    const nodeOf = (end: string) =>
      nodesWithin(drawing).find(
        ({ id, addresses }) => id === end || addresses.some((label) => label === end || label.endsWith(`/${end}`)),
      )?.id;
    const pairs = drawable.flows.map(({ from, to }) => [nodeOf(from), nodeOf(to)]).filter(([from, to]) => from !== to);
    expect(pairs.length).toBeGreaterThan(0);
    const drawn = drawing.flows.map(({ from, to }) => `${from} ${to}`);
    expect([...new Set(drawn)].toSorted()).toEqual([...new Set(pairs.map((pair) => pair.join(" ")))].toSorted());
    expect(drawing.flows.filter(({ kind }) => kind === "unexpected")).toEqual([]);
  });
});

it("places what stands in one subnet there, in several of a tier in the tier", () => {
  const [vpc] = drawingOf(drawableOf({ name: "enterpriseapp", base: "enterpriseapp", overrides: {} })).vpcs;
  expect(
    vpc?.tiers.map(({ title, subnets, nodes }) => ({
      title,
      subnets: subnets.map(({ frame, zone, nodes: own }) => [frame.title, zone, own.map((node) => node.title)]),
      nodes: nodes.map((node) => node.title),
    })),
  ).toEqual([
    {
      title: "Public subnets",
      subnets: [
        ["Public a", "zone 1", ["NAT gateway", "Bastion"]],
        ["Public b", "zone 2", ["NAT gateway"]],
      ],
      nodes: ["Load balancer"],
    },
    {
      title: "Private subnets",
      subnets: [
        ["Private a", "zone 1", []],
        ["Private b", "zone 2", []],
      ],
      nodes: ["Application", "2 functions", "Postgres"],
    },
  ]);
  expect(vpc?.nodes.map(({ title }) => title)).toEqual(["Internet gateway"]);
});

it("says of each store by which key it is encrypted", () => {
  const drawing = drawingOf(drawableOf({ name: "enterpriseapp", base: "enterpriseapp", overrides: {} }));
  const keys = new Map(nodesWithin(drawing).map(({ id, key }) => [id, key]));
  expect(keys.get("aws_db_instance-postgres")).toBe("key rds");
  expect(keys.get("aws_s3_bucket-data")).toBe("key s3");
  expect(keys.get("aws_s3_bucket-access_logs")).toBe("S3's own keys");
  expect(keys.get("aws_cloudwatch_log_group-application_logs")).toBe("key logs");
  expect(keys.get("aws_kms_key-s3")).toBeUndefined();
});

describe("somebody else's Terraform", () => {
  it("shows what it does not know as other resources, and what stands in no VPC of the input elsewhere", () => {
    const drawing = drawingOfGraph(
      synthGraph({
        resource: {
          aws_chatbot_slack_channel_configuration: { a: {}, b: {} },
          aws_lambda_function: { worker: { function_name: "worker", runtime: "nodejs24.x" } },
          aws_route: { part_of_a_table: {} },
        },
      }),
    );
    expect(drawing.vpcs).toEqual([]);
    expect(
      drawing.panels.map(({ title, nodes }) => [title, nodes.map((node) => [node.title, ...node.addresses])]),
    ).toEqual([
      [
        "Elsewhere",
        [
          ["Worker", "aws_lambda_function.worker"],
          [
            "2 other resources",
            "aws_chatbot_slack_channel_configuration.a",
            "aws_chatbot_slack_channel_configuration.b",
          ],
        ],
      ],
    ]);
  });

  it("has nodes for every instance, with ids that differ", () => {
    const drawing = drawingOfGraph(
      synthGraph({
        resource: { aws_s3_bucket: { a: { for_each: { "x/y": 1, "x.y": 2, 'q"<': 3 }, bucket: "${each.key}" } } },
      }),
    );
    const nodes = drawing.panels.flatMap((panel) => panel.nodes);
    expect(nodes.map(({ addresses }) => addresses)).toHaveLength(3);
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(3);
    expect(nodes.every(({ id }) => /^[\w-]+$/.test(id))).toBe(true);
  });
});
