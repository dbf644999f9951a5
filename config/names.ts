import type { Environment } from "./environment";
import type { Sections } from "./known-sections";
import { NAME_RULES, type NameType } from "./name-rules";
import { formatPath, quoted, sentence, type Violation } from "./sentences";

export { UNIQUE_SUFFIX_DIGITS } from "./name-rules";

/** What the naming rule needs of an environment. */
export type NamingContext = Pick<Environment, "name" | "region" | "naming">;

/** Every name of an environment that has one place in AWS: its resource type and its job. */
export const NAMED = {
  masterKey: ["kms-alias", "Master"],
  stateKey: ["kms-alias", "State"],
  s3Key: ["kms-alias", "S3"],
  rdsKey: ["kms-alias", "RDS"],
  logsKey: ["kms-alias", "Logs"],
  ebsKey: ["kms-alias", "EBS"],
  snsKey: ["kms-alias", "SNS"],
  secretsKey: ["kms-alias", "Secrets"],
  backupKey: ["kms-alias", "Backup"],
  sqsKey: ["kms-alias", "SQS"],
  lambdaKey: ["kms-alias", "Lambda"],
  accessLogBucket: ["s3-bucket", "Access-Logs"],
  trailBucket: ["s3-bucket", "CloudTrail"],
  configBucket: ["s3-bucket", "Config"],
  queryResultBucket: ["s3-bucket", "Query-Results"],
  dataBucket: ["s3-bucket", "Data"],
  flowLogBucket: ["s3-bucket", "Flow-Logs"],
  loadBalancerLogBucket: ["s3-bucket", "LB-Logs"],
  alertTopic: ["sns-topic", "Security-Alerts"],
  trail: ["cloudtrail", ""],
  trailLogGroup: ["log-group", "CloudTrail"],
  trailRole: ["iam-role", "CloudTrail-CloudWatch"],
  trailPolicy: ["iam-policy", "CloudTrail-CloudWatch"],
  eventDataStore: ["event-data-store", "CloudTrail"],
  queryWorkgroup: ["athena-workgroup", "CloudTrail"],
  queryDatabase: ["glue-database", "CloudTrail"],
  configRole: ["iam-role", "Config"],
  configPolicy: ["iam-policy", "Config"],
  configRecorder: ["config-recorder", ""],
  deliveryChannel: ["config-delivery-channel", ""],
  accessAnalyzer: ["accessanalyzer", ""],
  mfaGroup: ["iam-group", "MFA-Required"],
  mfaPolicy: ["iam-policy", "MFA-Required"],
  vpc: ["vpc", ""],
  internetGateway: ["internet-gateway", ""],
  flowLogGroup: ["log-group", "Flow-Logs"],
  flowLogRole: ["iam-role", "Flow-Logs"],
  flowLogPolicy: ["iam-policy", "Flow-Logs"],
  endpointSecurityGroup: ["security-group", "Endpoints"],
  transitGatewayAttachment: ["transit-gateway-attachment", ""],
  bastion: ["ec2-instance", "Bastion"],
  bastionRole: ["iam-role", "Bastion"],
  bastionProfile: ["instance-profile", "Bastion"],
  bastionSecurityGroup: ["security-group", "Bastion"],
  bastionKeyPair: ["key-pair", "Bastion"],
  bastionLogGroup: ["log-group", "Bastion"],
  bastionAgent: ["agent-parameter", "Bastion"],
  dataEventLogGroup: ["event-log-group", "Data"],
  dataEventRule: ["event-rule", "Data-Events"],
  dataEventPolicy: ["log-resource-policy", "Data-Events"],
  databaseInstance: ["db-instance", "Main"],
  databaseEvents: ["db-event-subscription", "Main"],
  databaseMonitoringRole: ["iam-role", "RDS-Monitoring"],
  databaseSubnetGroup: ["db-subnet-group", "Main"],
  databaseParameterGroup: ["db-parameter-group", "Main"],
  databaseSecurityGroup: ["security-group", "Database"],
  databaseBootstrapSecret: ["secret", "Database-Bootstrap"],
  databaseSecret: ["secret", "Database"],
  complianceFunction: ["lambda-function", "Compliance"],
  complianceRole: ["iam-role", "Lambda"],
  compliancePolicy: ["iam-policy", "Lambda"],
  complianceSecurityGroup: ["security-group", "Lambda"],
  complianceDeadLetters: ["sqs-queue", "Compliance-Dead-Letters"],
  complianceSchedule: ["event-rule", "Compliance-Schedule"],
  databaseFunction: ["lambda-function", "Database"],
  databaseFunctionRole: ["iam-role", "Database-Lambda"],
  databaseFunctionPolicy: ["iam-policy", "Database-Lambda"],
  databaseFunctionDeadLetters: ["sqs-queue", "Database-Dead-Letters"],
  databaseFunctionSchedule: ["event-rule", "Database-Schedule"],
  rotationFunction: ["lambda-function", "Rotation"],
  rotationRole: ["iam-role", "Rotation-Lambda"],
  rotationPolicy: ["iam-policy", "Rotation-Lambda"],
  rotationSecurityGroup: ["security-group", "Rotation-Lambda"],
  rotationDeadLetters: ["sqs-queue", "Rotation-Dead-Letters"],
  recoveryFunction: ["lambda-function", "Recovery-Check"],
  recoveryRole: ["iam-role", "Recovery-Lambda"],
  recoveryPolicy: ["iam-policy", "Recovery-Lambda"],
  recoveryDeadLetters: ["sqs-queue", "Recovery-Dead-Letters"],
  recoverySchedule: ["event-rule", "Recovery-Schedule"],
  backupVault: ["backup-vault", ""],
  backupPlan: ["backup-plan", ""],
  backupSelection: ["backup-selection", "Tagged"],
  backupRole: ["iam-role", "Backup"],
  backupPolicy: ["iam-policy", "Backup"],
  applicationRole: ["iam-role", "Application"],
  applicationPolicy: ["iam-policy", "Application"],
  applicationProfile: ["instance-profile", "Application"],
  applicationSecurityGroup: ["security-group", "Application"],
  applicationKeyPair: ["key-pair", "Application"],
  applicationLogGroup: ["log-group", "Application"],
  applicationAgent: ["agent-parameter", "Application"],
  applicationTemplate: ["launch-template", "Application"],
  applicationGroup: ["autoscaling-group", "Application"],
  loadBalancer: ["load-balancer", ""],
  loadBalancerSecurityGroup: ["security-group", "LB"],
  targetGroup: ["target-group", ""],
  webAcl: ["web-acl", ""],
  webAclLogGroup: ["waf-log-group", ""],
  configAlertRule: ["event-rule", "Config-Non-Compliant"],
  guardDutyAlertRule: ["event-rule", "GuardDuty-Findings"],
  dashboard: ["dashboard", "Security"],
} as const satisfies Record<string, readonly [NameType, string]>;

