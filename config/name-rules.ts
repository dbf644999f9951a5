/** What is added to a name of the naming rule, by a construct or by Terraform. */
export interface NameEnding {
  /** An ending as long as they are. */
  readonly sample: string;
  /** What it is, in the words of messages. */
  readonly what: string;
}

/** What AWS (or Terraform's provider, where it is stricter) allows in the name of one type of resource. */
export interface NameRule {
  /** The resource's word as used inside names. */
  readonly word: string;
  /** The longest name, with the prefix. */
  readonly max: number;
  /** The source of a RegExp that the whole name, with the prefix, must match. Reserved names are in it, too. */
  readonly pattern: string;
  /** Whether the name may have no capitals, or AWS would store it without them. */
  readonly lowerCase: boolean;
  /** What AWS dictates that the name begins with. */
  readonly prefix?: string;
  /** What takes the place of hyphens, where those are not wanted. */
  readonly separator?: string;
  /** What the name still gets at its end; `max` counts it. */
  readonly ending?: NameEnding;
  /** Beginnings and endings that AWS keeps for itself. */
  readonly reserved?: { readonly prefixes?: readonly string[]; readonly suffixes?: readonly string[] };
  /**
   * Where the name must be unique: in all of AWS's partition (`global`), in the account over all regions, in the account's
   * region, in its VPC, or nowhere (`tag`: it is a `Name` tag).
   */
  readonly scope: "global" | "account" | "region" | "vpc" | "tag";
  /** AWS's page. API pages were read as the service models of botocore 1.44.5, which have the same text. */
  readonly source: string;
}

/** Hexadecimal digits of the random id that ends the name of a bucket. */
export const UNIQUE_SUFFIX_DIGITS = 8;

/** A random id, for names that are one for all of AWS. */
const RANDOM: NameEnding = { sample: `-${"0".repeat(UNIQUE_SUFFIX_DIGITS)}`, what: "its random ending" };

/** The mark that keeps a thing apart from its successor, which is made first (`constructs/core/replacement.ts`). */
const MARK: NameEnding = { sample: "-000000", what: "the mark that is added" };

/** The family of a parameter group, which does the same (`constructs/database/postgres.ts`). */
const FAMILY: NameEnding = { sample: "-postgres17", what: "the family that is added" };

const EC2_TAG = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Tag.html";
const IAM_API = "https://docs.aws.amazon.com/IAM/latest/APIReference";
const RDS_API = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference";
const CONFIG_API = "https://docs.aws.amazon.com/config/latest/APIReference";
const ATHENA_NAMES = "https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html";

/** A value of the tag `Name`: 256 Unicode characters; held to those that every service takes in tags. */
const tagged = (word: string) =>
  ({
    word,
    max: 256,
    pattern: "^[A-Za-z0-9 _.:/=+@-]{1,256}$",
    lowerCase: false,
    scope: "tag",
    source: EC2_TAG,
  }) as const;

