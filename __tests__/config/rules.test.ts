import { AVAILABILITY_ZONES } from "../../config/aws-limits";
import { STATE_LOG_SUFFIX } from "../../config/backend-rules";
import { type Changes, expectProblems, refusal, refusalOf, ruleCases, yamlOf } from "./support";

const PRIVATE_RANGES = "take a part of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10";
const notPrivate = (cidr: string) =>
  `12  network.cidr must be private address space, /16 to /28, got "${cidr}"; ${PRIVATE_RANGES}`;
const notIpv6 = (cidr: string) => `12  network.cidr must be an IPv4 CIDR block, got "${cidr}"; IPv6 is not supported`;
const SMALL = { "network.publicSubnets.prefixLength": "28", "network.privateSubnets.prefixLength": "28" };

describe("network.cidr", () => {
  test.each(
    ruleCases([
      ["all of the internet", { "network.cidr": "0.0.0.0/0" }, notPrivate("0.0.0.0/0")],
      ["half of the internet", { "network.cidr": "0.0.0.0/1" }, notPrivate("0.0.0.0/1")],
      ["a public block", { "network.cidr": "8.8.0.0/16" }, notPrivate("8.8.0.0/16")],
      ["more than a private range", { "network.cidr": "172.0.0.0/8" }, notPrivate("172.0.0.0/8")],
      ["the neighbour of a private range", { "network.cidr": "172.32.0.0/16" }, notPrivate("172.32.0.0/16")],
      ["the neighbour before it", { "network.cidr": "172.15.0.0/16" }, notPrivate("172.15.0.0/16")],
      ["10/8's end", { "network.cidr": "10.255.0.0/16" }],
      ["172.16/12's end", { "network.cidr": "172.31.0.0/16" }],
      ["192.168/16", { "network.cidr": "192.168.0.0/16" }],
      ["the carriers' range", { "network.cidr": "100.127.0.0/16" }],
      ["the largest", { "network.cidr": "10.0.0.0/16" }],
      [
        "too large",
        { "network.cidr": "10.0.0.0/15" },
        '12  network.cidr must be between /16 and /28, got "10.0.0.0/15"; AWS takes no other size for a VPC',
      ],
      [
        "too small for AWS, and for the subnets",
        { "network.cidr": "10.0.0.0/29", ...SMALL },
        '12  network.cidr must be between /16 and /28, got "10.0.0.0/29"; AWS takes no other size for a VPC',
        '12  network.cidr must have room for its subnets, 2 of /28 (publicSubnets) and 2 of /28 (privateSubnets), got "10.0.0.0/29"; take a larger block, or smaller subnets',
      ],
      ["just large enough for its subnets", { "network.cidr": "10.0.0.0/26", ...SMALL }],
      [
        "too small for one subnet more",
        { "network.cidr": "10.0.0.0/26", "network.zoneCount": "3", ...SMALL },
        '12  network.cidr must have room for its subnets, 3 of /28 (publicSubnets) and 3 of /28 (privateSubnets), got "10.0.0.0/26"; take a larger block, or smaller subnets',
      ],
      [
        "too small for the default subnets",
        { "network.cidr": "10.0.0.0/19" },
        '12  network.cidr must have room for its subnets, 2 of /24 (publicSubnets) and 2 of /20 (privateSubnets), got "10.0.0.0/19"; take a larger block, or smaller subnets',
      ],
      ["IPv6", { "network.cidr": '"fd00::/8"' }, notIpv6("fd00::/8")],
      ["all of IPv6", { "network.cidr": '"::/0"' }, notIpv6("::/0")],
      ["IPv4 within IPv6", { "network.cidr": '"::ffff:10.0.0.0/104"' }, notIpv6("::ffff:10.0.0.0/104")],
      ["an IPv6 address", { "network.cidr": '"2001:db8::1"' }, notIpv6("2001:db8::1")],
    ]),
  )("ALL-1: $title", expectProblems);
});

const zoneHint = (region: keyof typeof AVAILABILITY_ZONES) => `allowed are ${AVAILABILITY_ZONES[region]?.join(", ")}`;