/** The key of a name of which an environment has just one. */
export type NameKey = keyof typeof NAMED;

/** Makes the names of one environment by its naming rule. */
export class Names {
  public constructor(private readonly context: NamingContext) {}

  /** The name of a thing of which the environment has just one. A bucket's still lacks its random suffix. */
  public get(key: NameKey): string {
    const [type, name] = NAMED[key];
    return this.of(type, name);
  }

  /**
   * The name of a thing by its type and its job.
   *
   * @throws Error when AWS would refuse the name
   */
  public of(type: NameType, name: string): string {
    const made = makeName(this.context, type, name);
    const refusal = nameRefusal(made, type, this.context.naming);
    if (refusal !== undefined) {
      throw new Error(refusal.message);
    }
    return made;
  }

  /** The name of a Config rule. */
  public configRule(identifier: string): string {
    return this.of("config-rule", this.inWords(identifier));
  }

  /** `S3_BUCKET_LOGGING_ENABLED` as `S3-Bucket-Logging-Enabled`. */
  public inWords(identifier: string): string {
    return inWords(identifier);
  }

  /** The first words of metric namespaces and the like. */
  public get prefix(): string {
    return this.context.naming.prefix;
  }
}

/** How the keys of names begin that belong to a section which can be left out; all other names every environment may need. */
const SECTION_OF_NAMES = {
  application: "application",
  backup: "backup",
  bastion: "bastion",
  compliance: "compliance",
  databaseFunction: "databaseFunction",
  loadBalancer: "edge",
  recovery: "recoveryCheck",
  targetGroup: "edge",
  webAcl: "edge",
} as const satisfies Readonly<Record<string, keyof Environment>>;

/** The names, each with its section. */
const MADE = Object.entries(NAMED).map(([key, [type, job]]) => {
  const [, section] = Object.entries(SECTION_OF_NAMES).find(([beginning]) => key.startsWith(beginning)) ?? [];
  return { type, job, section };
});

/** Whether an environment has a section. */
function has(sections: Sections, section: keyof Environment | undefined): boolean {
  return section === undefined || (sections[section] !== undefined && sections[section] !== false);
}

/** A name that an environment makes. */
export interface MadeName {
  readonly type: NameType;
  readonly job: string;
  readonly name: string;
}

/** Every name of which an environment has just one, without those of sections that it leaves out. */
export function namesOf(environment: NamingContext & Sections): MadeName[] {
  return MADE.filter(({ section }) => has(environment, section)).map(({ type, job }) => ({
    type,
    job,
    name: makeName(environment, type, job),
  }));
}

/** Checks every name that an environment makes, so that a bad naming rule is found when the YAML is read. */
export function nameViolations(sections: Sections): Violation[] {
  const { name, region, naming, audit } = sections;
  if (name === undefined || region === undefined || naming === undefined) {
    return [];
  }
  const context = { ...sections, name, region, naming };
  const configRules = audit?.configRules.map(({ identifier }) => inWords(identifier)) ?? [];
  const single = namesOf(context);
  const made = [
    ...single,
    ...configRules.map((job) => ({ type: "config-rule", job, name: makeName(context, "config-rule", job) }) as const),
  ];
  return [...refusals(made, naming), ...clashes(single, naming)];
}

