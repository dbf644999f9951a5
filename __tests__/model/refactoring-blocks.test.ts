import { graphOfSynth, type JsonObject } from "../../model";
import { realPlan } from "../support/graphs";

const metaOf = (sections: JsonObject) =>
  graphOfSynth([{ name: "a", json: { resource: { aws_vpc: { main: {} } }, ...sections } }]).stacks[0]?.meta;

it("reads moved, removed and import blocks, as one or as a list, and as HCL that was converted", () => {
  expect(
    metaOf({
      moved: [{ from: "aws_vpc.a", to: "aws_vpc.b" }, { from: "${aws_vpc.c}", to: "${module.m.aws_vpc.d}" }, {}],
      removed: [
        { from: "aws_s3_bucket.a", lifecycle: { destroy: false } },
        { from: "${aws_s3_bucket.b}", lifecycle: [{ destroy: true }] },
        { from: "aws_s3_bucket.c" },
      ],
      import: { to: "aws_vpc.main", id: "vpc-1" },
    }),
  ).toMatchObject({
    moves: [
      { from: "aws_vpc.a", to: "aws_vpc.b" },
      { from: "aws_vpc.c", to: "module.m.aws_vpc.d" },
    ],
    removals: [
      { from: "aws_s3_bucket.a", destroys: false },
      { from: "aws_s3_bucket.b", destroys: true },
      { from: "aws_s3_bucket.c", destroys: true },
    ],
    imports: ["aws_vpc.main"],
  });
});

it("has none of them where nothing is written, and of plans", () => {
  const none = { moves: [], removals: [], imports: [] };
  expect(metaOf({})).toMatchObject(none);
  expect(realPlan("lifecycle").stacks[0]?.meta).toMatchObject(none);
});

it("merges the blocks of several files", () => {
  const graph = graphOfSynth([
    {
      name: "a",
      json: [
        { resource: { aws_vpc: { main: {} } }, moved: [{ from: "aws_vpc.a", to: "aws_vpc.b" }] },
        { moved: { from: "aws_vpc.c", to: "aws_vpc.d" } },
      ],
    },
  ]);
  expect(graph.stacks[0]?.meta.moves.map(({ from }) => from)).toEqual(["aws_vpc.a", "aws_vpc.c"]);
});