describe("network.zones and zoneCount", () => {
  test.each(
    ruleCases([
      ["zones of the region", { "network.zones": "[us-east-1f, us-east-1a]" }],
      [
        "a zone of another region",
        { "network.zones": "[us-east-1a, us-west-2b]" },
        `13  network.zones[1] must be a zone of us-east-1, got "us-west-2b"; ${zoneHint("us-east-1")}`,
      ],
      [
        "a zone that the region lacks",
        { region: "eu-west-1", "network.zones": "[eu-west-1a, eu-west-1d]" },
        `13  network.zones[1] must be a zone of eu-west-1, got "eu-west-1d"; ${zoneHint("eu-west-1")}`,
      ],
      [
        "a local zone, which needs an opt-in",
        { "network.zones": "[us-east-1a, us-east-1-bos-1a]" },
        `13  network.zones[1] must be a zone of us-east-1, got "us-east-1-bos-1a"; ${zoneHint("us-east-1")}`,
      ],
      [
        "the id of a zone",
        { "network.zones": "[us-east-1a, use1-az2]" },
        `13  network.zones[1] must be a zone of us-east-1, got "use1-az2"; ${zoneHint("us-east-1")}`,
      ],
      [
        "one zone twice, and a wrong one",
        { "network.zones": "[us-east-1a, us-east-1a, x]" },
        '13  network.zones[1] must differ from the zones before it, got "us-east-1a"; name each zone once',
        `13  network.zones[2] must be a zone of us-east-1, got "x"; ${zoneHint("us-east-1")}`,
      ],
      ["a region whose zones differ by account", { region: "us-west-1", "network.zones": "[us-west-1c, us-west-1f]" }],
      [
        "what cannot be a zone there",
        { region: "us-west-1", "network.zones": "[us-west-1, us-west-1g]" },
        '13  network.zones[0] must be a zone of us-west-1, got "us-west-1"; allowed are us-west-1a, us-west-1b, us-west-1c, us-west-1d, us-west-1e, us-west-1f',
        '13  network.zones[1] must be a zone of us-west-1, got "us-west-1g"; allowed are us-west-1a, us-west-1b, us-west-1c, us-west-1d, us-west-1e, us-west-1f',
      ],
      ["as many zones as the region has", { region: "eu-west-1", "network.zoneCount": "3" }],
      [
        "more zones than the region has",
        { region: "eu-west-1", "network.zoneCount": "4" },
        "13  network.zoneCount must be at most 3 zones in eu-west-1, got 4; the others there need an opt-in or do not exist",
      ],
      ["more zones where their number is not known", { region: "us-west-1", "network.zoneCount": "4" }],
      [
        "another number of zones than a list names",
        { region: "eu-west-1", "network.zoneCount": "4", "network.zones": "[eu-west-1a, eu-west-1b]" },
        "13  network.zoneCount must be left out where network.zones lists 2, got 4; it is for zones: auto",
      ],
      [
        "the number of zones that a list names",
        { "network.zoneCount": "2", "network.zones": "[us-east-1a, us-east-1b]" },
      ],
      [
        "zones while the region is wrong",
        { region: "x", "network.zones": "[a, b]" },
        `3  region must be an AWS region, got "x"; allowed are ${Object.keys(AVAILABILITY_ZONES).join(", ")}`,
      ],
    ]),
  )("ALL-1: $title", expectProblems);
});

const PUBLIC = "network.publicSubnets.cidrs";
const PRIVATE = "network.privateSubnets.cidrs";

