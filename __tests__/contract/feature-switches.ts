import { REGION_PARTITIONS } from "../../config/aws-limits";
import { type EnvironmentOverrides, SSH_KEY } from "../support/environments";
import type { Exclusion, Row } from "../support/pairwise";

/** Every switch of the YAML that brings or takes away something, with what can be chosen. */
export const SWITCHES = {
  topology: ["single", "layered"],
  lifecycle: ["production", "durable", "ephemeral"],
  region: ["us-east-1", "us-gov-west-1", "cn-north-1"],
  backend: ["local", "s3", "s3 of its own"],
  outputs: ["snake_case", "PascalCase"],
  keys: ["own", "own apart", "own for some", "existing", "awsManaged"],
  zones: ["auto", "three"],
  egress: ["NAT a zone", "one NAT", "none"],
  endpoints: ["off", "on"],
  flowLogs: ["cloudWatchLogs", "s3"],
  objects: ["kms", "AES256"],
  events: ["off", "on"],
  credentials: ["ephemeral", "rdsManaged", "generated"],
  rotation: ["off", "on"],
  pgaudit: ["off", "on"],
  insights: ["off", "on"],
  osMetrics: ["off", "on"],
  multiAz: ["on", "off"],
  application: ["off", "on"],
  databaseAccess: ["on", "off"],
  objectAccess: ["none", "read", "readWrite"],
  ssh: ["none", "bastion", "trusted"],
  linkedRole: ["exist", "create"],
  bastion: ["off", "closed", "on", "with a key"],
  edge: ["off", "certificate made", "certificate given", "plain HTTP"],
  waf: ["on", "off"],
  backup: ["off", "on", "governance lock", "compliance lock"],
  recoveryCheck: ["off", "on"],
  databaseFunction: ["off", "scheduled", "asked"],
  vpcAccess: ["own", "managed"],
  compliance: ["on", "off", "reserved"],
  logs: ["mutable", "immutable", "governance", "compliance"],
  query: ["athena", "lake", "none"],
  config: ["own", "with an alarm", "external"],
  baseline: ["on", "off"],
  mfaGroup: ["off", "on"],
  cisAlarms: ["on", "off"],
  email: ["off", "on"],
} as const;

/** One choice of each switch. */
export type Switches = Row<typeof SWITCHES>;

/** Choices that cannot be made together: configuration refuses them, or one has no place to be written without the other. */
export interface Exclusive {
  readonly together: Exclusion<typeof SWITCHES>;
  /** What configuration says of them; nothing where they cannot be written. */
  readonly refusal?: RegExp;
}

/** All that exclude each other. */
export const EXCLUSIVE: readonly Exclusive[] = [
  {
    together: { egress: ["none"], endpoints: ["off"] },
    refusal: /network\.endpoints must be true with internetEgress: false, got false/,
  },
  {
    together: { application: ["off"], edge: ["certificate made", "certificate given", "plain HTTP"] },
    refusal: /edge must have an application to lead to/,
  },
  {
    together: { ssh: ["bastion"], bastion: ["off"] },
    refusal: /application\.ssh must not be bastion where there is none/,
  },
  { together: { recoveryCheck: ["on"], backup: ["off"] }, refusal: /recoveryCheck must have backups to look at/ },
  {
    together: { config: ["with an alarm"], compliance: ["off"] },
    refusal: /audit\.configRules\[0\]\.alarm must be false with compliance: false, got true/,
  },
  { together: { application: ["off"], ssh: ["bastion", "trusted"] } },
  { together: { application: ["off"], linkedRole: ["create"] } },
  { together: { application: ["off"], databaseAccess: ["off"] } },
  { together: { application: ["off"], objectAccess: ["read", "readWrite"] } },
  { together: { edge: ["off"], waf: ["off"] } },
  { together: { databaseFunction: ["off"], vpcAccess: ["managed"] } },
];

