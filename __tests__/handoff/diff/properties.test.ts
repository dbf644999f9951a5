import fc from "fast-check";
import { diffOf, isEmpty } from "../../../handoff/diff";
import type { Json, JsonObject } from "../../../model";
import { type Blocks, graphOf } from "./support";

const names = fc.constantFrom("a", "b", "c");
const scalar = fc.oneof(
  fc.constantFrom(
    "10.0.0.0/16",
    "x",
    "",
    "${aws_vpc.a.id}",
    "${aws_subnet.b.id}",
    "${var.nothing}",
    '{"a":[1,"${aws_vpc.b.arn}"]}',
  ),
  fc.integer({ min: 0, max: 3 }),
  fc.boolean(),
  fc.constant(null),
);
const value: fc.Arbitrary<Json> = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.array(fc.dictionary(fc.constantFrom("name", "days", "id"), scalar, { maxKeys: 3 }), { maxLength: 3 }),
  fc.dictionary(names, scalar, { maxKeys: 3 }),
);
const body: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.constantFrom("cidr_block", "vpc_id", "tags", "ingress", "name", "policy", "region", "password", "subnet_id"),
  value,
  { maxKeys: 5 },
);
const type = fc.constantFrom(
  "aws_vpc",
  "aws_subnet",
  "aws_security_group",
  "aws_db_instance",
  "data.aws_iam_policy_document",
  "aws_unknown",
);
const blocks: fc.Arbitrary<Blocks> = fc
  .array(fc.tuple(type, names, body), { maxLength: 6 })
  .map((list) => Object.fromEntries(list.map(([of, name, json]) => [`${of}.${name}`, json])));

/** The addresses of the resources of a kind. */
const kinds = (diff: ReturnType<typeof diffOf>, kind: string) =>
  diff.resources.filter((one) => one.kind === kind).map(({ address }) => address);

describe("a diff", () => {
  it("of anything with itself is empty", () => {
    fc.assert(
      fc.property(blocks, (any) => {
        expect(isEmpty(diffOf(graphOf(any), graphOf(any)))).toBe(true);
      }),
    );
  });

  it("the other way round has what comes where this one has what goes, and differs at the same places", () => {
    fc.assert(
      fc.property(blocks, blocks, (one, other) => {
        const [there, back] = [diffOf(graphOf(one), graphOf(other)), diffOf(graphOf(other), graphOf(one))];
        expect(kinds(there, "added")).toEqual(kinds(back, "removed"));
        expect(kinds(there, "removed")).toEqual(kinds(back, "added"));
        // Blocks without names are numbered as they stand on the newer side.
        const places = (diff: typeof there) =>
          diff.resources
            .flatMap(({ address, attributes }) =>
              attributes
                .filter(({ cause }) => cause === undefined)
                .map(({ path, before, after }) => `${address} ${path} ${[before, after].sort().join(" ")}`),
            )
            .map((place) => place.replace(/\[\d+\]/g, "[]"))
            .sort();
        expect(places(there)).toEqual(places(back));
        expect(there.variables.length + there.outputs.length).toBe(back.variables.length + back.outputs.length);
        expect(there.flows.length).toBe(back.flows.length);
      }),
    );
  });

  it("says nothing of what both have, does the same twice, and never ends in an error", () => {
    fc.assert(
      fc.property(blocks, blocks, (one, other) => {
        const diff = diffOf(graphOf(one), graphOf(other));
        expect(JSON.stringify(diffOf(graphOf(one), graphOf(other)))).toBe(JSON.stringify(diff));
        const addresses = new Set([...Object.keys(one), ...Object.keys(other)]);
        for (const { address, kind } of diff.resources) {
          expect(addresses.has(address)).toBe(true);
          expect(kind).not.toBe("moved");
        }
        expect(diff.losses.every((loss) => diff.resources.some(({ address }) => address === loss.address))).toBe(true);
        expect(diff.controls.filter(({ reason }) => /\bbroke\b/.test(reason))).toEqual([]);
      }),
    );
  });
});
