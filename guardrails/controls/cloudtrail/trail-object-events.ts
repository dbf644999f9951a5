import { type Attributes, asBoolean, asText, isUnset, type Value } from "../../../model";
import { control, fail, pass, unknown } from "../../control";

type Answer = "yes" | "no" | "unknown";
/** Which events of objects a selector takes. */
interface Taken {
  readonly read: Answer;
  readonly write: Answer;
}

const NOTHING: Taken = { read: "no", write: "no" };
const OBJECTS = "AWS::S3::Object";
/** ARNs by which a selector of old takes every bucket. */
const EVERY_BUCKET = /^arn:[^:]*:s3(?::::?)?$/;

function has(values: readonly Value[], wanted: (text: string) => boolean): Answer {
  const texts = values.map(asText);
  return texts.some((text) => text !== undefined && wanted(text))
    ? "yes"
    : texts.includes(undefined)
      ? "unknown"
      : "no";
}

function both(left: Answer, right: Answer): Answer {
  return left === "no" || right === "no" ? "no" : left === "yes" && right === "yes" ? "yes" : "unknown";
}

/** `event_selector`, the form of old. */
function takenBySelector(selector: Attributes): Taken {
  const resources = selector.blocks("data_resource").items.map((resource) => {
    const ofObjects = has([resource.get("type")], (type) => type === OBJECTS);
    const { items, unknown: open } = resource.list("values");
    const every = has(items, (text) => EVERY_BUCKET.test(text));
    return both(ofObjects, every === "no" && open !== undefined ? "unknown" : every);
  });
  const taken = resources.includes("yes") ? "yes" : resources.includes("unknown") ? "unknown" : "no";
  const value = selector.get("read_write_type");
  const kind = asText(value) ?? (isUnset(value) ? "All" : undefined);
  const side = (name: string): Answer =>
    kind === undefined ? "unknown" : kind === "All" || kind === name ? "yes" : "no";
  return { read: both(taken, side("ReadOnly")), write: both(taken, side("WriteOnly")) };
}

/** `advanced_event_selector`: all of its fields must hold. Exceptions by ARN are for log buckets, and are let pass. */
function takenByAdvanced(selector: Attributes): Taken {
  const fields = selector.blocks("field_selector");
  if (fields.unknown !== undefined) {
    return { read: "unknown", write: "unknown" };
  }
  const named = new Map(fields.items.map((field) => [asText(field.get("field")) ?? "", field]));
  const equals = (name: string, wanted: string): Answer => {
    const field = named.get(name);
    return field === undefined ? "no" : has(field.list("equals").items, (text) => text === wanted);
  };
  const arns = named.get("resources.ARN");
  const narrowed =
    arns !== undefined && ["equals", "starts_with", "ends_with"].some((name) => arns.list(name).items.length > 0);
  const every = narrowed
    ? has(arns.list("starts_with").items, (text) => EVERY_BUCKET.test(text))
    : named.has("eventName")
      ? "no"
      : "yes";
  const taken = both(both(equals("eventCategory", "Data"), equals("resources.type", OBJECTS)), every);
  const readOnly = named.get("readOnly");
  const side = (wanted: boolean): Answer =>
    readOnly === undefined ? "yes" : has(readOnly.list("equals").items, (text) => text === String(wanted));
  return { read: both(taken, side(true)), write: both(taken, side(false)) };
}

export const trailObjectEvents = control({
  kind: "resource",
  id: "trail-object-events",
  title: "Trails record reads and writes of all S3 objects",
  severity: "medium",
  why: "Management events tell that a bucket was made, not who took the data out of it.",
  fix: {
    terraform: `Add an \`advanced_event_selector\` with \`eventCategory\` equal to \`Data\` and \`resources.type\` equal to \`${OBJECTS}\`, without \`readOnly\`.`,
  },
  references: {
    cis: { v3: ["3.8", "3.9"], v5: ["3.8", "3.9"] },
    fsbp: ["S3.22", "S3.23"],
    nist: ["AU"],
    trivy: ["AWS-0171", "AWS-0172"],
  },
  types: ["aws_cloudtrail"],
  evaluate: (trail) => {
    if (asBoolean(trail.get("enable_logging")) === false) {
      return fail("the trail is stopped", "enable_logging");
    }
    const [older, advanced] = [trail.blocks("event_selector"), trail.blocks("advanced_event_selector")];
    const taken = [NOTHING, ...older.items.map(takenBySelector), ...advanced.items.map(takenByAdvanced)];
    const answer = (side: keyof Taken): Answer =>
      taken.some((one) => one[side] === "yes")
        ? "yes"
        : taken.some((one) => one[side] === "unknown")
          ? "unknown"
          : "no";
    const missing = (["read", "write"] as const).filter((side) => answer(side) !== "yes");
    const open = [older.unknown, advanced.unknown].find((why) => why !== undefined && !isUnset(why));
    return missing.length === 0
      ? pass("reads and writes of all objects are recorded")
      : open !== undefined || missing.some((side) => answer(side) === "unknown")
        ? unknown(`it cannot be told whether ${missing.join(" and ")} events of all S3 objects are recorded`)
        : fail(`${missing.join(" and ")} events of S3 objects are not recorded for all buckets`);
  },
});
