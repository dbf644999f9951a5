import type { Environment } from "./environment";
import type { Violation } from "./load";
import { NAME_RULES, type NameType } from "./name-rules";
import { quoted } from "./problems";

/** What the naming rule needs of an environment. */
export type NamingContext = Pick<Environment, "name" | "region" | "naming">;

/** Hexadecimal digits of the random id that ends the name of a bucket. */
export const UNIQUE_SUFFIX_DIGITS = 8;

/** Every name of an environment that has one place in AWS: its resource type and its job. */
export const NAMED = {
  masterKey: ["kms-alias", "Master"],
  stateKey: ["kms-alias", "State"],
  accessLogBucket: ["s3-bucket", "Access-Logs"],
  trailBucket: ["s3-bucket", "CloudTrail"],
  configBucket: ["s3-bucket", "Config"],
  queryResultBucket: ["s3-bucket", "Query-Results"],
  dataBucket: ["s3-bucket", "Data"],
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
  vpc: ["vpc", ""],
  internetGateway: ["internet-gateway", ""],
  flowLogGroup: ["log-group", "Flow-Logs"],
  flowLogRole: ["iam-role", "Flow-Logs"],
  flowLogPolicy: ["iam-policy", "Flow-Logs"],
  databaseInstance: ["db-instance", "Main"],
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
    const violation = nameViolation(made, type);
    if (violation !== undefined) {
      throw new Error(violation);
    }
    return made;
  }

  /** The first words of metric namespaces and the like. */
  public get prefix(): string {
    return this.context.naming.prefix;
  }
}

/** Checks every name that an environment makes, so that a bad naming rule is found when the YAML is read. */
export function nameViolations(environment: Partial<NamingContext>): Violation[] {
  const { name, region, naming } = environment;
  if (name === undefined || region === undefined || naming === undefined) {
    return [];
  }
  const messages = Object.values(NAMED).flatMap(([type, job]) => {
    const violation = nameViolation(makeName({ name, region, naming }, type, job), type);
    return violation === undefined ? [] : [{ path: namePath(type, naming), message: violation }];
  });
  return [...messages, ...clashes({ name, region, naming })];
}

function clashes(context: NamingContext): Violation[] {
  const seen = new Map<string, string>();
  return Object.values(NAMED).flatMap(([type, job]) => {
    const made = `${type} ${makeName(context, type, job)}`;
    const earlier = seen.get(made);
    seen.set(made, job);
    return earlier === undefined || earlier === job
      ? []
      : [
          {
            path: namePath(type, context.naming),
            message: `naming.pattern must keep names apart, got ${quoted(made)} for both ${quoted(earlier)} and ${quoted(job)}; use {name} and {type}`,
          },
        ];
  });
}

function namePath(type: NameType, naming: Environment["naming"]): string[] {
  return type.startsWith("iam-") && naming.iamPattern !== undefined ? ["naming", "iamPattern"] : ["naming"];
}

function makeName({ name: environment, region, naming }: NamingContext, type: NameType, name: string): string {
  const rule = NAME_RULES[type];
  const pattern = type.startsWith("iam-") ? (naming.iamPattern ?? naming.pattern) : naming.pattern;
  const words: Readonly<Record<string, string>> = { prefix: naming.prefix, type: rule.word, name, environment, region };
  const joined = pattern
    .replace(/\{(\w+)\}/g, (_, word: string) => words[word] ?? "")
    .replace(/-{2,}/g, "-")
    .replace(/^-|-$/g, "");
  const lower = naming.case === "lower" || rule.lowerCase;
  const cased = lower ? joined.replace(/([a-z0-9])([A-Z])/g, separateWords(naming.prefix)).toLowerCase() : joined;
  return `${rule.prefix ?? ""}${rule.separator === undefined ? cased : cased.replace(/-/g, rule.separator)}`;
}

/** `LogGroup` becomes `log-group` where names are lower case; the prefix keeps its own spelling (`SecCFN` → `seccfn`). */
function separateWords(prefix: string) {
  return (match: string, before: string, after: string, offset: number, whole: string) =>
    offset < whole.indexOf(prefix) + prefix.length && whole.startsWith(prefix) ? match : `${before}-${after}`;
}

function nameViolation(name: string, type: NameType): string | undefined {
  const rule = NAME_RULES[type];
  const length = name.length + (type === "s3-bucket" ? UNIQUE_SUFFIX_DIGITS + 1 : 0);
  if (length > rule.max) {
    return `naming must keep names within AWS's limits, got ${quoted(name)} (${type}) of ${length} characters where ${rule.max} are allowed; shorten naming.prefix or naming.pattern`;
  }
  return new RegExp(rule.pattern).test(name)
    ? undefined
    : `naming must make names that AWS takes, got ${quoted(name)} (${type}) which does not match ${rule.pattern}`;
}
