import { z } from "zod";

const stack = z.string().describe("The stack; may be empty where the environment as a whole is meant.");
const address = z.string().describe("The Terraform address.");
const severity = z.enum(["critical", "high", "medium", "low"]);
const certain = z.boolean().describe("False: only under a condition that cannot be told from the files.");

const attribute = z.strictObject({
  path: z.string().describe('Blocks by a name of theirs where they have one: `rule["logs"].expiration.days`.'),
  before: z.string().describe("For readers; `(sensitive)` where it is secret, `(not set)` where there is none."),
  after: z.string(),
  removed: z.array(z.string()).optional().describe("Of lists and sets: the elements that go."),
  added: z.array(z.string()).optional().describe("Of lists and sets: the elements that come."),
  effect: z
    .enum(["update", "replace", "may-replace", "none"])
    .describe("What Terraform does about it; `none`: ignored, write-only, or heeded by Terraform alone."),
  why: z.string().optional(),
  cause: z.string().optional().describe("The address of the resource that it comes from, where only that one changes."),
});

const resource = z.strictObject({
  kind: z.enum(["added", "removed", "forgotten", "replaced", "changed", "moved", "noted"]),
  mode: z.enum(["managed", "data", "ephemeral"]),
  stack,
  address,
  type: z.string(),
  previousAddress: z.string().optional().describe("By a `moved` block."),
  certain,
  attributes: z.array(attribute),
  remarks: z.array(z.string()),
  constructPath: z.string().optional(),
});

const loss = z.strictObject({
  stack,
  address,
  type: z.string(),
  deed: z.enum(["deleted", "replaced"]),
  certain,
  control: z.string().describe("The control that would stop a plan of it."),
  title: z.string(),
  severity,
  reason: z.string(),
  remarks: z.array(z.string()),
});

const control = z.strictObject({
  kind: z.enum(["broken", "mended", "unknown", "weakened"]),
  control: z.string(),
  title: z.string(),
  severity,
  stack,
  address,
  attribute: z.string().optional(),
  reason: z.string(),
});

const port = z.number().int().min(0).max(65_535);

const flow = z.strictObject({
  kind: z.enum(["opened", "closed"]),
  from: z.string().describe("A Terraform address, `internet` or `networks`."),
  to: z.string(),
  transport: z.enum(["tcp", "udp"]),
  ports: z.array(z.strictObject({ first: port, last: port })),
  addresses: z.array(z.string()).optional().describe("CIDR blocks outside; all where there are none."),
  ends: z.array(z.string()).describe("The ends that are only on this side."),
});

const named = z.strictObject({
  kind: z.enum(["added", "removed", "changed"]),
  stack,
  name: z.string(),
  before: z.string(),
  after: z.string(),
});

/** The shape of `seccfn diff --format json`, version 1. A field is only ever added; anything else is another version. */
export const diffSchema = z
  .strictObject({
    version: z.literal(1),
    tool: z.strictObject({ name: z.literal("seccfn"), version: z.string() }),
    before: z.string().describe("What was compared, as it was named."),
    after: z.string(),
    losses: z.number().int().nonnegative().describe("Of all environments; the exit code is 3 unless it is 0."),
    environments: z.array(
      z.strictObject({
        name: z.string(),
        resources: z.array(resource),
        losses: z.array(loss),
        controls: z.array(control),
        flows: z.array(flow),
        variables: z.array(named).describe("By their defaults, or values where they are given."),
        outputs: z.array(named),
        settings: z.array(named).describe("The `terraform` block, providers, and which check blocks there are."),
        unreadFlows: z.array(z.string()),
        unknownTypes: z.array(z.string()).describe("Types of which it is not known what replaces them."),
        notes: z.array(z.string()).describe("What was not read, and why."),
      }),
    ),
  })
  .meta({ title: "Differences by seccfn", $id: "https://seccfn.invalid/diff-1.schema.json" });

/** The same as JSON Schema, draft 2020-12, for `help/diff.schema.json`. */
export function diffJsonSchema(): unknown {
  return z.toJSONSchema(diffSchema, { target: "draft-2020-12" });
}

/** What `--format json` prints. */
export type JsonDiff = z.infer<typeof diffSchema>;