describe("subnets that are given", () => {
  test.each(
    ruleCases([
      ["in full", { [PUBLIC]: "[10.0.0.0/24, 10.0.1.0/24]", [PRIVATE]: "[10.0.16.0/20, 10.0.32.0/20]" }],
      ["one tier, behind the planned ones", { [PRIVATE]: "[10.0.16.0/20, 10.0.32.0/20]" }],
      [
        "as many as the listed zones",
        {
          "network.zones": "[us-east-1a, us-east-1b, us-east-1c]",
          [PUBLIC]: "[10.0.64.0/24, 10.0.65.0/24, 10.0.66.0/24]",
        },
      ],
      [
        "fewer than zones",
        { [PUBLIC]: "[10.0.0.0/24]" },
        "14  network.publicSubnets.cidrs must have one block for each of the 2 zones, got 1",
      ],
      [
        "more than zones",
        { [PRIVATE]: "[10.0.16.0/20, 10.0.32.0/20, 10.0.48.0/20]" },
        "14  network.privateSubnets.cidrs must have one block for each of the 2 zones, got 3",
      ],
      [
        "outside of the VPC",
        { [PUBLIC]: "[10.0.255.0/24, 10.1.0.0/24]" },
        '14  network.publicSubnets.cidrs[1] must lie within network.cidr "10.0.0.0/16", got "10.1.0.0/24"',
      ],
      [
        "before the VPC",
        { [PUBLIC]: "[9.255.255.0/24, 10.0.255.0/24]" },
        '14  network.publicSubnets.cidrs[0] must lie within network.cidr "10.0.0.0/16", got "9.255.255.0/24"',
      ],
      [
        "overlapping within a tier",
        { [PUBLIC]: "[10.0.64.0/24, 10.0.64.128/25]" },
        '14  network.publicSubnets.cidrs[1] must not overlap network.publicSubnets.cidrs[0] "10.0.64.0/24", got "10.0.64.128/25"',
      ],
      [
        "overlapping across tiers",
        { [PUBLIC]: "[10.0.0.0/24, 10.0.17.0/24]", [PRIVATE]: "[10.0.16.0/20, 10.0.32.0/20]" },
        '16  network.privateSubnets.cidrs[0] must not overlap network.publicSubnets.cidrs[1] "10.0.17.0/24", got "10.0.16.0/20"',
      ],
      [
        "too small for AWS",
        { [PUBLIC]: "[10.0.64.0/28, 10.0.64.16/29]" },
        '14  network.publicSubnets.cidrs[1] must be between /16 and /28, got "10.0.64.16/29"; AWS takes no other size for a subnet',
      ],
      [
        "larger than the VPC",
        { [PUBLIC]: "[10.0.0.0/15, 10.2.0.0/24]" },
        '14  network.publicSubnets.cidrs[0] must be between /16 and /28, got "10.0.0.0/15"; AWS takes no other size for a subnet',
        '14  network.publicSubnets.cidrs[0] must lie within network.cidr "10.0.0.0/16", got "10.0.0.0/15"',
        '14  network.publicSubnets.cidrs[1] must lie within network.cidr "10.0.0.0/16", got "10.2.0.0/24"',
      ],
      ["where the other tier would lie, which is planned around them", { [PRIVATE]: "[10.0.0.0/20, 10.0.32.0/20]" }],
      [
        "where they leave no room for the others",
        { [PUBLIC]: "[10.0.0.0/17, 10.0.192.0/18]", "network.privateSubnets.prefixLength": "18" },
        '12  network.cidr must have room for its subnets, 2 of /18 (privateSubnets) beside publicSubnets.cidrs, got "10.0.0.0/16"; take a larger block, or smaller subnets',
      ],
      [
        "where they leave no room for the public ones",
        { [PRIVATE]: "[10.0.0.0/17, 10.0.128.0/17]" },
        '12  network.cidr must have room for its subnets, 2 of /24 (publicSubnets) beside privateSubnets.cidrs, got "10.0.0.0/16"; take a larger block, or smaller subnets',
      ],
      ["where they leave just enough", { [PRIVATE]: "[10.0.0.0/17, 10.0.128.0/18]" }],
    ]),
  )("ALL-1: $title", expectProblems);
});

const EDGE: Changes = { "application.instanceType": "m7g.large", "edge.allowPlainHttp": "true" };
const roomForEdge = (path: string, rule: string) =>
  `14  network.publicSubnets.${path} ${rule}; a load balancer needs eight free addresses in each of its subnets`;
