import { knobsOf, outputsOf } from "../../../handoff/facts/interface";
import { synthesized } from "../../support/environments";
import { graphOf } from "../../support/reports";

describe("knobs and outputs", () => {
  it("have descriptions, types and rules", () => {
    const knobs = knobsOf(graphOf(synthesized({}, "enterpriseapp")));
    expect(knobs.find(({ name }) => name === "application_min_size")).toEqual({
      name: "application_min_size",
      description: "Application instances at least.",
      type: "number",
      value: { kind: "known", value: 2, sensitive: false },
      sensitive: false,
      rules: ["application_min_size must be a whole number between 2 and 100 instances."],
    });
    expect(knobs.filter(({ description, type }) => description === undefined || type === undefined)).toEqual([]);
  });

  it("name the stack where there are several", () => {
    const outputs = outputsOf(graphOf(synthesized({ topology: "layered" })));
    expect(outputs.map(({ name }) => name.split(":")[0])).toEqual(
      expect.arrayContaining(["seccfn-data", "seccfn-network"]),
    );
  });
});
