import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readVersion } from "../../../cli/diff/version-reader";
import { providerBlocks } from "../../../cli/handoff/provider-blocks";
import { type Diff, diffOf, isEmpty } from "../../../handoff/diff";
import { configurationOf } from "../../../handoff/hcl/configuration";
import { writeHcl } from "../../../handoff/hcl/write";
import { type Graph, graphOfNothing, graphOfSynth } from "../../../model";
import {
  type EnvironmentOverrides,
  PROJECT_ROOT,
  SHIPPED,
  type ShippedName,
  synthesized,
} from "../../support/environments";
import { resourceLines } from "./support";

function graphOf(overrides: EnvironmentOverrides, base: ShippedName): Graph {
  const { stacks } = synthesized(overrides, base);
  return graphOfSynth(Object.entries(stacks).map(([name, { json }]) => ({ name, json })));
}

/** The environments as shipped, as what comes before; what comes after is made anew. */
const shipped = new Map<ShippedName, Graph>();

/** What an environment becomes when its YAML changes. */
function change(base: ShippedName, overrides: EnvironmentOverrides): Diff {
  const before = shipped.get(base) ?? graphOf({}, base);
  shipped.set(base, before);
  return diffOf(before, graphOf(overrides, base));
}

const lost = ({ losses }: Diff) => losses.map(({ deed, address }) => `${deed} ${address}`);

it.each(SHIPPED)("%s does not differ from itself", (base) => {
  expect(isEmpty(change(base, {}))).toBe(true);
});

describe("HCL of a bundle", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "seccfn-diff-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(["seccfn", "enterpriseapp"] as const)("of %s does not differ from its JSON", async (base) => {
    const { json } = synthesized({}, base).template;
    const hcl = writeHcl(configurationOf(json, { blocks: providerBlocks(PROJECT_ROOT), strict: false }));
    writeFileSync(join(folder, "main.tf"), hcl);
    const [made] = await readVersion(folder);
    expect(isEmpty(diffOf(graphOf({}, base), made?.graph ?? graphOfNothing()))).toBe(true);
  });
});

describe("enterpriseapp", () => {
  it("with another network loses it, with all that cannot move; the database stays", () => {
    const diff = change("enterpriseapp", { network: { cidr: "10.60.0.0/16" } });
    expect(lost(diff)).toEqual([
      "replaced aws_flow_log.flow_log",
      "replaced aws_nat_gateway.nat_a",
      "replaced aws_nat_gateway.nat_b",
      "replaced aws_subnet.private_a",
      "replaced aws_subnet.private_b",
      "replaced aws_subnet.public_a",
      "replaced aws_subnet.public_b",
      "replaced aws_vpc.vpc",
    ]);
    const lines = resourceLines(diff);
    expect(lines).toContain("replaced aws_security_group.database");
    expect(lines).toContain("changed aws_db_instance.postgres");
    expect(lines.filter((line) => !/^(?:replaced|changed) /.test(line))).toEqual([]);
  });

  it("with keys that are gone sooner is weaker, and nothing else", () => {
    const diff = change("enterpriseapp", { kms: { deletionWindowDays: 14 } });
    expect(lost(diff)).toEqual([]);
    const keys = diff.resources.map(({ address }) => address);
    expect(keys.length).toBeGreaterThan(5);
    expect(keys.every((address) => address.startsWith("aws_kms_key."))).toBe(true);
    expect(diff.controls.map(({ kind, control, address, reason }) => [kind, control, address, reason])).toEqual(
      keys.map((address) => [
        "weakened",
        "change-key-not-destroyed",
        address,
        "deletion_window_in_days is weakened: 30 → 14",
      ]),
    );
  });

  it("with one more office opens one more way to the bastion host", () => {
    const trustedCidrs = ["203.0.113.0/24", "198.51.100.0/24"];
    const diff = change("enterpriseapp", { network: { trustedCidrs } });
    expect(lost(diff)).toEqual([]);
    expect(diff.flows).toEqual([
      {
        kind: "opened",
        from: "internet",
        to: "aws_instance.bastion",
        transport: "tcp",
        ports: [{ first: 22, last: 22 }],
        addresses: [{ first: 3_325_256_704, last: 3_325_256_959 }],
        ends: [],
      },
    ]);
    const back = diffOf(graphOf({ network: { trustedCidrs } }, "enterpriseapp"), graphOf({}, "enterpriseapp"));
    expect(back.flows.map((flow) => ({ ...flow, kind: "opened" }))).toEqual(diff.flows);
  });

  it("with other names loses what is called by them", () => {
    const diff = change("enterpriseapp", { naming: { prefix: "other" } });
    expect(lost(diff)).toEqual(
      expect.arrayContaining(["replaced aws_s3_bucket.data", "replaced aws_secretsmanager_secret.database_secret"]),
    );
    expect(lost(diff)).not.toContain("replaced aws_vpc.vpc");
    expect(lost(diff)).not.toContain("replaced aws_db_instance.postgres");
    const refused = diff.losses.filter(({ remarks }) => remarks.join().includes("prevent_destroy is true"));
    expect(refused.length).toBeGreaterThan(5);
  });
});

it("a test copy instead of the real one protects less, and loses nothing by that alone", () => {
  const diff = change("seccfn", { lifecycle: "ephemeral", stage: "development" });
  expect(lost(diff)).toEqual([]);
  expect(
    diff.controls.filter(({ kind }) => kind === "weakened").map(({ address, attribute }) => `${address}.${attribute}`),
  ).toEqual(
    expect.arrayContaining(["aws_db_instance.postgres.deletion_protection", "aws_s3_bucket.data.force_destroy"]),
  );
});

it("another size of the database is a knob, and a change in place", () => {
  const diff = change("seccfn", { database: { allocatedStorageGib: 200, maxAllocatedStorageGib: 1000 } });
  expect(diff.variables.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "changed database_allocated_storage_gib",
    "changed database_max_allocated_storage_gib",
  ]);
  expect(resourceLines(diff)).toContain("changed aws_db_instance.postgres");
  expect(lost(diff)).toEqual([]);
});

it("four stacks instead of one are told as a move between states", () => {
  const diff = change("seccfn", { topology: "layered" });
  const database = diff.losses.find(({ address }) => address === "aws_db_instance.postgres");
  expect(diff.controls).toEqual([]);
  expect(database).toMatchObject({ deed: "deleted", stack: "seccfn", control: "change-db-not-destroyed" });
  expect(database?.remarks).toContainEqual(
    "it looks like aws_db_instance.postgres of the stack seccfn-data: move it between the states, or it is deleted here and made anew there",
  );
});

it("another region makes everything anew there, but for what an account has once", () => {
  const diff = change("seccfn", { region: "eu-west-1" });
  expect(lost(diff)).toEqual(
    expect.arrayContaining([
      "replaced aws_db_instance.postgres",
      "replaced aws_kms_key.master",
      "replaced aws_vpc.vpc",
    ]),
  );
  const inPlace = resourceLines(diff).filter((line) => line.startsWith("changed "));
  expect(inPlace.filter((line) => !/ (?:data\.)?aws_(?:iam|s3_account|caller|region|partition)/.test(line))).toEqual(
    [],
  );
});
