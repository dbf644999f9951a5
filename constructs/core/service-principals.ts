/**
 * How sure a fact of {@link SERVICE_PRINCIPALS} is.
 *
 * - `documented`: a page of AWS says so for this principal and this kind of policy; `source` is that page.
 * - `generic`: a page of AWS says so for all services (or for the principal in a sibling setting), not for this one alone.
 * - `reported`: public code or issue threads say so, or quote AWS; not confirmed on a page of AWS. Treat as unverified.
 * - `undocumented`: nothing found either way. The keys are false, since a condition on an absent key never holds.
 */
export type Evidence = "documented" | "generic" | "reported" | "undocumented";

/**
 * Which conditions a statement for a service principal may carry. False means: leave the key out. ARN patterns have the
 * placeholders `{partition}`, `{region}`, `{account}` and a name in braces for the resource.
 */
export interface ConditionSupport {
  readonly sourceAccount: boolean;
  readonly sourceArn: boolean;
  /** What `aws:SourceArn` looks like. */
  readonly arnPattern?: string;
  /** The key of the KMS encryption context that limits the statement. */
  readonly encryptionContext?: { readonly key: string; readonly valuePattern: string };
  /** The actions whose requests carry the keys, where others of the same policy do not. */
  readonly onlyFor?: readonly string[];
  readonly evidence: Evidence;
  /** The page that was read, or the best third-party one. */
  readonly source: string;
  readonly note?: string;
}

/** The kinds of policy on a resource that a service principal can stand in. */
export type PolicyKind =
  /** The key that the service uses for its own data, e.g. log files or a log group. */
  | "kms"
  /** The key of an encrypted SNS topic that the service publishes to. */
  | "kmsForSns"
  /** The key of an encrypted SQS queue that the service sends to. */
  | "kmsForSqs"
  | "lambda"
  /** The policy of an account by which CloudWatch Logs takes events into log groups. */
  | "logs"
  | "s3"
  | "sns"
  | "sqs";

/** What is known of one service principal. */
export interface ServicePrincipalFact {
  /** The principal; `{region}` stands for the region. Undefined where the service acts as its caller. */
  readonly principal: string | undefined;
  /** The trust policy of a role that it assumes (`sts:AssumeRole`). Absent: our environments have no such role. */
  readonly roleTrust?: ConditionSupport;
  readonly resourcePolicy?: { readonly [Kind in PolicyKind]?: ConditionSupport };
  readonly note?: string;
}

/** SNS's page on encrypted topics: the list of event sources and the advice on conditions. */
const SNS_KEY_PAGE =
  "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services";
const CLOUDTRAIL = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide";
const CONFIG = "https://docs.aws.amazon.com/config/latest/developerguide";
const TRAIL_ARN = "arn:{partition}:cloudtrail:{region}:{account}:trail/{trail}";
const CONFIG_ARN = "arn:{partition}:config:{region}:{account}:*";
const ALARM_ARN = "arn:{partition}:cloudwatch:{region}:{account}:alarm:{alarm}";
const RULE_ARN = "arn:{partition}:events:{region}:{account}:rule/{rule}";
const DB_ARN = "arn:{partition}:rds:{region}:{account}:db:{instance}";
const DETECTOR_ARN = "arn:{partition}:guardduty:{region}:{account}:detector/{detector}";
const EVENT_LOGS =
  "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions";
const GUARDDUTY_EXPORT = "https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html";