const roomForEndpoints = (line: number, path: string, rule: string) =>
  `${line}  network.privateSubnets.${path} ${rule}; each endpoint takes an address in each of them`;

describe("room in subnets", () => {
  test.each(
    ruleCases([
      ["just enough for a load balancer", { ...EDGE, "network.publicSubnets.prefixLength": "27" }],
      [
        "too little for a load balancer",
        { ...EDGE, "network.publicSubnets.prefixLength": "28" },
        roomForEdge("prefixLength", "must be at most 27 with edge, got 28"),
      ],
      [
        "too little for a load balancer in a given block",
        { ...EDGE, [PUBLIC]: "[10.0.64.0/27, 10.0.65.0/28]" },
        roomForEdge("cidrs[1]", 'must be /27 or larger with edge, got "10.0.65.0/28"'),
      ],
      ["little without a load balancer", { "network.publicSubnets.prefixLength": "28" }],
      ["just enough for endpoints", { "network.endpoints": "true", "network.privateSubnets.prefixLength": "26" }],
      [
        "too little for endpoints",
        { "network.endpoints": "true", "network.privateSubnets.prefixLength": "27" },
        roomForEndpoints(15, "prefixLength", "must be at most 26 with endpoints: true, got 27"),
      ],
      [
        "too little for endpoints in given blocks",
        { [PRIVATE]: "[10.0.64.0/27, 10.0.65.0/28]", "network.endpoints": "true" },
        roomForEndpoints(14, "cidrs[0]", 'must be /26 or larger with endpoints: true, got "10.0.64.0/27"'),
        roomForEndpoints(14, "cidrs[1]", 'must be /26 or larger with endpoints: true, got "10.0.65.0/28"'),
      ],
      ["little without endpoints", { "network.privateSubnets.prefixLength": "28" }],
    ]),
  )("WEB-ALB-1, MAZ-NET-2: $title", expectProblems);
});

const order = (path: string, rest: string) => `storage.${path} ${rest}`;

describe("storage", () => {
  test.each(
    ruleCases([
      [
        "the least distances",
        {
          "storage.infrequentAccessAfterDays": "40",
          "storage.glacierAfterDays": "70",
          "storage.expireAfterDays": "71",
        },
      ],
      [
        "GLACIER too early",
        { "storage.infrequentAccessAfterDays": "40", "storage.glacierAfterDays": "69" },
        `17  ${order("glacierAfterDays", "must be at least 70 days, 30 more than infrequentAccessAfterDays, got 69; S3 keeps objects 30 days in STANDARD_IA")}`,
      ],
      [
        "expired on arrival",
        { "storage.expireAfterDays": "90" },
        `16  ${order("expireAfterDays", "must be more than 90 days, which is glacierAfterDays, got 90; an object must arrive before it can expire")}`,
      ],
      [
        "the wrong way round, told of at the section where the key is a default",
        { "storage.infrequentAccessAfterDays": "400" },
        `15  ${order("glacierAfterDays", "must be at least 430 days, 30 more than infrequentAccessAfterDays, got 90; S3 keeps objects 30 days in STANDARD_IA")}`,
      ],
      [
        "both",
        { "storage.glacierAfterDays": "59", "storage.expireAfterDays": "58" },
        `16  ${order("glacierAfterDays", "must be at least 60 days, 30 more than infrequentAccessAfterDays, got 59; S3 keeps objects 30 days in STANDARD_IA")}`,
        `17  ${order("expireAfterDays", "must be more than 59 days, which is glacierAfterDays, got 58; an object must arrive before it can expire")}`,
      ],
    ]),
  )("SEC-S3-1: $title", expectProblems);
});

const storage = (allocated: number, max: number): Changes => ({
  "database.allocatedStorageGib": `${allocated}`,
  "database.maxAllocatedStorageGib": `${max}`,
});

