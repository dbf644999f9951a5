import { z } from "zod";
import { prose, section, text } from "./fields";

/** The shortest reason that says something. */
const MIN_REASON_LENGTH = 20;

/** A day as ISO 8601 writes it. How far away it may be depends on today, which no schema knows: the check judges that. */
function day() {
  return text(
    /^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
    "a day yyyy-mm-dd",
    'for example "2027-03-31"',
  ).refine(isInCalendar, { error: "must be a day of the calendar", params: { hint: "that month has fewer days" } });
}

/** JavaScript makes 3 March of 31 February; other forms are the pattern's business. */
function isInCalendar(day: string): boolean {
  const time = Date.parse(day);
  return Number.isNaN(time) || new Date(time).toISOString().startsWith(day);
}

function reason() {
  return prose(1000)
    .refine((value) => value.trim().length >= MIN_REASON_LENGTH, {
      error: `must have at least ${MIN_REASON_LENGTH} characters`,
      params: { hint: "say why it may stay, so that whoever reads it in a year can judge" },
    })
    .meta({ minLength: MIN_REASON_LENGTH, rule: `${MIN_REASON_LENGTH} to 1000 printable characters in one line` });
}

function controlId() {
  return text(/^[a-z0-9]+(?:-[a-z0-9]+)+$/, "the id of a control", "help/controls.md lists them");
}

const owner = prose(128).describe("Who answers for it.");

const suppression = section({
  control: controlId().describe("The control, by its id in [controls.md](controls.md)."),
  address: prose(1000).describe(
    "The Terraform address, `aws_s3_bucket.logs`; without an instance's key it stands for all instances of that block. " +
      "`environment` where the finding is about the environment as a whole. No wildcards.",
  ),
  fingerprint: text(/^f[0-9a-f]{15}$/, "f and 15 hexadecimal digits", "`seccfn check` prints it")
    .optional()
    .describe("The only finding that is meant, where the control has several at the address."),
  reason: reason().describe("Why it may stay."),
  owner,
  expires: day().describe("The last day, at most a year ahead; afterwards it is a finding again."),
});

/** The section `suppressions`. */
export const suppressions = z
  .array(suppression, { error: "must be a list of suppressions" })
  .default([])
  .describe(
    "Findings of the [guardrails](check.md) that stay for a while. One that is expired, silences nothing or is too broad is a " +
      "finding itself. Nothing here changes the Terraform.",
  );

const approval = section({
  digest: text(/^sha256:[0-9a-f]{64}$/, "the digest of a plan, sha256: and 64 digits", "`seccfn check` prints it"),
  address: prose(1000),
  control: controlId().optional(),
  reason: reason(),
  owner,
});

/** What `--suppressions` and `--approve` read: both lists, either may be left out. */
export const exceptionsSchema = section({
  suppressions,
  approvals: z.array(approval, { error: "must be a list of approvals" }).default([]),
});