/**
 * The service principals of our environments, and which confused-deputy conditions each takes where. Read in stored copies
 * of AWS's pages in November 2026.
 *
 * Principals are written as in the partitions `aws` and `aws-us-gov`. Not verified: which of them end in
 * `amazonaws.com.cn` in China.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export const SERVICE_PRINCIPALS = {
  cloudtrail: {
    principal: "cloudtrail.amazonaws.com",
    roleTrust: {
      sourceAccount: false,
      sourceArn: false,
      evidence: "reported",
      source: "https://github.com/prowler-cloud/prowler/issues/4714",
      note:
        "The role for CloudWatch Logs. AWS's page (send-cloudtrail-events-to-cloudwatch-logs) shows a trust policy without " +
        "conditions; users report that delivery breaks with either key. A bad trust policy fails CreateTrail with " +
        "InvalidCloudWatchLogsRoleArnException.",
    },
    resourcePolicy: {
      kms: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: TRAIL_ARN,
        encryptionContext: {
          key: "kms:EncryptionContext:aws:cloudtrail:arn",
          valuePattern: "arn:{partition}:cloudtrail:*:{account}:trail/*",
        },
        evidence: "documented",
        source: `${CLOUDTRAIL}/create-kms-key-policy-for-cloudtrail.html`,
        note:
          "Trails only, see cloudtrailLake. SourceArn on kms:GenerateDataKey* (with the encryption context, StringLike) and on " +
          "kms:DescribeKey; SourceAccount is supported but not recommended. AWS's own kms:Decrypt statement has no condition.",
      },
      kmsForSns: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: TRAIL_ARN,
        evidence: "generic",
        source: SNS_KEY_PAGE,
        note: "CloudTrail's page shows the statement without conditions. The encryption context is SNS's, not CloudTrail's.",
      },
      s3: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: TRAIL_ARN,
        evidence: "documented",
        source: `${CLOUDTRAIL}/cross-service-confused-deputy-prevention.html`,
        note: "s3:PutObject also wants s3:x-amz-acl = bucket-owner-full-control.",
      },
      sns: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: TRAIL_ARN,
        evidence: "documented",
        source: `${CLOUDTRAIL}/cloudtrail-permissions-for-sns-notifications.html`,
        note: "SourceAccount is supported but not recommended.",
      },
    },
  },
  cloudtrailLake: {
    principal: "cloudtrail.amazonaws.com",
    resourcePolicy: {
      kms: {
        sourceAccount: false,
        sourceArn: false,
        evidence: "documented",
        source: `${CLOUDTRAIL}/create-kms-key-policy-for-cloudtrail.html`,
        note:
          'AWS: "The aws:SourceArn and aws:SourceAccount condition keys are not supported in KMS key policies for event data ' +
          'stores." Statements for kms:GenerateDataKey and kms:Decrypt stand bare.',
      },
      s3: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: "arn:{partition}:cloudtrail:{region}:{account}:eventdatastore/{id}",
        evidence: "documented",
        source: `${CLOUDTRAIL}/cross-service-confused-deputy-prevention.html`,
        note: "The bucket of query results.",
      },
    },
    note: "AWS closed CloudTrail Lake to new customers on 31 May 2026.",
  },
  config: {
    principal: "config.amazonaws.com",
    roleTrust: {
      sourceAccount: true,
      sourceArn: true,
      arnPattern: CONFIG_ARN,
      evidence: "documented",
      source: `${CONFIG}/iamrole-permissions.html`,
      note: "SourceArn is always exactly this, with the region of the recorder; compare with ArnLike.",
    },
    resourcePolicy: {
      kms: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: CONFIG_ARN,
        evidence: "documented",
        source: `${CONFIG}/s3-kms-key-policy.html`,
        note: "With a role of one's own, that role needs the key too.",
      },
      kmsForSns: {
        sourceAccount: false,
        sourceArn: false,
        evidence: "documented",
        source: SNS_KEY_PAGE,
        note: "SNS lists AWS Config among the sources that need the IAM role in the key policy, not the service principal.",
      },
      s3: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: CONFIG_ARN,
        evidence: "documented",
        source: `${CONFIG}/s3-bucket-policy.html`,
      },
      sns: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: CONFIG_ARN,
        evidence: "documented",
        source: `${CONFIG}/sns-topic-policy.html`,
      },
    },
  },
  lambda: {
    principal: "lambda.amazonaws.com",
    roleTrust: {
      sourceAccount: true,
      sourceArn: false,
      arnPattern: "arn:{partition}:lambda:{region}:{account}:function:{function}",
      evidence: "reported",
      source:
        "https://raw.githubusercontent.com/aws/agent-toolkit-for-aws/main/skills/specialized-skills/serverless-skills/deploying-custom-domain-rest-api/scripts/lambda-trust-policy.json",
      note:
        "No page of Lambda's guide says that AssumeRole carries either key. AWS's own agent toolkit trusts with SourceAccount; " +
        "SourceArn is seen in forum answers only. A trust that does not hold fails CreateFunction with " +
        "InvalidParameterValueException (the role cannot be assumed by Lambda). What the function may do can be limited by " +
        "lambda:SourceFunctionArn in its permissions: docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html.",
    },
  },
  logs: {
    principal: "logs.{region}.amazonaws.com",
    resourcePolicy: {
      kms: {
        sourceAccount: false,
        sourceArn: false,
        encryptionContext: {
          key: "kms:EncryptionContext:aws:logs:arn",
          valuePattern: "arn:{partition}:logs:{region}:{account}:log-group:{logGroup}",
        },
        evidence: "documented",
        source: "https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html",
        note:
          "Read in MWAA's page (ArnLike) and in much public code; the copy of encrypt-log-data-kms.html that was read is an " +
          "older one without a condition. The principal must be of the key's region, with the region in its name.",
      },
    },
  },
  cloudwatch: {
    principal: "cloudwatch.amazonaws.com",
    resourcePolicy: {
      kmsForSns: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: ALARM_ARN,
        evidence: "generic",
        source: SNS_KEY_PAGE,
        note:
          "SNS advises both keys for every source but EventBridge; CloudWatch's own pages show the key statement without " +
          "conditions. Known to fail: the AWS managed key alias/aws/sns, and a kms:CallerAccount condition " +
          "(repost.aws/questions/QUCsVSJa5QRDunCEGlwztZsg). Needs kms:Decrypt and kms:GenerateDataKey*.",
      },
      sns: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: ALARM_ARN,
        evidence: "documented",
        source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html",
        note: "Where an alarm's name has non-ASCII characters, AWS says to use SourceAccount alone.",
      },
    },
  },
  events: {
    principal: "events.amazonaws.com",
    roleTrust: {
      sourceAccount: false,
      sourceArn: false,
      evidence: "undocumented",
      source: "https://docs.aws.amazon.com/batch/latest/userguide/CWE_IAM_role.html",
      note: "AWS's examples trust the principal without conditions.",
    },
    resourcePolicy: {
      kmsForSns: {
        sourceAccount: false,
        sourceArn: false,
        evidence: "documented",
        source: SNS_KEY_PAGE,
        note:
          'AWS: "Adding the aws:SourceAccount, aws:SourceArn, and aws:SourceOrgID to a AWS KMS policy is not supported for ' +
          'EventBridge-to-encrypted topics."',
      },
      kmsForSqs: {
        sourceAccount: false,
        sourceArn: false,
        evidence: "undocumented",
        source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html",
      },
      lambda: {
        sourceAccount: false,
        sourceArn: true,
        arnPattern: RULE_ARN,
        evidence: "documented",
        source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html",
      },
      logs: {
        sourceAccount: false,
        sourceArn: true,
        arnPattern: RULE_ARN,
        onlyFor: ["logs:PutLogEvents"],
        evidence: "documented",
        source: EVENT_LOGS,
        note: "AWS's example limits logs:PutLogEvents (ArnEquals) and leaves logs:CreateLogStream bare. A target takes no role.",
      },
      sns: {
        sourceAccount: false,
        sourceArn: false,
        evidence: "reported",
        source:
          "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions",
        note:
          `Several repositories quote that page: "You can't use Condition blocks in Amazon SNS topic policies for ` +
          `EventBridge"; the section itself was not in the copies that could be read. With a condition the rule reports ` +
          "success and the message is dropped. Newer copies of the page also allow an execution role on the target " +
          "(role_arn) for SNS, SQS and Lambda; older ones warn against it where KMS encrypts the target.",
      },
      sqs: {
        sourceAccount: false,
        sourceArn: true,
        arnPattern: RULE_ARN,
        evidence: "documented",
        source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html",
        note: "A dead-letter queue; AWS compares with ArnEquals.",
      },
    },
  },
  scheduler: {
    principal: "scheduler.amazonaws.com",
    roleTrust: {
      sourceAccount: true,
      sourceArn: true,
      arnPattern: "arn:{partition}:scheduler:{region}:{account}:schedule-group/{group}",
      evidence: "documented",
      source: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html",
      note: "It must be the ARN of the schedule group; AWS: do not name a schedule or a prefix of one.",
    },
  },
  sns: {
    principal: "sns.amazonaws.com",
    roleTrust: {
      sourceAccount: false,
      sourceArn: false,
      evidence: "undocumented",
      source: "https://docs.aws.amazon.com/sns/latest/dg/sns-topic-attributes.html",
      note: "The role for delivery status logs; the page was not read.",
    },
    resourcePolicy: {
      kmsForSqs: {
        sourceAccount: false,
        sourceArn: false,
        evidence: "documented",
        source:
          "https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html",
        note: "AWS shows the statement without conditions (copy of 2020); whether SourceArn works was not verified.",
      },
      lambda: {
        sourceAccount: false,
        sourceArn: true,
        arnPattern: "arn:{partition}:sns:{region}:{account}:{topic}",
        evidence: "generic",
        source:
          "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcearn",
      },
      sqs: {
        sourceAccount: false,
        sourceArn: true,
        arnPattern: "arn:{partition}:sns:{region}:{account}:{topic}",
        evidence: "generic",
        source:
          "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcearn",
      },
    },
  },
  rds: {
    principal: "rds.amazonaws.com",
    roleTrust: {
      sourceAccount: true,
      sourceArn: true,
      arnPattern: DB_ARN,
      evidence: "generic",
      source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html",
      note: "Roles for S3 import and export. An older copy of that page has this principal with both keys.",
    },
    note: "RDS uses a customer managed key through grants that the caller makes (kms:ViaService), not as a principal; not verified here.",
  },
  rdsEvents: {
    principal: "events.rds.amazonaws.com",
    resourcePolicy: {
      kmsForSns: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: DB_ARN,
        evidence: "generic",
        source: SNS_KEY_PAGE,
      },
      sns: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: DB_ARN,
        evidence: "documented",
        source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html",
      },
    },
  },
  rdsMonitoring: {
    principal: "monitoring.rds.amazonaws.com",
    roleTrust: {
      sourceAccount: true,
      sourceArn: true,
      arnPattern: DB_ARN,
      evidence: "documented",
      source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html",
      note: "AWS compares SourceArn with StringLike. Both keys must name the same account.",
    },
  },
  vpcFlowLogs: {
    principal: "vpc-flow-logs.amazonaws.com",
    roleTrust: {
      sourceAccount: true,
      sourceArn: true,
      arnPattern: "arn:{partition}:ec2:{region}:{account}:vpc-flow-log/{flowLog}",
      evidence: "documented",
      source: "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html",
      note: "The id is not known before the flow log exists: vpc-flow-log/*. AWS says to compare with ArnLike.",
    },
  },
  logDelivery: {
    principal: "delivery.logs.amazonaws.com",
    resourcePolicy: {
      kms: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: "arn:{partition}:logs:{region}:{account}:*",
        evidence: "documented",
        source:
          "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html#AWS-logs-SSE-KMS-S3",
        note: "Sources of the second version (delivery sources) have arn:…:delivery-source:*. WAF's page shows no condition.",
      },
      logs: {
        sourceAccount: false,
        sourceArn: true,
        arnPattern: RULE_ARN,
        onlyFor: ["logs:PutLogEvents"],
        evidence: "documented",
        source: EVENT_LOGS,
        note: "For EventBridge, which writes to log groups as both principals.",
      },
      s3: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: "arn:{partition}:logs:{region}:{account}:*",
        evidence: "documented",
        source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html",
        note:
          "The region is the source's. s3:PutObject also wants s3:x-amz-acl = bucket-owner-full-control. A bucket policy with " +
          "NotPrincipal or NotAction makes the subscription fail.",
      },
    },
    note: "Vended logs: flow logs and WAF to S3, NLB. Not ALB, see elbLogDelivery.",
  },
  s3Logging: {
    principal: "logging.s3.amazonaws.com",
    resourcePolicy: {
      s3: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: "arn:{partition}:s3:::{bucket}",
        evidence: "documented",
        source: "https://docs.aws.amazon.com/cli/latest/reference/s3api/put-bucket-logging.html",
        note:
          "The ARN is the source bucket's and names no account, so both keys are needed. The target bucket's default " +
          "encryption must be SSE-S3: delivery to SSE-KMS fails silently (third-party copies of AWS's page).",
      },
    },
  },
  elbLogDelivery: {
    principal: "logdelivery.elasticloadbalancing.amazonaws.com",
    resourcePolicy: {
      s3: {
        sourceAccount: false,
        sourceArn: true,
        arnPattern: "arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/*",
        evidence: "reported",
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html",
        note:
          "All regions: AWS recommends this principal over the ELB account of a region. The copy of the page on connection logs has no " +
          "condition and says that the account in the path of the resource keeps others out; several repositories have SourceArn, one " +
          "from that page as of October 2026. ELB writes a test file when logs are switched on, so a condition that never held would " +
          "fail the apply. SSE-S3 only.",
      },
    },
  },
  backup: {
    principal: "backup.amazonaws.com",
    roleTrust: {
      sourceAccount: false,
      sourceArn: false,
      evidence: "undocumented",
      source: "https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-service-confused-deputy-prevention.html",
      note: "The page speaks of resource policies only.",
    },
    resourcePolicy: {
      sns: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: "arn:{partition}:backup:{region}:{account}:backup-vault:{vault}",
        evidence: "documented",
        source: "https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-service-confused-deputy-prevention.html",
        note: "SourceArn must be a backup vault. No FIFO topics, no topic of another account.",
      },
    },
  },
  ec2: {
    principal: "ec2.amazonaws.com",
    roleTrust: {
      sourceAccount: false,
      sourceArn: false,
      evidence: "undocumented",
      source: "https://github.com/prowler-cloud/prowler/issues/2810",
      note:
        "Every example trusts the principal without conditions. A role can be passed only within its account. What an instance " +
        "may do can be limited by ec2:SourceInstanceARN in its permissions (not verified).",
    },
  },
  secretsManager: {
    principal: "secretsmanager.amazonaws.com",
    resourcePolicy: {
      lambda: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: "arn:{partition}:secretsmanager:{region}:{account}:secret:{secret}",
        evidence: "documented",
        source:
          "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html",
        note: "The permission to invoke a rotation function. With SourceArn it rotates that secret only, which AWS advises against for a function of several.",
      },
    },
    note: "Secrets are encrypted as the caller (kms:ViaService secretsmanager.{region}.amazonaws.com): no service principal in key policies.",
  },
  athena: {
    principal: undefined,
    note: "Athena acts with the caller's permissions on buckets, keys and the Glue catalog: trust nobody, allow the caller.",
  },
  guardDuty: {
    principal: "guardduty.amazonaws.com",
    resourcePolicy: {
      kms: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: DETECTOR_ARN,
        evidence: "documented",
        source: GUARDDUTY_EXPORT,
      },
      s3: {
        sourceAccount: true,
        sourceArn: true,
        arnPattern: DETECTOR_ARN,
        evidence: "documented",
        source: GUARDDUTY_EXPORT,
      },
    },
    note:
      "For the export of findings. In regions that need opt-in the principal is guardduty.{region}.amazonaws.com. The service " +
      "itself works through a service-linked role.",
  },
  securityHub: {
    principal: "securityhub.amazonaws.com",
    note: "Works through a service-linked role; findings leave through EventBridge (see events). Not verified: any policy that names it.",
  },
} as const satisfies Readonly<Record<string, ServicePrincipalFact>>;

/** The key of a service principal. */
export type ServicePrincipalKey = keyof typeof SERVICE_PRINCIPALS;
