import { z } from "zod";

const place = z.strictObject({
  file: z.string().describe("Relative to where the check ran, with slashes."),
  line: z.number().int().positive().optional(),
});

const aliases = z
  .strictObject({
    cisV3: z.array(z.string()),
    cisV5: z.array(z.string()),
    fsbp: z.array(z.string()),
    nist: z.array(z.string()).describe("Families of NIST SP 800-53 Rev. 5."),
    checkov: z.array(z.string()),
    trivy: z.array(z.string()),
  })
  .describe("What others call the control.");

const severity = z.enum(["critical", "high", "medium", "low"]);

const finding = z.strictObject({
  control: z.string().describe("The id of the control, or of a rule about the check itself."),
  title: z.string(),
  severity,
  address: z.string().describe("The Terraform address; `environment` for the environment as a whole."),
  stack: z.string().describe("The stack, or the plan or state by its file's name; may be empty."),
  attribute: z.string().optional(),
  reason: z.string().describe("What was found. Never holds a sensitive value."),
  why: z.string(),
  fix: z.strictObject({ yaml: z.string().optional(), terraform: z.string() }),
  aliases,
  fingerprint: z
    .string()
    .regex(/^f[0-9a-f]{15}$/)
    .describe("The same for the same thing in every run."),
  places: z.strictObject({
    constructPath: z.string().optional(),
    source: place.optional().describe("The TypeScript that made it."),
    madeFor: place.optional().describe("The line of the stack that it was made for."),
    yaml: place
      .extend({ key: z.string(), isSet: z.boolean() })
      .optional()
      .describe("The key of the environment that leads there."),
    terraform: place.optional().describe("The block in Terraform, or the entry of a file."),
  }),
});

const suppression = z.strictObject({
  control: z.string(),
  address: z.string(),
  fingerprint: z.string().optional(),
  reason: z.string(),
  owner: z.string(),
  expires: z.string(),
  file: z.string(),
  line: z.number().int().positive().optional(),
});

const approval = z.strictObject({
  digest: z.string(),
  address: z.string(),
  control: z.string().optional(),
  reason: z.string(),
  owner: z.string(),
  file: z.string(),
  line: z.number().int().positive().optional(),
});

const count = z.number().int().nonnegative();

/** The shape of `seccfn check --format json`, version 1. A field is only ever added; anything else is another version. */
export const findingsSchema = z
  .strictObject({
    version: z.literal(1),
    tool: z.strictObject({ name: z.literal("seccfn"), version: z.string() }),
    failOn: severity.describe("Findings at least as bad as this end the check with exit code 1."),
    failing: count.describe("How many findings are."),
    counts: z.strictObject({
      critical: count,
      high: count,
      medium: count,
      low: count,
      unknown: count,
      suppressed: count,
      accepted: count.describe("What the environment says on purpose."),
      approved: count,
      known: count.describe("In the baseline."),
      passed: count,
    }),
    inputs: z.array(
      z.strictObject({
        kind: z.enum(["synth", "plan", "state"]),
        file: z.string(),
        stack: z.string(),
        environment: z.string().optional(),
        resources: count,
        changes: count,
        digest: z.string().optional().describe("Of a plan: what an approval names."),
        notes: z.array(z.string()).describe("What was not read, and why."),
      }),
    ),
    findings: z.array(finding),
    unknowns: z.array(finding).describe("What could not be told; never counted as passed."),
    suppressed: z.array(z.strictObject({ finding, suppression })),
    accepted: z
      .array(z.strictObject({ finding, choice: z.strictObject({ setting: z.string(), reason: z.string() }) }))
      .describe("What the environment says on purpose, with the setting of its YAML."),
    approved: z.array(z.strictObject({ finding, approval })),
    known: z.array(finding).describe("What the baseline has."),
    suppressions: z.array(
      suppression.extend({
        state: z.enum(["used", "unused", "not judged", "expired", "malformed", "too broad"]),
        count: count.describe("How many findings it silences."),
      }),
    ),
    evaluations: z
      .array(
        z.strictObject({
          control: z.string(),
          aliases,
          address: z.string(),
          stack: z.string(),
          verdict: z.enum(["pass", "fail", "unknown"]),
          reason: z.string(),
          attribute: z.string().optional(),
        }),
      )
      .optional()
      .describe("With `--all`: what every control says of everything."),
  })
  .meta({ title: "Findings of seccfn", $id: "https://seccfn.invalid/findings-1.schema.json" });

/** The same as JSON Schema, draft 2020-12, for `help/findings.schema.json`. */
export function findingsJsonSchema(): unknown {
  return z.toJSONSchema(findingsSchema, { target: "draft-2020-12" });
}

/** What `--format json` prints. */
export type JsonFindings = z.infer<typeof findingsSchema>;