const RULES = {
  /** A parameter of Systems Manager that the CloudWatch agent's policy lets instances read by this beginning. */
  "agent-parameter": {
    word: "Parameter",
    max: 955,
    pattern: "^AmazonCloudWatch-[A-Za-z0-9_.-]{1,938}$",
    lowerCase: false,
    prefix: "AmazonCloudWatch-",
    scope: "region",
    source:
      "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/create-cloudwatch-agent-configuration-file.html",
  },
  accessanalyzer: {
    word: "Analyzer",
    max: 255,
    pattern: "^[A-Za-z_][A-Za-z0-9_.-]{0,254}$",
    lowerCase: false,
    scope: "region",
    source: "https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CreateAnalyzer.html",
  },
  /** Of Athena's workgroups `primary` always exists. */
  "athena-workgroup": {
    word: "Workgroup",
    max: 128,
    pattern: "^(?!primary$)[A-Za-z0-9._-]{1,128}$",
    lowerCase: false,
    scope: "region",
    source: "https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateWorkGroup.html",
  },
  /** ASCII 33 to 126 without a colon. */
  "autoscaling-group": {
    word: "Group",
    max: 255,
    pattern: "^[!-9;-~]{1,255}$",
    lowerCase: false,
    scope: "region",
    source: "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html",
  },
  "backup-plan": {
    word: "Plan",
    max: 50,
    pattern: "^[A-Za-z0-9_.-]{1,50}$",
    lowerCase: false,
    scope: "region",
    source: "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupPlanInput.html",
  },
  "backup-selection": {
    word: "Selection",
    max: 50,
    pattern: "^[A-Za-z0-9_.-]{1,50}$",
    lowerCase: false,
    scope: "tag",
    source: "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html",
  },
  "backup-vault": {
    word: "Vault",
    max: 50,
    pattern: "^[A-Za-z0-9_-]{2,50}$",
    lowerCase: false,
    scope: "region",
    source: "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html",
  },
  /** No two of . _ - in a row, and a letter or digit at either end; not an IP address. */
  cloudtrail: {
    word: "Trail",
    max: 128,
    pattern: "^(?!\\d+\\.\\d+\\.\\d+\\.\\d+$)(?!.*[._-]{2})[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]$",
    lowerCase: false,
    scope: "region",
    source: "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html",
  },
  /** Characters are held to the common ones; AWS has no list. One delivery channel a region. */
  "config-delivery-channel": {
    word: "Channel",
    max: 256,
    pattern: "^[A-Za-z0-9_.-]{1,256}$",
    lowerCase: false,
    scope: "region",
    source: `${CONFIG_API}/API_DeliveryChannel.html`,
  },
  /** Characters are held to the common ones; AWS has no list. One customer managed recorder a region; no renaming. */
  "config-recorder": {
    word: "Recorder",
    max: 256,
    pattern: "^(?!AWSConfigurationRecorderFor)[A-Za-z0-9_.-]{1,256}$",
    lowerCase: false,
    reserved: { prefixes: ["AWSConfigurationRecorderFor"] },
    scope: "region",
    source: `${CONFIG_API}/API_ConfigurationRecorder.html`,
  },
  /** AWS takes any character; held to the common ones. */
  "config-rule": {
    word: "Rule",
    max: 128,
    pattern: "^[A-Za-z0-9_.-]{1,128}$",
    lowerCase: false,
    scope: "region",
    source: `${CONFIG_API}/API_ConfigRule.html`,
  },
  /** A dashboard of the same name is overwritten. */
  dashboard: {
    word: "Dashboard",
    max: 255,
    pattern: "^[A-Za-z0-9_-]{1,255}$",
    lowerCase: false,
    scope: "region",
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html",
  },
  "db-event-subscription": {
    word: "Events",
    max: 255,
    pattern: "^(?=.{1,255}$)[A-Za-z](?:-?[A-Za-z0-9])*$",
    lowerCase: false,
    scope: "region",
    source: `${RDS_API}/API_CreateEventSubscription.html`,
  },
  /** Stored in lower case; the provider refuses capitals. */
  "db-instance": {
    word: "Database",
    max: 63,
    pattern: "^(?=.{1,63}$)[a-z](?:-?[a-z0-9])*$",
    lowerCase: true,
    scope: "region",
    source: `${RDS_API}/API_CreateDBInstance.html`,
  },
  /** Stored in lower case. */
  "db-parameter-group": {
    word: "Parameters",
    max: 255,
    pattern: "^(?=.{1,255}$)[a-z](?:-?[a-z0-9])*$",
    lowerCase: true,
    ending: FAMILY,
    scope: "region",
    source: `${RDS_API}/API_CreateDBParameterGroup.html`,
  },
  "db-snapshot": {
    word: "Snapshot",
    max: 255,
    pattern: "^(?=.{1,255}$)[A-Za-z](?:-?[A-Za-z0-9])*$",
    lowerCase: false,
    scope: "region",
    source: `${RDS_API}/API_CreateDBSnapshot.html`,
  },
  /** Stored in lower case; may not be `default`. */
  "db-subnet-group": {
    word: "Subnets",
    max: 255,
    pattern: "^(?!default$)[a-z][a-z0-9 ._-]{0,254}$",
    lowerCase: true,
    scope: "region",
    source: `${RDS_API}/API_CreateDBSubnetGroup.html`,
  },
  "ec2-instance": tagged("Instance"),
  eip: tagged("EIP"),
  "event-data-store": {
    word: "EventDataStore",
    max: 128,
    pattern: "^[A-Za-z0-9._-]{3,128}$",
    lowerCase: false,
    scope: "region",
    source: "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateEventDataStore.html",
  },
  /** EventBridge writes only to log groups with this beginning. */
  "event-log-group": {
    word: "LogGroup",
    max: 512,
    pattern: "^\\/aws\\/events\\/[A-Za-z0-9._/#-]{1,500}$",
    lowerCase: false,
    prefix: "/aws/events/",
    scope: "region",
    source:
      "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions",
  },
  "event-rule": {
    word: "Rule",
    max: 64,
    pattern: "^[A-Za-z0-9._-]{1,64}$",
    lowerCase: false,
    scope: "region",
    source: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html",
  },
  "flow-log": tagged("FlowLog"),
  /** AWS takes more; Athena wants lower case, and DDL would have to quote anything but letters, digits and underscores. */
  "glue-database": {
    word: "Database",
    max: 255,
    pattern: "^[a-z0-9_]{1,255}$",
    lowerCase: true,
    separator: "_",
    scope: "region",
    source: ATHENA_NAMES,
  },
  /** As `glue-database`; unique within its database. */
  "glue-table": {
    word: "Table",
    max: 255,
    pattern: "^[a-z0-9_]{1,255}$",
    lowerCase: true,
    separator: "_",
    scope: "region",
    source: ATHENA_NAMES,
  },
  /** Names of IAM differ in more than case, over all regions of the account. */
  "iam-group": {
    word: "Group",
    max: 128,
    pattern: "^[\\w+=,.@-]{1,128}$",
    lowerCase: false,
    scope: "account",
    source: `${IAM_API}/API_CreateGroup.html`,
  },
  "iam-policy": {
    word: "Policy",
    max: 128,
    pattern: "^[\\w+=,.@-]{1,128}$",
    lowerCase: false,
    scope: "account",
    source: `${IAM_API}/API_CreatePolicy.html`,
  },
  "iam-role": {
    word: "Role",
    max: 64,
    pattern: "^[\\w+=,.@-]{1,64}$",
    lowerCase: false,
    scope: "account",
    source: `${IAM_API}/API_CreateRole.html`,
  },
  "instance-profile": {
    word: "Profile",
    max: 128,
    pattern: "^[\\w+=,.@-]{1,128}$",
    lowerCase: false,
    scope: "account",
    source: `${IAM_API}/API_CreateInstanceProfile.html`,
  },
  "internet-gateway": tagged("InternetGateway"),
  /** ASCII. */
  "key-pair": {
    word: "KeyPair",
    max: 255,
    pattern: "^[!-~](?:[ -~]{0,253}[!-~])?$",
    lowerCase: false,
    ending: MARK,
    scope: "region",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateKeyPair.html",
  },
  "kms-alias": {
    word: "Key",
    max: 256,
    pattern: "^alias\\/(?!aws\\/)[A-Za-z0-9/_-]{1,250}$",
    lowerCase: false,
    prefix: "alias/",
    reserved: { prefixes: ["alias/aws/"] },
    scope: "region",
    source: "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html",
  },
  "kms-key": tagged("Key"),
  /** 64 for the name alone; the 140 of the API are for a whole ARN. */
  "lambda-function": {
    word: "Function",
    max: 64,
    pattern: "^[A-Za-z0-9_-]{1,64}$",
    lowerCase: false,
    scope: "region",
    source: "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html",
  },
  "launch-template": {
    word: "LaunchTemplate",
    max: 128,
    pattern: "^[A-Za-z0-9().\\/_-]{3,128}$",
    lowerCase: false,
    scope: "region",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html",
  },
  /** Of ALB and NLB. */
  "load-balancer": {
    word: "LB",
    max: 32,
    pattern: "^(?!internal-)(?!-)[A-Za-z0-9-]{1,32}(?<!-)$",
    lowerCase: false,
    reserved: { prefixes: ["internal-"] },
    scope: "region",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html",
  },
  /** May begin with `/aws/` but not with `aws/`. Lambda, RDS and others dictate names of their own. */
  "log-group": {
    word: "LogGroup",
    max: 512,
    pattern: "^(?!aws\\/)[A-Za-z0-9._/#-]{1,512}$",
    lowerCase: false,
    reserved: { prefixes: ["aws/"] },
    scope: "region",
    source: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
  },
  /** Characters are held to the common ones; AWS has no list. */
  "log-resource-policy": {
    word: "LogPolicy",
    max: 256,
    pattern: "^[A-Za-z0-9_.-]{1,256}$",
    lowerCase: false,
    scope: "region",
    source: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html",
  },
  "metric-filter": {
    word: "Filter",
    max: 512,
    pattern: "^[A-Za-z0-9._/#-]{1,512}$",
    lowerCase: false,
    scope: "region",
    source: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html",
  },
  /** AWS takes UTF-8; ASCII, since SNS policies cannot name alarms with other characters by their ARN. */
  "metric-alarm": {
    word: "Alarm",
    max: 255,
    pattern: "^[ -~]{1,255}$",
    lowerCase: false,
    scope: "region",
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
  },
  "nat-gateway": tagged("NatGateway"),
  "network-acl": tagged("NetworkAcl"),
  "route-table": tagged("RouteTable"),
  /**
   * Names that end in `-an` are for buckets of the account's own namespace. A dot is allowed but breaks TLS for virtual-hosted
   * addresses (not verified).
   */
  "s3-bucket": {
    word: "Bucket",
    max: 63,
    pattern:
      "^(?!xn--|sthree-|amzn-s3-demo-)(?!\\d+\\.\\d+\\.\\d+\\.\\d+$)(?!.*\\.\\.)(?!.*(?:-s3alias|--ol-s3|\\.mrap|--x-s3|--table-s3|-an)$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
    lowerCase: true,
    reserved: {
      prefixes: ["xn--", "sthree-", "amzn-s3-demo-"],
      suffixes: ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an"],
    },
    ending: RANDOM,
    scope: "global",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
  },
  /**
   * AWS says not to end a name with a hyphen and six characters, which is what it adds itself: so the word is not `Secret`.
   * Not in the pattern, since AWS does not refuse it.
   */
  secret: {
    word: "Credentials",
    max: 512,
    pattern: "^[A-Za-z0-9/_+=.@-]{1,512}$",
    lowerCase: false,
    scope: "region",
    source: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html",
  },
  /** Unique in the VPC whatever the case. */
  "security-group": {
    word: "SecurityGroup",
    max: 255,
    pattern: "^(?!sg-)[A-Za-z0-9 ._:/()#,@\\[\\]+=&;{}!$*-]{1,255}$",
    lowerCase: false,
    reserved: { prefixes: ["sg-"] },
    ending: MARK,
    scope: "vpc",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
  },
  /** Not FIFO: those end in `.fifo`. */
  "sns-topic": {
    word: "Topic",
    max: 256,
    pattern: "^[A-Za-z0-9_-]{1,256}$",
    lowerCase: false,
    scope: "region",
    source: "https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html",
  },
  /** Not FIFO: those end in `.fifo`. */
  "sqs-queue": {
    word: "Queue",
    max: 80,
    pattern: "^[A-Za-z0-9_-]{1,80}$",
    lowerCase: false,
    scope: "region",
    source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html",
  },
  /** 1011 with the ARN before it, which takes up to 56; at most fifteen levels. */
  "ssm-parameter": {
    word: "Parameter",
    max: 955,
    pattern: "^(?!\\/?(?:[aA][wW][sS]|[sS][sS][mM]))[A-Za-z0-9_.\\/-]{1,955}$",
    lowerCase: false,
    reserved: { prefixes: ["aws", "ssm"] },
    scope: "region",
    source: "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html",
  },
  subnet: tagged("Subnet"),
  "target-group": {
    word: "TG",
    max: 32,
    pattern: "^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$",
    lowerCase: false,
    ending: MARK,
    scope: "region",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html",
  },
  "transit-gateway-attachment": tagged("TransitGatewayAttachment"),
  vpc: tagged("VPC"),
  "vpc-endpoint": tagged("VpcEndpoint"),
  /** WAF refuses any other beginning; the page was not read, many public reports agree. */
  "waf-log-group": {
    word: "LogGroup",
    max: 512,
    pattern: "^aws-waf-logs-[A-Za-z0-9._/#-]{1,499}$",
    lowerCase: false,
    prefix: "aws-waf-logs-",
    scope: "region",
    source: "https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html",
  },
  "web-acl": {
    word: "WebAcl",
    max: 128,
    pattern: "^[\\w-]{1,128}$",
    lowerCase: false,
    scope: "region",
    source: "https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html",
  },
} as const satisfies Readonly<Record<string, NameRule>>;

/** A type of resource that has a name. */
export type NameType = keyof typeof RULES;

/** What each type of resource allows in its name. */
export const NAME_RULES: Readonly<Record<NameType, NameRule>> = RULES;