describe("database storage", () => {
  test.each(
    ruleCases([
      ["exactly 10 % more", storage(50, 55)],
      ["exactly 10 % more of an uneven number", storage(55, 61)],
      [
        "less than 10 % more",
        storage(50, 54),
        "16  database.maxAllocatedStorageGib must be at least 55 GiB, 10 % more than allocatedStorageGib, got 54; RDS refuses storage autoscaling otherwise",
      ],
      [
        "rounded up",
        storage(55, 60),
        "16  database.maxAllocatedStorageGib must be at least 61 GiB, 10 % more than allocatedStorageGib, got 60; RDS refuses storage autoscaling otherwise",
      ],
      [
        "the default maximum",
        { "database.allocatedStorageGib": "200" },
        "13  database.maxAllocatedStorageGib must be at least 220 GiB, 10 % more than allocatedStorageGib, got 200; RDS refuses storage autoscaling otherwise",
      ],
      ["the most that can still grow", storage(59_578, 65_536)],
      [
        "more than can grow",
        storage(59_579, 65_536),
        "15  database.allocatedStorageGib must be at most 59578 GiB, so that it can grow by 10 % below 65536, got 59579",
      ],
    ]),
  )("LAM-HA-1: $title", expectProblems);
});

const freeStorage = (allocated: number, free: number): Changes => ({
  ...storage(allocated, 200),
  "monitoring.databaseFreeStorageGib": `${free}`,
});

describe("the alarm on free storage", () => {
  test.each(
    ruleCases([
      ["below what there is", freeStorage(20, 19)],
      [
        "at what there is",
        freeStorage(20, 20),
        "18  monitoring.databaseFreeStorageGib must be less than 20 GiB, which is database.allocatedStorageGib, got 20; the alarm would be raised all the time",
      ],
      [
        "above the default",
        { "monitoring.databaseFreeStorageGib": "51" },
        "16  monitoring.databaseFreeStorageGib must be less than 50 GiB, which is database.allocatedStorageGib, got 51; the alarm would be raised all the time",
      ],
      [
        "above what there is while another alarm is wrong",
        { ...freeStorage(20, 20), "monitoring.cpuPercent": "0" },
        "19  monitoring.cpuPercent must be a whole number between 1 and 100 percent, got 0",
      ],
    ]),
  )("WEB-MON-1: $title", expectProblems);
});

const windows = (backup: string, maintenance: string): Changes => ({
  "database.backupWindow": backup,
  "database.maintenanceWindow": maintenance,
});
const overlapping = (backup: string, maintenance: string) =>
  `16  database.maintenanceWindow must not overlap database.backupWindow "${backup}", got "${maintenance}"; RDS refuses that`;