/** `S3_BUCKET_LOGGING_ENABLED` becomes `S3-Bucket-Logging-Enabled`, as in the names of Config rules. */
function inWords(identifier: string): string {
  return identifier
    .split("_")
    .map((word) => word.slice(0, 1) + word.slice(1).toLowerCase())
    .join("-");
}

/** Of each type of resource the longest name speaks: whatever shortens or mends it does so for the others. */
function refusals(made: readonly MadeName[], naming: Environment["naming"]): Violation[] {
  const longest = new Map<NameType, MadeName>();
  for (const candidate of made) {
    const refused = nameRefusal(candidate.name, candidate.type, naming) !== undefined;
    const known = longest.get(candidate.type);
    if (refused && (known === undefined || known.name.length < candidate.name.length)) {
      longest.set(candidate.type, candidate);
    }
  }
  return [...longest.values()].flatMap(({ name, type }) => nameRefusal(name, type, naming) ?? []);
}

/** Names differ in more than case, as those of IAM and of security groups must. */
function clashes(made: readonly MadeName[], naming: Environment["naming"]): Violation[] {
  const seen = new Map<string, string>();
  return made.flatMap(({ type, job, name }) => {
    const id = `${type} ${name.toLowerCase()}`;
    const earlier = seen.get(id);
    seen.set(id, job);
    if (earlier === undefined) {
      return [];
    }
    const path = patternPath(type, naming);
    const got = `${quoted(name)} (${type}) for ${quoted(earlier)} and ${quoted(job)}`;
    return [{ path, message: sentence(path, "must keep names apart", { got }) }];
  });
}

/** The key of the pattern that makes a type's names. */
export function patternPath(type: NameType, naming: Environment["naming"]): readonly string[] {
  return isIam(type) && naming.iamPattern !== undefined ? ["naming", "iamPattern"] : ["naming", "pattern"];
}

function patternOf(type: NameType, naming: Environment["naming"]): string {
  return isIam(type) ? (naming.iamPattern ?? naming.pattern) : naming.pattern;
}

function isIam(type: NameType): boolean {
  return NAME_RULES[type].scope === "account";
}

function makeName({ name: environment, region, naming }: NamingContext, type: NameType, job: string): string {
  const rule = NAME_RULES[type];
  const pattern = patternOf(type, naming);
  const lower = naming.case === "lower" || rule.lowerCase;
  const words: Readonly<Record<string, string>> = {
    prefix: naming.prefix,
    type: lower ? separated(rule.word) : rule.word,
    name: lower ? separated(job) : job,
    environment,
    region,
  };
  const joined = pattern
    .replace(/\{(\w+)\}/g, (_, word: string) => words[word] ?? "")
    .replace(/-{2,}/g, "-")
    .replace(/^-|-$/g, "");
  const cased = lower ? joined.toLowerCase() : joined;
  return `${rule.prefix ?? ""}${rule.separator === undefined ? cased : cased.replaceAll("-", rule.separator)}`;
}

/** `LogGroup` becomes `Log-Group`, and `APICalls` `API-Calls`, so that their words can be told apart in lower case. */
function separated(words: string): string {
  return words.replace(/([a-z0-9])([A-Z])/g, "$1-$2").replace(/([A-Z])([A-Z][a-z])/g, "$1-$2");
}

function nameRefusal(name: string, type: NameType, naming: Environment["naming"]): Violation | undefined {
  const { max, pattern, ending, reserved } = NAME_RULES[type];
  const path = patternPath(type, naming);
  const whole = `${name}${ending?.sample ?? ""}`;
  if (whole.length > max) {
    const added = ending === undefined ? "" : ` with the ${ending.sample.length} of ${ending.what}`;
    return {
      path,
      message: sentence(path, `must make names of at most ${max} characters for ${type}`, {
        got: `${quoted(name)} of ${whole.length}${added}`,
        hint: "shorten it, or naming.prefix",
      }),
    };
  }
  if (new RegExp(pattern).test(whole)) {
    return undefined;
  }
  const kept = reserved?.prefixes?.find((beginning) => whole.startsWith(beginning));
  if (kept !== undefined) {
    const first = beginsWithPrefix(type, naming) ? ["naming", "prefix"] : path;
    return {
      path: first,
      message: sentence(first, `must not make names of ${type} that begin with ${kept}`, {
        got: quoted(name),
        hint: `AWS keeps them for itself, so change ${formatPath(first)}`,
      }),
    };
  }
  return {
    path,
    message: sentence(path, `must make names that AWS takes for ${type}`, {
      got: quoted(name),
      hint: `they match ${pattern}`,
    }),
  };
}

function beginsWithPrefix(type: NameType, naming: Environment["naming"]): boolean {
  return patternOf(type, naming).startsWith("{prefix}");
}
