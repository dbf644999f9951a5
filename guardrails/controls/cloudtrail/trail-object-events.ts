import { type Attributes, asBoolean } from "../../../model";
import { control, fail, pass, unknown } from "../../control";
import { type Answer, both, either } from "../../support/answers";
import { fieldEquals, has, notTaken, takenEvents, type Wanted } from "./event-selectors";

const OBJECTS = "AWS::S3::Object";
/** ARNs by which a selector of old takes every bucket. */
const EVERY_BUCKET = /^arn:[^:]*:s3(?::::?)?$/;

/** All objects of all buckets. Exceptions by ARN are for log buckets, and are let pass. */
const EVENTS_OF_OBJECTS: Wanted = {
  older: (selector) => either(selector.blocks("data_resource").items.map(takesEveryBucket)),
  advanced: (fields) => {
    const arns = fields.get("resources.ARN");
    const narrowed =
      arns !== undefined && ["equals", "starts_with", "ends_with"].some((name) => arns.list(name).items.length > 0);
    const every: Answer = narrowed
      ? has(arns.list("starts_with").items, (text) => EVERY_BUCKET.test(text))
      : fields.has("eventName")
        ? "no"
        : "yes";
    return both(
      both(fieldEquals(fields.get("eventCategory"), "Data"), fieldEquals(fields.get("resources.type"), OBJECTS)),
      every,
    );
  },
};

function takesEveryBucket(resource: Attributes): Answer {
  const ofObjects = has([resource.get("type")], (type) => type === OBJECTS);
  const { items, unknown: open } = resource.list("values");
  const every = has(items, (text) => EVERY_BUCKET.test(text));
  return both(ofObjects, every === "no" && open !== undefined ? "unknown" : every);
}

export const trailObjectEvents = control({
  kind: "resource",
  id: "trail-object-events",
  title: "Trails record reads and writes of all S3 objects",
  severity: "medium",
  why: "Management events tell that a bucket was made, not who took the data out of it.",
  fix: {
    terraform: `Add an \`advanced_event_selector\` with \`eventCategory\` equal to \`Data\` and \`resources.type\` equal to \`${OBJECTS}\`, without \`readOnly\`, and beside it one with \`eventCategory\` equal to \`Management\`: a trail with selectors records only what they take.`,
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
    const taken = takenEvents(trail, EVENTS_OF_OBJECTS);
    const missing = notTaken(taken);
    return missing.length === 0
      ? pass("reads and writes of all objects are recorded")
      : missing.some((side) => taken[side] === "unknown")
        ? unknown(`it cannot be told whether ${missing.join(" and ")} events of all S3 objects are recorded`)
        : fail(`${missing.join(" and ")} events of S3 objects are not recorded for all buckets`);
  },
});