describe("database windows", () => {
  test.each(
    ruleCases([
      ["one right before the other", windows("03:00-04:00", "sun:04:00-sun:04:30")],
      ["one right after the other", windows("04:30-05:00", "sun:04:00-sun:04:30")],
      [
        "a minute of overlap",
        windows("03:00-04:00", "sun:03:59-sun:04:30"),
        overlapping("03:00-04:00", "sun:03:59-sun:04:30"),
      ],
      [
        "a minute of overlap at the other end",
        windows("04:00-05:00", "sun:03:30-sun:04:01"),
        overlapping("04:00-05:00", "sun:03:30-sun:04:01"),
      ],
      ["the same", windows("04:00-05:00", "wed:04:00-wed:05:00"), overlapping("04:00-05:00", "wed:04:00-wed:05:00")],
      [
        "backup within maintenance",
        windows("04:30-05:00", "wed:04:00-wed:06:00"),
        overlapping("04:30-05:00", "wed:04:00-wed:06:00"),
      ],
      [
        "maintenance within backup",
        windows("04:00-06:00", "wed:04:30-wed:05:00"),
        overlapping("04:00-06:00", "wed:04:30-wed:05:00"),
      ],
      [
        "backup over midnight",
        windows("23:30-00:30", "mon:00:15-mon:01:00"),
        overlapping("23:30-00:30", "mon:00:15-mon:01:00"),
      ],
      ["backup over midnight, before maintenance", windows("23:30-00:30", "mon:00:30-mon:01:00")],
      [
        "maintenance over midnight",
        windows("00:00-01:00", "mon:23:30-tue:00:30"),
        overlapping("00:00-01:00", "mon:23:30-tue:00:30"),
      ],
      [
        "maintenance over the week's end",
        windows("00:00-01:00", "sun:23:30-mon:00:30"),
        overlapping("00:00-01:00", "sun:23:30-mon:00:30"),
      ],
      ["maintenance over the week's end, before backup", windows("00:30-01:00", "sun:23:30-mon:00:30")],
      [
        "both over the week's end",
        windows("23:00-00:10", "sun:23:50-mon:00:30"),
        overlapping("23:00-00:10", "sun:23:50-mon:00:30"),
      ],
      ["the shortest", windows("03:00-03:30", "sun:04:30-sun:05:00")],
      [
        "too short",
        windows("03:00-03:29", "sun:04:30-sun:04:59"),
        '15  database.backupWindow must last 30 to 1439 minutes, got "03:00-03:29"; it lasts 29',
        '16  database.maintenanceWindow must last 30 to 1439 minutes, got "sun:04:30-sun:04:59"; it lasts 29',
      ],
      [
        "no time at all",
        windows("03:00-03:00", "sun:04:30-sun:05:00"),
        '15  database.backupWindow must last 30 to 1439 minutes, got "03:00-03:00"; it lasts 0',
      ],
      ["just less than a day", windows("12:00-12:30", "mon:12:31-tue:12:00")],
      [
        "a day",
        windows("03:00-03:30", "mon:04:00-tue:04:00"),
        '16  database.maintenanceWindow must last 30 to 1439 minutes, got "mon:04:00-tue:04:00"; it lasts 1440',
      ],
      [
        "a week but a minute",
        windows("03:00-03:30", "mon:04:00-mon:03:59"),
        '16  database.maintenanceWindow must last 30 to 1439 minutes, got "mon:04:00-mon:03:59"; it lasts 10079',
      ],
    ]),
  )("SEC-DB-1: $title", expectProblems);

  test.each(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])("SEC-DB-1: backup happens on %s, too", (day) => {
    const maintenance = `${day}:03:30-${day}:04:30`;
    expect(refusalOf(yamlOf(windows("03:00-04:00", maintenance)))).toBe(
      refusal([overlapping("03:00-04:00", maintenance)]),
    );
  });
});

describe("the rest of the database", () => {
  test.each(
    ruleCases([
      ["rdsManaged", { "database.credentials": "rdsManaged" }],
      ["a version of a password of ours", { "database.credentials": "generated", "database.passwordVersion": "2" }],
      [
        "a version of RDS's own password",
        { "database.credentials": "rdsManaged", "database.passwordVersion": "2" },
        "16  database.passwordVersion must be 1 with credentials: rdsManaged, got 2; RDS makes and rotates the password, so remove it",
      ],
      [
        "a class that the region lacks",
        { region: "ca-west-1", "database.instanceClass": "db.t4g.large" },
        '14  database.instanceClass must be a class that ca-west-1 has, got "db.t4g.large"; take db.t3.large',
      ],
      ["the class that it has instead", { region: "ca-west-1", "database.instanceClass": "db.t3.large" }],
      ["that class elsewhere", { region: "ca-central-1", "database.instanceClass": "db.t4g.large" }],
    ]),
  )("SEC-DB-1: $title", expectProblems);
});

const PRODUCTION: Changes = { stage: "production" };
const micro = (instanceClass: string) =>
  `14  database.instanceClass must not be a burstable micro or small class in production, got "${instanceClass}"; take db.t4g.medium or larger, or say so with allowBurstableMicro: true`;

