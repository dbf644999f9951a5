import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { loadEnvironments } from "../../../config/load";
import { compare, possibleFlows } from "../../../guardrails/reachability/matrix";
import { networkOf } from "../../../guardrails/reachability/network-of";
import { readSubjects } from "../../check/subjects";
import { synthesizeProject } from "../../project";
import { neededFlows } from "../../reach/needed-flows";

// What every environment has to hold. Add what yours has to hold besides.
const ENVIRONMENTS = "environments";
const folder = mkdtempSync(join(tmpdir(), "environments-"));
const output = join(folder, "cdktf.out");

/** Synthesizing judges too: a critical or high finding is an error, and nothing is written. */
function synthesize(into: string): void {
  synthesizeProject([], { environments: ENVIRONMENTS, output: into });
}

before(() => synthesize(output));
after(() => rmSync(folder, { recursive: true, force: true }));

test("the same input gives the same Terraform, byte for byte", () => {
  const again = join(folder, "again");
  synthesize(again);
  const entries = readdirSync(output, { recursive: true, encoding: "utf8" });
  const files = entries.filter((entry) => statSync(join(output, entry)).isFile());
  assert.ok(files.length > 0);
  for (const file of files) {
    assert.deepEqual(readFileSync(join(again, file)), readFileSync(join(output, file)), file);
  }
});

for (const { environment } of loadEnvironments(ENVIRONMENTS)) {
  describe(environment.name, () => {
    test("lets through the network flows that it needs, and no others from or to outside", () => {
      const inputs = {
        synth: [output],
        plans: [],
        states: [],
        shown: [],
        environment: environment.name,
        environments: ENVIRONMENTS,
      };
      for (const { graph } of readSubjects(inputs, { suppressions: [], approvals: [] }, () => Buffer.from(""))) {
        const network = networkOf(graph);
        if (network.hosts.size > 0) {
          const { missing, unexpected } = compare(network, possibleFlows(network), neededFlows(environment, network));
          assert.deepEqual(
            { missing, unexpected, unknown: network.unknown },
            { missing: [], unexpected: [], unknown: [] },
          );
        }
      }
    });
  });
}
