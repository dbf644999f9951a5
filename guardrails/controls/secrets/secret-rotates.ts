import { type Attributes, asNumber, asText, display, type Graph, isUnset, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { attributeOf, isConfigured, unknownValue } from "../../support/attributes";
import { doubtOf, neededCompanions } from "../../support/presence";

const ROTATION = "aws_secretsmanager_secret_rotation";
const MOST_DAYS = 90;
const HOURS_A_DAY = 24;

function judge(secret: Resource, graph: Graph): Verdict {
  const { found, maybe } = neededCompanions(graph, secret, ROTATION, "secret_id");
  const [rotation] = found;
  if (rotation !== undefined) {
    return judgeRules(rotation, rotation.address);
  }
  // Until version 5 of the provider it was part of the secret.
  if (isConfigured(secret, "rotation_rules") && secret.blocks("rotation_rules").items.length > 0) {
    return judgeRules(secret, "it");
  }
  return maybe[0] === undefined
    ? fail(`it has no ${ROTATION}`)
    : unknown(doubtOf(maybe[0], `which secret ${maybe[0].address} is for`));
}

function judgeRules(from: Attributes, name: string): Verdict {
  const path = "rotation_rules.automatically_after_days";
  const days = from.get(path);
  const schedule = from.get("rotation_rules.schedule_expression");
  const attribute = name === "it" ? attributeOf(from, path) : undefined;
  const every = asNumber(days) ?? daysOf(asText(schedule));
  const open = [days, schedule].find((value) => value.kind === "unknown" && !isUnset(value));
  return every !== undefined
    ? every <= MOST_DAYS
      ? pass(`${name} rotates it every ${every} days`, attribute)
      : fail(`${name} rotates it every ${every} days, which is more than ${MOST_DAYS}`, attribute)
    : open !== undefined
      ? (unknownValue(from, path, open) ?? unknown(`${name}: its schedule cannot be told`, attribute))
      : asText(schedule)?.startsWith("cron(") === true
        ? judgeCron(asText(schedule) ?? "", name, attribute)
        : fail(`${name} has no schedule: ${display(schedule)}`, attribute);
}

/** The days of `rate(10 days)` or `rate(12 hours)`. */
function daysOf(schedule: string | undefined): number | undefined {
  const [, number, unit] = /^rate\((\d+) (hour|day)s?\)$/.exec(schedule?.trim() ?? "") ?? [];
  return number === undefined ? undefined : unit === "day" ? Number(number) : Number(number) / HOURS_A_DAY;
}

/** `cron(minutes hours day-of-month month day-of-week year)`: with every month, it is at least once in each. */
function judgeCron(schedule: string, name: string, attribute: string | undefined): Verdict {
  const [, , , month = ""] = schedule.slice("cron(".length).trim().split(/\s+/);
  return /^(?:\*|1?\/[123]|\*\/[123])$/.test(month)
    ? pass(`${name} rotates it by ${schedule}`, attribute)
    : unknown(`${name}: it cannot be told how often ${schedule} is`, attribute);
}

export const secretRotates = control({
  kind: "resource",
  id: "secret-rotates",
  title: "Secrets are rotated at least every 90 days",
  severity: "medium",
  why: "A secret that somebody copied a year ago still opens the door, and nobody knows who has it.",
  fix: {
    yaml: "database.rotationDays: 30",
    // The password that a database begins with: what rotates is the secret beside it.
    yamlAt: { "aws_secretsmanager_secret.database_bootstrap": undefined },
    terraform: "Add an `aws_secretsmanager_secret_rotation` with `automatically_after_days` of at most 90.",
  },
  references: {
    fsbp: ["SecretsManager.1", "SecretsManager.4"],
    nist: ["AC", "CM", "SC"],
    checkov: ["CKV2_AWS_57", "CKV_AWS_304"],
  },
  types: ["aws_secretsmanager_secret"],
  evaluate: judge,
});
