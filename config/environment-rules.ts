import { AVAILABILITY_ZONES, BURSTABLE_MICRO_PATTERN, LIMITS } from "./aws-limits";
import { type CidrBlock, contains, isPrivate, overlaps, parseCidr } from "./cidr";
import type { Environment } from "./environment";
import type { Violation } from "./load";
import { nameViolations } from "./names";
import { quoted } from "./problems";
import { planSubnets, type SubnetTierName, zoneCountOf } from "./subnets";

type Sections = Partial<Environment>;

/** Every rule between values of one environment; a rule is silent while a section that it needs is not right yet. */
export function environmentProblems(environment: Sections): Violation[] {
  return [
    ...networkRules(environment),
    ...storageRules(environment),
    ...databaseRules(environment),
    ...stageRules(environment),
    ...nameViolations(environment),
  ];
}

function networkRules({ network, region }: Sections): Violation[] {
  if (network === undefined) {
    return [];
  }
  const block = parseCidr(network.cidr);
  const { min, max } = LIMITS.vpcPrefixLength;
  const violations: Violation[] = [];
  if (block.prefixLength < min || block.prefixLength > max) {
    violations.push({
      path: ["network", "cidr"],
      message: `network.cidr must be a block between /${min} and /${max}, got ${quoted(network.cidr)}; AWS takes no other size for a VPC`,
    });
  }
  if (!isPrivate(block)) {
    violations.push({
      path: ["network", "cidr"],
      message: `network.cidr must be private address space, got ${quoted(network.cidr)}; use a block of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16`,
    });
  }
  return [...violations, ...zoneRules(network, region), ...subnetRules(network, block)];
}

function zoneRules(network: Environment["network"], region: Environment["region"] | undefined): Violation[] {
  if (network.zones === "auto" || region === undefined) {
    return [];
  }
  const known: readonly string[] | undefined = AVAILABILITY_ZONES[region];
  const path = (index: number) => ["network", "zones", index];
  return network.zones.flatMap((zone, index, all) => {
    if (all.indexOf(zone) !== index) {
      return [
        {
          path: path(index),
          message: `network.zones[${index}] must differ from the others, got ${quoted(zone)} again; name each zone once`,
        },
      ];
    }
    const hint = known === undefined ? `zones of ${region} begin with ${region}` : `${region} has ${known.join(", ")}`;
    const belongs = known === undefined ? zone.startsWith(region) : known.includes(zone);
    return belongs
      ? []
      : [
          {
            path: path(index),
            message: `network.zones[${index}] must be a zone of ${region}, got ${quoted(zone)}; ${hint}`,
          },
        ];
  });
}

function subnetRules(network: Environment["network"], vpc: CidrBlock): Violation[] {
  const zones = zoneCountOf(network);
  const given = (["publicSubnets", "privateSubnets"] as const).flatMap((tier) =>
    (network[tier].cidrs ?? []).map((cidr, index) => ({ tier, index, cidr, block: parseCidr(cidr) })),
  );
  const violations: Violation[] = (["publicSubnets", "privateSubnets"] as const).flatMap((tier) => {
    const count = network[tier].cidrs?.length;
    return count === undefined || count === zones
      ? []
      : [
          {
            path: ["network", tier, "cidrs"],
            message: `network.${tier}.cidrs must have one block for each of the ${zones} zones, got ${count}`,
          },
        ];
  });
  given.forEach(({ tier, index, cidr, block }, position) => {
    const name = `network.${tier}.cidrs[${index}]`;
    const path = ["network", tier, "cidrs", index];
    const { min, max } = LIMITS.subnetPrefixLength;
    if (!contains(vpc, block)) {
      violations.push({
        path,
        message: `${name} must lie within network.cidr ${quoted(network.cidr)}, got ${quoted(cidr)}`,
      });
    }
    if (block.prefixLength < min || block.prefixLength > max) {
      violations.push({
        path,
        message: `${name} must be a block between /${min} and /${max}, got ${quoted(cidr)}; AWS takes no other size for a subnet`,
      });
    }
    const other = given.slice(0, position).find((earlier) => overlaps(earlier.block, block));
    if (other !== undefined) {
      violations.push({
        path,
        message: `${name} must not overlap network.${other.tier}.cidrs[${other.index}] ${quoted(other.cidr)}, got ${quoted(cidr)}`,
      });
    }
  });
  if (violations.length === 0 && planSubnets(network) === undefined) {
    violations.push({ path: ["network", "cidr"], message: tooSmall(network, zones) });
  }
  return violations;
}

function tooSmall(network: Environment["network"], zones: number): string {
  const tiers: SubnetTierName[] = ["publicSubnets", "privateSubnets"];
  const wanted = tiers.map((tier) => `${zones} of /${network[tier].prefixLength} (${tier})`).join(" and ");
  return `network.cidr must have room for its subnets, ${wanted}, got ${quoted(network.cidr)}; take a larger block or smaller subnets`;
}

