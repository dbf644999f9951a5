import { z } from "zod";
import { type AwsLimit, EVENT_SCHEDULE, LOG_RETENTION_DAYS } from "../aws-limits";
import { CidrError, parseCidr } from "../cidr";
import { quoted } from "../sentences";

// A few files are read once: interpreting schemas is quicker than compiling them first, and needs no eval. It counts for what
// is made from here on, and every section imports this file.
z.config({ jitless: true });

/** What befalls who changes a port that network ACLs guard: a rule of another port is another resource of the same number. */
export const GUARDED_PORT =
  "where the apply ends since a rule of a network ACL already exists, its predecessor had the number: apply again";

/** A map with just these keys. */
export function section<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape);
}

/** What a text is held against. */
export type Pattern = Pick<RegExp, "source" | "test">;

/**
 * A pattern that takes milliseconds to compile, as those with classes of Unicode do. Most texts match a simpler one, which takes
 * nothing that the complete one refuses: only the others are held against that.
 */
export function simplerFirst(simple: RegExp, complete: RegExp): Pattern {
  return { source: complete.source, test: (value) => simple.test(value) || complete.test(value) };
}

/** A text that matches one of some patterns; `rule` says in words what they ask for, `hint` what to do about a value. */
export function text(
  patterns: Pattern | readonly Pattern[],
  rule: string,
  hint?: string | ((value: string) => string),
) {
  const several = [patterns].flat();
  return z
    .string({ error: `must be ${rule}` })
    .superRefine((value, context) => {
      if (!several.some((pattern) => pattern.test(value))) {
        const params = { hint: typeof hint === "function" ? hint(value) : hint };
        context.addIssue({ code: "custom", message: `must be ${rule}`, input: value, params });
      }
    })
    .meta({ pattern: several.map(({ source }) => source).join("|"), rule });
}

/** What a list holds, in the words of its messages. */
interface ListRules {
  readonly one: string;
  readonly many: string;
  readonly min?: number;
  readonly max?: number;
  /** Why there may be no more. */
  readonly maxHint?: string;
}

/** A list of different texts. */
export function list<Item extends z.ZodType<string>>(item: Item, { one, many, min, max, maxHint }: ListRules) {
  return z
    .array(item, { error: `must be a list of ${many}` })
    .superRefine((values, context) => {
      const refuse = (rule: string, got: string, hint?: string, path: number[] = []) =>
        context.addIssue({ code: "custom", message: rule, input: values, path, params: { got, hint } });
      if (min !== undefined && values.length < min) {
        refuse(`must have at least ${min} ${min === 1 ? one : many}`, quoted(values));
      }
      if (max !== undefined && values.length > max) {
        refuse(`must have at most ${max} ${many}`, `${values.length}`, maxHint);
      }
      values.forEach((value, index) => {
        if (values.indexOf(value) < index) {
          refuse("must differ from those before it", quoted(value), `name each ${one} once`, [index]);
        }
      });
    })
    .meta({
      uniqueItems: true,
      ...(min === undefined ? {} : { minItems: min }),
      ...(max === undefined ? {} : { maxItems: max }),
    });
}

/** A whole number within a limit of AWS. */
export function whole({ min, max, unit }: Pick<AwsLimit, "min" | "max" | "unit">) {
  const rule = `a whole number between ${min} and ${max} ${unit}`;
  return z
    .number({ error: `must be ${rule}` })
    .refine((value) => Number.isInteger(value) && value >= min && value <= max, { error: `must be ${rule}` })
    .meta({ type: "integer", minimum: min, maximum: max, rule });
}

/** The days for which CloudWatch Logs can keep events. */
export const LOG_RETENTION_RULE = `one of ${LOG_RETENTION_DAYS.join(", ")} days`;

/** A number of days for which CloudWatch Logs can keep events: it takes certain ones only. */
export function logRetentionDays() {
  const allowed: readonly number[] = LOG_RETENTION_DAYS;
  const rule = LOG_RETENTION_RULE;
  return z
    .number({ error: `must be ${rule}` })
    .superRefine((value, context) => {
      if (!allowed.includes(value)) {
        const longer = allowed.find((days) => days > value) ?? allowed.at(-1);
        context.addIssue({
          code: "custom",
          message: `must be ${rule}`,
          input: value,
          params: { hint: `CloudWatch Logs takes no other value, so take ${longer}` },
        });
      }
    })
    .meta({ type: "integer", enum: [...allowed], rule });
}

/** A switch. */
export function flag() {
  return z.boolean().meta({ rule: "true or false" });
}

