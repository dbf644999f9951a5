import type { Judgement } from "../../../guardrails/judge";
import { selectedControls } from "../../../guardrails/registry";
import {
  byNumbers,
  type ControlResult,
  controlResults,
  FRAMEWORKS,
  requirementsOf,
  worst,
} from "../../../handoff/facts/control-results";
import { judgementOf } from "../../support/judged";
import { subjectOf } from "../../support/reports";

describe("controls", () => {
  let judgement: Judgement;
  let results: readonly ControlResult[];

  beforeAll(() => {
    ({ judgement } = subjectOf({ name: "enterpriseapp", base: "enterpriseapp", overrides: {} }));
    results = controlResults(judgement, selectedControls());
  });

  it("have the evidence of all evaluations, with address, attribute and value", () => {
    expect(results.flatMap(({ evidence }) => evidence)).toHaveLength(judgement.evaluations.length);
    const rotation = results.find(({ control }) => control.id === "kms-key-rotates");
    expect(rotation?.status).toBe("pass");
    expect(rotation?.evidence[0]).toMatchObject({
      status: "pass",
      address: "aws_kms_key.backup",
      attribute: "enable_key_rotation",
      value: "true",
    });
  });

  it("are suppressed where somebody decided so, and say who", () => {
    const suppressed = results.find(({ control }) => control.id === "bastion-reached-by-ssm-only");
    expect(suppressed).toMatchObject({
      status: "suppressed",
      evidence: [{ status: "suppressed", address: "aws_instance.bastion" }],
    });
    expect(suppressed?.evidence[0]?.exception).toMatch(/^Suppressed until 2027-11-01 by PlatformTeam: /);
  });

  it("are accepted where the environment says so, with the setting", () => {
    const copy = judgementOf({ overrides: { lifecycle: "ephemeral", stage: "development" } });
    const result = controlResults(copy, selectedControls()).find(
      ({ control }) => control.id === "rds-deletion-protected",
    );
    expect(result).toMatchObject({
      status: "suppressed",
      evidence: [{ exception: "Accepted, lifecycle: ephemeral: a test copy, destroyed without a trace" }],
    });
  });

  it("count as failed where one of their findings does, and as nothing where there is none", () => {
    expect(worst(["pass", "unknown", "fail"])).toBe("fail");
    expect(worst(["pass", "none", "suppressed"])).toBe("suppressed");
    expect(worst(["none", "pass"])).toBe("pass");
    expect(worst([])).toBe("none");
  });

  it("are sorted by the numbers of requirements", () => {
    expect(["2.10", "2.9", "1.1", "S3.22", "S3.5"].toSorted(byNumbers)).toEqual([
      "1.1",
      "2.9",
      "2.10",
      "S3.5",
      "S3.22",
    ]);
    for (const framework of FRAMEWORKS) {
      const requirements = requirementsOf(framework, results);
      expect(requirements.length).toBeGreaterThan(10);
      expect(
        requirements.every(
          ({ results: own, id }) => own.length > 0 && own.every(({ control }) => framework.of(control).includes(id)),
        ),
      ).toBe(true);
    }
  });
});
