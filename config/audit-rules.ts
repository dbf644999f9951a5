import { ALWAYS_CONFIG_RULES, LIMITS, REGION_PARTITIONS } from "./aws-limits";
import { areRight, type Sections } from "./known-sections";
import { runsDaily } from "./schedules";
import { sentence, type Violation, violation } from "./sentences";

/** The rules of what watches: Config's rules, their counting, and logs that nobody may change. */
export function auditRules(sections: Sections): Violation[] {
  return [configRuleRules, watchedRules, countingRules, administratorRules, objectLockRules].flatMap((rules) =>
    rules(sections),
  );
}

const CONFIG_RULES = ["audit", "configRules"];

function configRuleRules({ audit, baseline }: Sections): Violation[] {
  const configRules = audit?.configRules ?? [];
  if (baseline?.config === "external" && configRules.length > 0) {
    return [
      violation(
        CONFIG_RULES,
        "must be empty with baseline.config: external",
        configRules.map(({ identifier }) => identifier),
        "who manages the recorder manages its rules",
      ),
    ];
  }
  const identifiers = configRules.map(({ identifier }) => identifier);
  const always: readonly string[] = ALWAYS_CONFIG_RULES;
  return identifiers.flatMap((identifier, index) => {
    const path = [...CONFIG_RULES, index, "identifier"];
    if (always.includes(identifier)) {
      return [violation(path, "must differ from the rules that always exist", identifier, "remove it")];
    }
    return identifiers.indexOf(identifier) < index
      ? [violation(path, "must differ from the rules before it", identifier, "remove one of the two")]
      : [];
  });
}

/** The function that counts finds nothing at all where it is to watch more rules than it takes. */
function watchedRules({ audit }: Sections): Violation[] {
  const { max, unit } = LIMITS.watchedConfigRules;
  const watched = (audit?.configRules ?? []).filter(({ alarm }) => alarm).length;
  return watched <= max
    ? []
    : [
        {
          path: CONFIG_RULES,
          message: sentence(CONFIG_RULES, `must have at most ${max} ${unit} with alarm: true`, {
            got: `${watched}`,
            hint: "each costs a call whenever findings are counted, so watch those that matter most",
          }),
        },
      ];
}

/** The function that counts must run daily: an alarm on its silence looks back a day. */
function countingRules(sections: Sections): Violation[] {
  if (!areRight(sections, "compliance")) {
    return [];
  }
  const { compliance, audit } = sections;
  if (compliance !== false) {
    return runsDaily(compliance.schedule)
      ? []
      : [
          violation(
            ["compliance", "schedule"],
            "must run at least once a day",
            compliance.schedule,
            "the alarm on its silence looks back a day",
          ),
        ];
  }
  return (audit?.configRules ?? []).flatMap(({ alarm }, index) =>
    alarm
      ? [
          violation(
            [...CONFIG_RULES, index, "alarm"],
            "must be false with compliance: false",
            alarm,
            "the function that is left out publishes what the alarm watches",
          ),
        ]
      : [],
  );
}

function administratorRules({ audit, account, region }: Sections): Violation[] {
  if (account === undefined || region === undefined) {
    return [];
  }
  const beginning = `arn:${REGION_PARTITIONS[region]}:iam::${account}:role/`;
  return (audit?.immutableLogs?.logAdministrators ?? []).flatMap((arn, index) =>
    arn.startsWith(beginning)
      ? []
      : [
          violation(
            ["audit", "immutableLogs", "logAdministrators", index],
            `must begin with ${beginning}`,
            arn,
            "log buckets are managed by roles of their own account",
          ),
        ],
  );
}

/** An expiry only hides a locked file: it could still be read by its version, but no query would find it. */
function objectLockRules({ audit, storage }: Sections): Violation[] {
  const days = audit?.immutableLogs?.objectLock?.days;
  return days === undefined || storage === undefined || storage.logExpireAfterDays >= days
    ? []
    : [
        violation(
          ["storage", "logExpireAfterDays"],
          `must be at least ${days} days, which is audit.immutableLogs.objectLock.days`,
          storage.logExpireAfterDays,
          "a locked file that expires is only hidden",
        ),
      ];
}