const OCTET = "(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";

/** An IPv4 block without host bits; where it must lie is a rule between values. `example` helps where none can be made out. */
export function cidr(example?: (value: string) => string) {
  return z
    .string({ error: "must be an IPv4 CIDR block" })
    .superRefine((value, context) => {
      try {
        parseCidr(value, example?.(value));
      } catch (error) {
        if (!(error instanceof CidrError)) {
          throw error;
        }
        context.addIssue({
          code: "custom",
          message: error.message,
          input: value,
          params: { hint: error.hint },
        });
      }
    })
    .meta({
      pattern: `^${OCTET}(?:\\.${OCTET}){3}/(?:[12]?\\d|3[0-2])$`,
      rule: "an IPv4 CIDR block",
    });
}

/**
 * A text that people write and AWS shows. Control characters are refused, and `${` and `%{`, which Terraform would read as
 * the beginning of an expression.
 */
export function prose(maxLength: number) {
  return text(printable(maxLength), `1 to ${maxLength} printable characters in one line`).refine(
    (value) => !/[$%]\{/.test(value),
    {
      error: "must not contain ${ or %{",
      params: { hint: "Terraform would read an expression" },
    },
  );
}

function printable(maxLength: number): Pattern {
  return simplerFirst(
    new RegExp(`^[\\x20-\\x7e]{1,${maxLength}}$`),
    new RegExp(`^[^\\p{C}\\p{Zl}\\p{Zp}]{1,${maxLength}}$`, "u"),
  );
}

const TAG_VALUE = simplerFirst(/^[A-Za-z\d _.:/=+\-@]{1,256}$/, /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u);

/** The value of a tag. */
export function tagValue() {
  return text(TAG_VALUE, "1 to 256 letters, digits, spaces or _ . : / = + - @");
}

/** The ARN of a KMS key or of its alias. */
export function kmsKeyArn() {
  return text(
    /^arn:(?:aws|aws-cn|aws-us-gov):kms:[a-z0-9-]+:\d{12}:(?:key\/(?:mrk-)?[a-f0-9-]+|alias\/[A-Za-z0-9/_-]+)$/,
    "the ARN of a KMS key or alias",
    'for example "arn:aws:kms:us-east-1:111111111111:key/…"',
  );
}

/** A cron schedule; mostly one of minutes and hours. */
export const CRON = simplerFirst(/^cron\([0-5]?\d (?:1?\d|2[0-3]) \* \* \? \*\)$/, EVENT_SCHEDULE.cron);

/** When something runs: what EventBridge takes. */
export function schedule() {
  return text(
    [EVENT_SCHEDULE.rate, CRON],
    "a schedule of EventBridge",
    'for example "rate(1 hour)" or "cron(0 5 * * ? *)"',
  );
}

/** Bash that runs on a new instance, in UTF-8. EC2 takes 16 KiB with all that we add. */
export const MAX_SCRIPT_BYTES = 10_000;

/** The line that ends the script in the user data; the same as in `constructs/compute/user-data-steps.ts`. */
export const SCRIPT_END = "END_OF_BOOTSTRAP_SCRIPT";

/** A shell script of several lines. */
export function script() {
  return z
    .string({ error: "must be a script" })
    .superRefine((value, context) => {
      const refuse = (message: string, got: string, hint: string) =>
        context.addIssue({ code: "custom", message, input: value, params: { got, hint } });
      const bytes = Buffer.byteLength(value);
      if (value.trim() === "" || bytes > MAX_SCRIPT_BYTES) {
        const rule = `must be a script of 1 to ${MAX_SCRIPT_BYTES} bytes`;
        refuse(rule, value.trim() === "" ? quoted(value) : `${bytes}`, "fetch what is longer from a bucket");
      }
      if (value.trimEnd().split("\n").includes(SCRIPT_END)) {
        refuse(
          "must have no such line",
          quoted(SCRIPT_END),
          "it ends the script in the user data, so take another word",
        );
      }
    })
    .meta({ minLength: 1, maxLength: MAX_SCRIPT_BYTES, rule: `Bash of at most ${MAX_SCRIPT_BYTES} bytes` });
}

/** One of certain whole numbers. */
export function oneOf(values: readonly number[], unit: string) {
  const rule = `one of ${values.join(", ")} ${unit}`;
  return z
    .number({ error: `must be ${rule}` })
    .refine((value) => values.includes(value), { error: `must be ${rule}` })
    .meta({ type: "integer", enum: [...values], rule });
}
