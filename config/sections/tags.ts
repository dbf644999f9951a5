import { z } from "zod";
import { LIMITS } from "../aws-limits";
import { valueAt } from "../plain-data";
import { quoted } from "../sentences";
import { simplerFirst, tagValue } from "./fields";

const TAG_KEY = simplerFirst(
  /^(?![aA][wW][sS]:)[A-Za-z\d _.:/=+\-@]{1,128}$/,
  /^(?![aA][wW][sS]:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u,
);

/** The tag that consoles show as a resource's name. */
const NAME_TAG = "Name";

/** The rules of the keys, which hold whether or not the values are right. */
function checkKeys(value: object, context: z.RefinementCtx<object>): void {
  const keys = Object.keys(value);
  const refuse = (rule: string, got: string, hint: string | undefined, path: string[] = []) =>
    context.addIssue({ code: "custom", message: rule, input: value, path, params: { got, hint } });
  if (keys.length > LIMITS.tagsPerResource.max) {
    refuse(
      `must be at most ${LIMITS.tagsPerResource.max} tags with ManagedBy`,
      `${keys.length}`,
      "AWS takes 50, and two are for Name and Backup",
    );
  }
  keys.forEach((key, position) => {
    if (!TAG_KEY.test(key)) {
      refuse(
        "must have a key of 1 to 128 letters, digits, spaces or _ . : / = + - @ that does not begin with aws:",
        quoted(key),
        undefined,
        [key],
      );
    }
    if (key === NAME_TAG) {
      refuse("must be left out", quoted(valueAt(value, [key])), "each resource has a name of its own, by naming", [
        key,
      ]);
    }
    const earlier = keys.slice(0, position).find((other) => other.toLowerCase() === key.toLowerCase());
    if (earlier !== undefined) {
      refuse(
        "must differ from other tags in more than case",
        quoted(key),
        `IAM takes it and ${quoted(earlier)} for the same`,
        [key],
      );
    }
  });
}

/** The section `tags`. */
export const tags = z
  .object({
    Environment: tagValue().describe("Which environment this is."),
    Project: tagValue().describe("The project it belongs to."),
    Owner: tagValue().describe("The team that answers for it."),
    ManagedBy: tagValue().default("Terraform").describe("What manages it."),
  })
  .catchall(tagValue())
  .superRefine(checkKeys, { when: ({ value }) => typeof value === "object" && value !== null })
  .meta({ propertyNames: { pattern: TAG_KEY.source }, maxProperties: LIMITS.tagsPerResource.max })
  .describe("Tags on every resource that can carry tags (the provider's `default_tags`). Further keys are welcome.");