function storageRules({ storage }: Sections): Violation[] {
  if (storage === undefined) {
    return [];
  }
  const { infrequentAccessAfterDays, glacierAfterDays, expireAfterDays } = storage;
  const { min } = LIMITS.standardIaMinimumStay;
  return [
    ...(glacierAfterDays >= infrequentAccessAfterDays + min
      ? []
      : [
          {
            path: ["storage", "glacierAfterDays"],
            message: `storage.glacierAfterDays must be at least ${infrequentAccessAfterDays + min} days, ${min} after infrequentAccessAfterDays, got ${glacierAfterDays}; S3 keeps objects ${min} days in STANDARD_IA`,
          },
        ]),
    ...(expireAfterDays > glacierAfterDays
      ? []
      : [
          {
            path: ["storage", "expireAfterDays"],
            message: `storage.expireAfterDays must be more than glacierAfterDays, ${glacierAfterDays} days, got ${expireAfterDays}; an object must arrive before it can expire`,
          },
        ]),
  ];
}

function databaseRules({ database }: Sections): Violation[] {
  if (database === undefined) {
    return [];
  }
  const { allocatedStorageGib, maxAllocatedStorageGib, backupWindow, maintenanceWindow } = database;
  const least = Math.ceil(allocatedStorageGib * 1.1);
  const violations: Violation[] = [];
  if (maxAllocatedStorageGib < least) {
    violations.push({
      path: ["database", "maxAllocatedStorageGib"],
      message: `database.maxAllocatedStorageGib must be at least ${least} GiB, 10 % more than allocatedStorageGib, got ${maxAllocatedStorageGib}; RDS refuses storage autoscaling otherwise`,
    });
  }
  const backup = dailyWindow(backupWindow);
  const maintenance = weeklyWindow(maintenanceWindow);
  for (const [key, window] of [
    ["backupWindow", backup],
    ["maintenanceWindow", maintenance],
  ] as const) {
    if (window.minutes < LIMITS.rdsWindowMinutes.min || window.minutes >= DAY) {
      violations.push({
        path: ["database", key],
        message: `database.${key} must last at least ${LIMITS.rdsWindowMinutes.min} minutes and less than a day, got ${quoted(database[key])}`,
      });
    }
  }
  if (violations.length === 0 && windowsOverlap(backup, maintenance)) {
    violations.push({
      path: ["database", "maintenanceWindow"],
      message: `database.maintenanceWindow must not overlap database.backupWindow ${quoted(backupWindow)}, got ${quoted(maintenanceWindow)}; RDS refuses that`,
    });
  }
  return violations;
}

const DAY = 24 * 60;
const WEEK = 7 * DAY;
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

interface Window {
  readonly start: number;
  readonly minutes: number;
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

function dailyWindow(text: string): Window {
  const [from = "", to = ""] = text.split("-");
  return { start: minuteOf(from), minutes: (minuteOf(to) - minuteOf(from) + DAY) % DAY };
}

function weeklyWindow(text: string): Window {
  const [start = 0, end = 0] = text
    .split("-")
    .map((part) => DAYS.indexOf(part.slice(0, 3)) * DAY + minuteOf(part.slice(4)));
  return { start, minutes: (end - start + WEEK) % WEEK };
}

/** A daily window happens on every day of the week, so the weekly one is held against each of them. */
function windowsOverlap(daily: Window, weekly: Window): boolean {
  return DAYS.some((_, day) => {
    const distance = (weekly.start - (day * DAY + daily.start) + WEEK) % WEEK;
    return distance < daily.minutes || WEEK - distance < weekly.minutes;
  });
}

function stageRules({ stage, lifecycle, database }: Sections): Violation[] {
  if (stage !== "production") {
    return [];
  }
  const violations: Violation[] = [];
  if (lifecycle === "ephemeral") {
    violations.push({
      path: ["lifecycle"],
      message: `lifecycle must be "durable" in production, got "ephemeral"; a test copy has stage: development`,
    });
  }
  if (database !== undefined) {
    const { min } = LIMITS.productionBackupRetentionDays;
    if (database.backupRetentionDays < min) {
      violations.push({
        path: ["database", "backupRetentionDays"],
        message: `database.backupRetentionDays must be at least ${min} days in production, got ${database.backupRetentionDays}`,
      });
    }
    if (!database.allowBurstableMicro && BURSTABLE_MICRO_PATTERN.test(database.instanceClass)) {
      violations.push({
        path: ["database", "instanceClass"],
        message: `database.instanceClass must not be a burstable micro or small class in production, got ${quoted(database.instanceClass)}; take db.t4g.medium or larger, or say so with allowBurstableMicro: true`,
      });
    }
  }
  return violations;
}