/** Single settings that need another one, and what configuration says without it. */
export const REFUSED: readonly (readonly [what: string, overrides: EnvironmentOverrides, refusal: RegExp])[] = [
  ["a test copy in production", { lifecycle: "ephemeral" }, /lifecycle must be durable in production, got "ephemeral"/],
  [
    "keys apart that are not made",
    { kms: { mode: "awsManaged", separateKeys: ["rds"] } },
    /kms\.separateKeys must be empty with mode: awsManaged/,
  ],
  [
    "an existing key that is not named",
    { kms: { mode: "existing" } },
    /kms\.existingKeyArn must be given with mode: existing/,
  ],
  [
    "trusted blocks that nothing takes",
    { network: { trustedCidrs: ["203.0.113.0/24"] } },
    /network\.trustedCidrs must be empty where nothing takes SSH/,
  ],
  [
    "a transit gateway that nobody comes by",
    { network: { transitGateway: { id: "tgw-0123456789abcdef0" } } },
    /network\.transitGateway must be left out where no trusted range comes by it/,
  ],
  [
    "SSH without a key",
    { application: { instanceType: "m7g.large", ssh: "bastion" } },
    /application\.sshPublicKey must be given with ssh: bastion/,
  ],
  [
    "HTTP without a certificate that nobody asked for",
    { application: { instanceType: "m7g.large" }, edge: {} },
    /edge\.certificateArn must be given, or domainName with hostedZoneId/,
  ],
  [
    "plain HTTP beside a certificate",
    {
      application: { instanceType: "m7g.large" },
      edge: { domainName: "app.example.com", hostedZoneId: "Z0123456789EXAMPLE", allowPlainHttp: true },
    },
    /edge\.allowPlainHttp must be false where there is a certificate/,
  ],
  [
    "backups that the lock refuses",
    { backup: { deleteAfterDays: 400, lock: { mode: "governance", maxRetentionDays: 365 } } },
    /backup\.deleteAfterDays must be between 30 and 365 days, which is what lock allows/,
  ],
  [
    "a lock on log files that expire before",
    {
      audit: {
        immutableLogs: {
          logAdministrators: ["arn:aws:iam::111111111111:role/deployment"],
          objectLock: { mode: "GOVERNANCE", days: 500 },
        },
      },
    },
    /storage\.logExpireAfterDays must be at least 500 days, which is audit\.immutableLogs\.objectLock\.days/,
  ],
  [
    "rules of a recorder that somebody else has",
    { baseline: { config: "external" } },
    /audit\.configRules must be empty with baseline\.config: external/,
  ],
  [
    "a password version of RDS's own password",
    { database: { credentials: "rdsManaged", passwordVersion: 2 } },
    /database\.passwordVersion must be 1 with credentials: rdsManaged/,
  ],
];

/** What the switches are in the YAML, over that of seccfn. */
export function overridesOf(row: Switches): EnvironmentOverrides {
  const isOn = (key: keyof Switches) => row[key] === "on";
  return {
    region: row.region,
    topology: row.topology,
    stage: row.lifecycle === "production" ? "production" : "development",
    lifecycle: row.lifecycle === "ephemeral" ? "ephemeral" : "durable",
    naming: { outputs: row.outputs },
    backend: backendOf(row),
    kms: keysOf(row),
    network: networkOf(row),
    storage: { encryption: row.objects, events: isOn("events") },
    database: {
      instanceClass: "db.m7g.large",
      credentials: row.credentials,
      rotationDays: isOn("rotation") ? 30 : undefined,
      pgaudit: isOn("pgaudit"),
      performanceInsightsDays: isOn("insights") ? 7 : undefined,
      enhancedMonitoringSeconds: isOn("osMetrics") ? 60 : undefined,
      multiAz: isOn("multiAz"),
    },
    ...applicationOf(row),
    ...(row.bastion === "off" ? {} : { bastion: row.bastion === "with a key" ? { sshPublicKey: SSH_KEY } : {} }),
    ...(row.edge === "off" ? {} : { edge: edgeOf(row) }),
    ...(row.backup === "off" ? {} : { backup: backupOf(row) }),
    ...(isOn("recoveryCheck") ? { recoveryCheck: {} } : {}),
    ...(row.databaseFunction === "off" ? {} : { databaseFunction: databaseFunctionOf(row) }),
    compliance: row.compliance === "off" ? false : row.compliance === "reserved" ? { reservedConcurrency: 2 } : {},
    audit: auditOf(row),
    monitoring: {
      cisAlarms: isOn("cisAlarms"),
      alertEmail: isOn("email") ? "somebody@example.com" : undefined,
    },
    baseline: baselineOf(row),
  };
}

const ACCOUNT = "111111111111";

function arn({ region }: Switches, service: string, resource: string): string {
  const place = service === "iam" ? "" : region;
  return `arn:${REGION_PARTITIONS[region]}:${service}:${place}:${ACCOUNT}:${resource}`;
}

function backendOf({ backend, region }: Switches): EnvironmentOverrides["backend"] {
  return backend === "local"
    ? { type: "local" }
    : { type: "s3", bucket: "example-state", region, createBucket: backend === "s3 of its own" };
}

