import { asText, display, isUnset, type Resource } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { unknownValue } from "../../support/attributes";
import { DATABASE, engineOf } from "./database";

const PATH = "engine_version";
/** The first minor version of each major one without the hole in log_fdw, by which files of the host could be read. */
const MENDED: ReadonlyMap<number, number> = new Map([
  [13, 3],
  [12, 7],
  [11, 12],
  [10, 17],
]);
/** No version of these gets security fixes from PostgreSQL's makers any more. */
const LAST_UNSUPPORTED = 13;

function judge(database: Resource): Verdict | undefined {
  if (engineOf(database) !== "postgres") {
    return undefined;
  }
  const value = database.get(PATH);
  const open = unknownValue(database, PATH, value);
  if (open !== undefined || isUnset(value)) {
    return open ?? pass(`${PATH} is AWS's present default unless set`, PATH);
  }
  const [major = Number.NaN, minor] = (asText(value) ?? "").split(".").map(Number);
  const mended = MENDED.get(major);
  return major < 10 || (mended !== undefined && minor !== undefined && minor < mended)
    ? fail(`${PATH} is ${display(value)}, in which files of the host can be read by log_fdw`, PATH)
    : major <= LAST_UNSUPPORTED
      ? fail(`${PATH} is ${display(value)}, which gets no security fixes any more`, PATH)
      : pass(`${PATH} is ${display(value)}`, PATH);
}

export const rdsEngineNotVulnerable = control({
  kind: "resource",
  id: "rds-engine-not-vulnerable",
  title: "PostgreSQL is of a version that is kept safe",
  severity: "medium",
  why: "Versions without fixes have holes that are published, with programs that use them.",
  fix: { yaml: 'database.engineVersion: "17"', terraform: 'Set `engine_version = "17"`.' },
  references: { nist: ["RA", "SI"], checkov: ["CKV_AWS_250"] },
  types: [DATABASE],
  evaluate: judge,
});
