/** A column of the table over the trail's log files. */
export interface TrailColumn {
  readonly name: string;
  readonly type: string;
}

const struct = (fields: Readonly<Record<string, string>>) =>
  `struct<${Object.entries(fields)
    .map(([name, type]) => `${name}:${type}`)
    .join(",")}>`;

const strings = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, "string"]));

const USER_IDENTITY = struct({
  ...strings("type", "principalid", "arn", "accountid", "invokedby", "accesskeyid", "username"),
  onbehalfof: struct(strings("userid", "identitystorearn")),
  sessioncontext: struct({
    attributes: struct(strings("mfaauthenticated", "creationdate")),
    sessionissuer: struct(strings("type", "principalid", "arn", "accountid", "username")),
    ec2roledelivery: "string",
    webidfederationdata: struct({ federatedprovider: "string", attributes: "map<string,string>" }),
  }),
});

const TYPES: Readonly<Record<string, string>> = {
  useridentity: USER_IDENTITY,
  resources: `array<${struct(strings("arn", "accountid", "type"))}>`,
  addendum: struct(strings("reason", "updatedfields", "originalrequestid", "originaleventid")),
  tlsdetails: struct(strings("tlsversion", "ciphersuite", "clientprovidedhostheader")),
};

/**
 * The columns of CloudTrail's log files.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html
 */
export const TRAIL_COLUMNS: readonly TrailColumn[] = [
  "eventversion",
  "useridentity",
  "eventtime",
  "eventsource",
  "eventname",
  "awsregion",
  "sourceipaddress",
  "useragent",
  "errorcode",
  "errormessage",
  "requestparameters",
  "responseelements",
  "additionaleventdata",
  "requestid",
  "eventid",
  "readonly",
  "resources",
  "eventtype",
  "apiversion",
  "recipientaccountid",
  "serviceeventdetails",
  "sharedeventid",
  "vpcendpointid",
  "vpcendpointaccountid",
  "eventcategory",
  "addendum",
  "sessioncredentialfromconsole",
  "edgedevicedetails",
  "tlsdetails",
].map((name) => ({ name, type: TYPES[name] ?? "string" }));

/** A question that is asked when an alarm is raised. */
export interface TrailQuestion {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** The SQL, given the table's name. */
  readonly sql: (table: string) => string;
}

/** The last week, by the partition key, so that Athena reads nothing older. */
const LAST_WEEK = `"timestamp" >= date_format(current_date - interval '7' day, '%Y/%m/%d')`;

const SELECT =
  "SELECT eventtime, awsregion, useridentity.arn AS principal, eventsource, eventname, sourceipaddress, errorcode";

const question = (id: string, title: string, description: string, condition: string): TrailQuestion => ({
  id,
  title,
  description,
  sql: (table) =>
    `${SELECT}\nFROM ${table}\nWHERE ${LAST_WEEK}\n  AND ${condition}\nORDER BY eventtime DESC\nLIMIT 500`,
});

/** The saved queries: one for each question that an alarm raises. */
export const TRAIL_QUESTIONS: readonly TrailQuestion[] = [
  question(
    "root_usage",
    "Root usage",
    "What the root user did in the last week, and from where.",
    "useridentity.type = 'Root' AND useridentity.invokedby IS NULL AND eventtype <> 'AwsServiceEvent'",
  ),
  question(
    "unauthorized_calls",
    "Unauthorized calls",
    "Who was refused what in the last week.",
    "(errorcode LIKE '%UnauthorizedOperation' OR errorcode LIKE 'AccessDenied%')",
  ),
  question(
    "sign_ins_without_mfa",
    "Sign-ins without MFA",
    "Console sign-ins of the last week that used no MFA.",
    "eventname = 'ConsoleLogin' AND json_extract_scalar(additionaleventdata, '$.MFAUsed') = 'No'",
  ),
  question(
    "failed_sign_ins",
    "Failed sign-ins",
    "Console sign-ins of the last week that failed.",
    "eventname = 'ConsoleLogin' AND errormessage = 'Failed authentication'",
  ),
  question(
    "security_changes",
    "Security changes",
    "Changes of the last week to IAM, keys, the trail, Config, buckets' policies and the network's rules.",
    "readonly = 'false' AND errorcode IS NULL AND (eventsource IN ('iam.amazonaws.com', 'kms.amazonaws.com', 'cloudtrail.amazonaws.com', 'config.amazonaws.com') OR regexp_like(eventname, 'BucketPolicy|BucketAcl|SecurityGroup|NetworkAcl|Gateway|Route|Vpc'))",
  ),
  question(
    "data_reads",
    "Data reads",
    "Who read which objects of S3 in the last week.",
    "eventsource = 's3.amazonaws.com' AND eventname = 'GetObject' AND errorcode IS NULL",
  ),
];