function keysOf(row: Switches): NonNullable<EnvironmentOverrides["kms"]> {
  switch (row.keys) {
    case "own":
      return { mode: "own", separateKeys: [] };
    case "own apart":
      return { mode: "own", separateKeys: ["s3", "rds", "logs", "ebs", "sns", "secrets", "backup", "sqs", "lambda"] };
    case "own for some":
      return { mode: "own", separateKeys: ["backup", "logs", "ebs"] };
    case "existing":
      return { mode: "existing", existingKeyArn: arn(row, "kms", "key/11111111-2222-3333-4444-555555555555") };
    case "awsManaged":
      return { mode: "awsManaged" };
  }
}

function networkOf(row: Switches): NonNullable<EnvironmentOverrides["network"]> {
  const trusted = [
    ...(row.bastion === "off" || row.bastion === "closed" ? [] : ["203.0.113.0/24"]),
    ...(row.ssh === "trusted" ? ["192.168.10.0/24"] : []),
  ];
  return {
    zoneCount: row.zones === "three" ? 3 : 2,
    internetEgress: row.egress !== "none",
    ...(row.egress === "none" ? {} : { natGateways: row.egress === "one NAT" ? "single" : "perZone" }),
    endpoints: row.endpoints === "on",
    flowLogs: { destination: row.flowLogs },
    trustedCidrs: trusted,
    ...(row.ssh === "trusted" ? { transitGateway: { id: "tgw-0123456789abcdef0" } } : {}),
  };
}

function applicationOf(row: Switches): Pick<EnvironmentOverrides, "application"> {
  const { application, databaseAccess, objectAccess, ssh, linkedRole } = row;
  return application === "off"
    ? {}
    : {
        application: {
          instanceType: "m7g.large",
          databaseAccess: databaseAccess === "on",
          dataBucketAccess: objectAccess,
          ssh,
          ...(ssh === "none" ? {} : { sshPublicKey: SSH_KEY }),
          serviceLinkedRole: linkedRole,
        },
      };
}

function edgeOf(row: Switches): NonNullable<EnvironmentOverrides["edge"]> {
  const waf = row.waf === "off" ? ({ waf: false } as const) : {};
  switch (row.edge) {
    case "certificate given":
      return { certificateArn: arn(row, "acm", "certificate/11111111-2222-3333-4444-555555555555"), ...waf };
    case "plain HTTP":
      return { allowPlainHttp: true, ...waf };
    default:
      return { domainName: "app.example.com", hostedZoneId: "Z0123456789EXAMPLE", ...waf };
  }
}

function backupOf({ backup }: Switches): NonNullable<EnvironmentOverrides["backup"]> {
  const range = { minRetentionDays: 30, maxRetentionDays: 365 } as const;
  switch (backup) {
    case "governance lock":
      return { lock: { mode: "governance", ...range } };
    case "compliance lock":
      return { lock: { mode: "compliance", ...range, changeableForDays: 7 } };
    default:
      return {};
  }
}

function databaseFunctionOf(row: Switches): NonNullable<EnvironmentOverrides["databaseFunction"]> {
  return {
    managedVpcAccessPolicy: row.vpcAccess === "managed",
    ...(row.databaseFunction === "scheduled"
      ? { schedule: "rate(1 hour)" }
      : { invokers: [arn(row, "iam", "role/deployment")] }),
  };
}

function auditOf(row: Switches): NonNullable<EnvironmentOverrides["audit"]> {
  const objectLock =
    row.logs === "governance" || row.logs === "compliance"
      ? {
          objectLock: {
            mode: row.logs === "governance" ? ("GOVERNANCE" as const) : ("COMPLIANCE" as const),
            days: 365,
          },
        }
      : {};
  return {
    query: row.query,
    configRules:
      row.config === "with an alarm"
        ? [{ identifier: "ACCESS_KEYS_ROTATED", description: "Keys are young.", alarm: true }]
        : [],
    immutableLogs:
      row.logs === "mutable" ? undefined : { logAdministrators: [arn(row, "iam", "role/deployment")], ...objectLock },
  };
}

function baselineOf({ config, baseline, mfaGroup }: Switches): NonNullable<EnvironmentOverrides["baseline"]> {
  const isOn = baseline === "on";
  return {
    config: config === "external" ? "external" : "own",
    guardDuty: isOn,
    securityHub: isOn,
    accessAnalyzer: isOn,
    ebsEncryption: isOn,
    s3PublicAccessBlock: isOn,
    passwordPolicy: isOn ? {} : false,
    mfaGroup: mfaGroup === "on",
  };
}