describe("production", () => {
  test.each(
    ruleCases([
      ["as it is", PRODUCTION],
      [
        "a test copy",
        { ...PRODUCTION, lifecycle: "ephemeral" },
        '15  lifecycle must be durable in production, got "ephemeral"; a test copy has stage: development',
      ],
      [
        "too few backups",
        { ...PRODUCTION, "database.backupRetentionDays": "6" },
        "15  database.backupRetentionDays must be at least 7 days in production, got 6",
      ],
      ["few enough", { ...PRODUCTION, "database.backupRetentionDays": "7" }],
      ["a micro class", { ...PRODUCTION, "database.instanceClass": "db.t4g.micro" }, micro("db.t4g.micro")],
      ["a small class", { ...PRODUCTION, "database.instanceClass": "db.t3.small" }, micro("db.t3.small")],
      [
        "a micro class, and saying so",
        { ...PRODUCTION, "database.instanceClass": "db.t4g.micro", "database.allowBurstableMicro": "true" },
      ],
      ["a burstable class that is larger", { ...PRODUCTION, "database.instanceClass": "db.t3.medium" }],
      [
        "all of it",
        {
          ...PRODUCTION,
          lifecycle: "ephemeral",
          "database.instanceClass": "db.t4g.micro",
          "database.backupRetentionDays": "1",
        },
        micro("db.t4g.micro"),
        "15  database.backupRetentionDays must be at least 7 days in production, got 1",
        '16  lifecycle must be durable in production, got "ephemeral"; a test copy has stage: development',
      ],
    ]),
  )("LAM-HA-1: $title", expectProblems);

  test.each(["staging", "development"])("SEC-EPH-1: %s may have all of it", (stage) => {
    expectProblems({
      changes: {
        stage,
        lifecycle: "ephemeral",
        "database.instanceClass": "db.t4g.micro",
        "database.backupRetentionDays": "1",
      },
      problems: [],
    });
  });

  it("a database that is wrong does not hide the rest", () => {
    expectProblems({
      changes: { ...PRODUCTION, lifecycle: "ephemeral", "database.port": "1" },
      problems: [
        "15  database.port must be a whole number between 1150 and 65535 (a TCP port), got 1",
        '16  lifecycle must be durable in production, got "ephemeral"; a test copy has stage: development',
      ],
    });
  });
});

const S3: Changes = { "backend.type": "s3", "backend.bucket": "example-state", "backend.region": "us-east-1" };
const KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";

describe("backend", () => {
  test.each(
    ruleCases([
      ["in another region of the partition", { ...S3, "backend.region": "eu-central-1" }],
      [
        "in another partition",
        { ...S3, region: "us-gov-west-1" },
        '18  backend.region must be in the partition of us-gov-west-1, aws-us-gov, got "us-east-1"; it is in aws, whose accounts are others',
      ],
      ["in China, both", { ...S3, region: "cn-north-1", "backend.region": "cn-northwest-1" }],
      [
        "a key in another region",
        { ...S3, "backend.kmsKeyArn": `arn:aws:kms:eu-west-1:111111111111:key/${KEY_ID}` },
        `19  backend.kmsKeyArn must begin with arn:aws:kms:us-east-1:, got "arn:aws:kms:eu-west-1:111111111111:key/${KEY_ID}"; S3 takes keys of the bucket's own region only`,
      ],
      [
        "a key in another partition",
        { ...S3, "backend.kmsKeyArn": `arn:aws-cn:kms:us-east-1:111111111111:key/${KEY_ID}` },
        `19  backend.kmsKeyArn must begin with arn:aws:kms:us-east-1:, got "arn:aws-cn:kms:us-east-1:111111111111:key/${KEY_ID}"; S3 takes keys of the bucket's own region only`,
      ],
      ["the longest name of a bucket", { ...S3, "backend.bucket": "b".repeat(63) }],
      [
        "the longest name of a bucket that is made",
        { ...S3, "backend.bucket": "b".repeat(58), "backend.createBucket": "true" },
      ],
      [
        "a longer one",
        { ...S3, "backend.bucket": "b".repeat(59), "backend.createBucket": "true" },
        `17  backend.bucket must have at most 58 characters with createBucket: true, got "${"b".repeat(59)}"; its log bucket is named after it, with ${STATE_LOG_SUFFIX}`,
      ],
    ]),
  )("ALL-1: $title", expectProblems);
});
