import { ALWAYS_CONFIG_RULES } from "../../config/aws-limits";
import { type Changes, expectProblems, type RuleCase, ruleCases } from "./support";

const rules = (...identifiers: string[]): Changes => ({
  "audit.configRules": `[${identifiers.map((identifier) => `{ identifier: ${identifier}, description: x }`).join(", ")}]`,
});

describe("audit.configRules", () => {
  test.each(
    ruleCases([
      ["different ones", rules("VPC_FLOW_LOGS_ENABLED", "EC2_EBS_ENCRYPTION_BY_DEFAULT")],
      [
        "one twice",
        rules("VPC_FLOW_LOGS_ENABLED", "EC2_EBS_ENCRYPTION_BY_DEFAULT", "VPC_FLOW_LOGS_ENABLED"),
        '16  audit.configRules[2].identifier must differ from the rules before it, got "VPC_FLOW_LOGS_ENABLED"; remove one of the two',
      ],
      ...ALWAYS_CONFIG_RULES.map(
        (identifier): RuleCase => [
          `${identifier}, which always exists`,
          rules(identifier),
          `16  audit.configRules[0].identifier must differ from the rules that always exist, got "${identifier}"; remove it`,
        ],
      ),
    ]),
  )("SEC-CFG-2: $title", expectProblems);
});

describe("rules of Config where somebody else records", () => {
  const EXTERNAL: Changes = { "baseline.config": "external" };

  test.each(
    ruleCases([
      ["none", EXTERNAL],
      [
        "some",
        { ...EXTERNAL, ...rules("VPC_FLOW_LOGS_ENABLED", "RDS_STORAGE_ENCRYPTED") },
        '18  audit.configRules must be empty with baseline.config: external, got ["VPC_FLOW_LOGS_ENABLED","RDS_STORAGE_ENCRYPTED"]; who manages the recorder manages its rules',
      ],
      [
        "some while the baseline is wrong",
        { "baseline.config": "external", "baseline.guardDuty": "1", ...rules("VPC_FLOW_LOGS_ENABLED") },
        "17  baseline.guardDuty must be true or false, got 1",
      ],
    ]),
  )("WEB-CFG-1: $title", expectProblems);
});

const watched = (...alarms: boolean[]): Changes => ({
  "audit.configRules": `[${alarms.map((alarm, index) => `{ identifier: RULE_${index}, description: x, alarm: ${alarm} }`).join(", ")}]`,
});

describe("the function that counts", () => {
  test.each(
    ruleCases([
      ["left out", { compliance: "false" }],
      ["left out, with rules that nothing watches", { compliance: "false", ...watched(false) }],
      ["there, with a rule that is watched", watched(true)],
      ["there, with as many as it takes", watched(...Array.from({ length: 25 }, () => true), false)],
      [
        "there, with more than it takes",
        watched(...Array.from({ length: 26 }, () => true)),
        "16  audit.configRules must have at most 25 rules with alarm: true, got 26; each costs a call whenever findings are counted, so watch those that matter most",
      ],
      [
        "left out, with rules that are watched",
        { compliance: "false", ...watched(true, false, true) },
        "17  audit.configRules[0].alarm must be false with compliance: false, got true; the function that is left out publishes what the alarm watches",
        "17  audit.configRules[2].alarm must be false with compliance: false, got true; the function that is left out publishes what the alarm watches",
      ],
      [
        "left out while the audit is wrong",
        { compliance: "false", "audit.query": "lakes" },
        '17  audit.query must be one of athena, lake, none, got "lakes"; did you mean "lake"?',
      ],
      [
        "wrong by itself",
        { "compliance.schedule": "rate(7 days)", "compliance.reservedConcurrency": "0" },
        "17  compliance.reservedConcurrency must be a whole number between 1 and 10000 runs, got 0",
      ],
      ["daily", { "compliance.schedule": '"cron(30 5 * * ? *)"' }],
      [
        "on working days",
        { "compliance.schedule": '"cron(0/15 8-18 ? * MON-FRI *)"' },
        '16  compliance.schedule must run at least once a day, got "cron(0/15 8-18 ? * MON-FRI *)"; the alarm on its silence looks back a day',
      ],
    ]),
  )("SEC-MON-2: $title", expectProblems);
});

const ROLE = "arn:aws:iam::111111111111:role/log-administrator";
const immutable = (...arns: string[]): Changes => ({
  "audit.immutableLogs.logAdministrators": `[${arns.map((arn) => `"${arn}"`).join(", ")}]`,
});
const notOurs = (arn: string, index: number, beginning = "arn:aws:iam::111111111111:role/") =>
  `17  audit.immutableLogs.logAdministrators[${index}] must begin with ${beginning}, got "${arn}"; log buckets are managed by roles of their own account`;
const lockedFor = (days: string, expiry?: string): Changes => ({
  ...immutable(ROLE),
  "audit.immutableLogs.objectLock.days": days,
  ...(expiry === undefined ? {} : { "storage.logExpireAfterDays": expiry }),
});

describe("immutable logs", () => {
  test.each(
    ruleCases([
      ["administered by roles of the account", immutable(ROLE, "arn:aws:iam::111111111111:role/path/deployment")],
      [
        "administered from another account",
        immutable(ROLE, ROLE.replace("111111111111", "222222222222")),
        notOurs(ROLE.replace("111111111111", "222222222222"), 1),
      ],
      [
        "administered from another partition",
        { ...immutable(ROLE), region: "us-gov-west-1" },
        notOurs(ROLE, 0, "arn:aws-us-gov:iam::111111111111:role/"),
      ],
      [
        "administered from another account while the account is wrong",
        { ...immutable(ROLE.replace("111111111111", "222222222222")), account: "x" },
        '2  account must be the 12 digits of an AWS account, in quotes, got "x"; for example "111111111111"',
      ],
      [
        "administered from another account while the region is wrong",
        { ...immutable(ROLE.replace("111111111111", "222222222222")), region: "us-east1" },
        '3  region must be an AWS region, got "us-east1"; did you mean "us-east-1"?',
      ],
      ["locked until they expire", lockedFor("400")],
      ["locked until they expire, as long as is asked", lockedFor("7", "7")],
      ["expiring early, without a lock", { ...immutable(ROLE), "storage.logExpireAfterDays": "1" }],
      [
        "locked longer than the default expiry",
        lockedFor("401"),
        "1  storage.logExpireAfterDays must be at least 401 days, which is audit.immutableLogs.objectLock.days, got 400; a locked file that expires is only hidden",
      ],
      [
        "locked longer than the expiry while the storage is wrong",
        { ...lockedFor("401"), "storage.glacierAfterDays": "0" },
        "21  storage.glacierAfterDays must be a whole number between 1 and 36500 days, got 0",
      ],
      [
        "locked longer by default than the expiry",
        { ...immutable(ROLE), "audit.immutableLogs.objectLock": "{}", "storage.logExpireAfterDays": "364" },
        "20  storage.logExpireAfterDays must be at least 365 days, which is audit.immutableLogs.objectLock.days, got 364; a locked file that expires is only hidden",
      ],
    ]),
  )("ENT-CT-1: $title", expectProblems);
});
