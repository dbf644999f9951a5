import { type Attributes, asNumber, isUnset } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { attributeOf, unknownValue, worst } from "../../support/attributes";

/** Days that a backup is kept at least: AWS's Config rule `backup-plan-min-frequency-and-min-retention-check` asks for them. */
const DAYS = 35;
/** Days that AWS keeps, and bills, a backup in cold storage at least. */
const COLD_DAYS = 90;
const DELETE = "lifecycle.delete_after";
const COLD = "lifecycle.cold_storage_after";

function judgeRule(rule: Attributes): Verdict {
  const [ends, cold] = [rule.get(DELETE), rule.get(COLD)];
  const [days, coldDays] = [asNumber(ends), asNumber(cold)];
  const where = attributeOf(rule, DELETE);
  const open = unknownValue(rule, DELETE, ends) ?? unknownValue(rule, COLD, cold);
  if (days !== undefined && days > 0 && days < DAYS) {
    return fail(`${where} is ${days}: backups end before ${DAYS} days`, where);
  }
  if (days !== undefined && days > 0 && coldDays !== undefined && coldDays > 0 && days < coldDays + COLD_DAYS) {
    return fail(
      `${where} is ${days}, less than ${COLD_DAYS} days after ${coldDays} in cold storage: AWS refuses it`,
      where,
    );
  }
  return open ?? pass(isUnset(ends) ? "backups never end" : `backups are kept for ${days} days`, where);
}

export const backupKeptLongEnough = control({
  kind: "resource",
  id: "backup-kept-long-enough",
  title: `Backups are kept for ${DAYS} days`,
  severity: "medium",
  why: "Damage is often found weeks later: by then short-lived backups hold nothing but the damage.",
  fix: {
    yaml: "backup.deleteAfterDays: 120",
    terraform: `Set \`lifecycle { delete_after }\` of each rule to ${DAYS} or more, and to ${COLD_DAYS} more than \`cold_storage_after\`.`,
  },
  references: { nist: ["CP"] },
  types: ["aws_backup_plan"],
  evaluate: (plan) => {
    const { items, unknown } = plan.blocks("rule");
    const open = unknown === undefined ? undefined : unknownValue(plan, "rule", unknown);
    return worst([...items.map(judgeRule), ...(open === undefined ? [] : [open])]);
  },
});
