import { ConfigurationError } from "../../../config/problems";
import { type EnvironmentOverrides, environmentOf, SSH_KEY, synthesized } from "../../support/environments";

/** What is said of lambda-app.yaml with these values; nothing where it is taken. */
function messages(overrides: object): string[] {
  try {
    environmentOf(overrides as EnvironmentOverrides, "lambda-app");
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return error.problems.map(({ message }) => message);
    }
    throw error;
  }
}

const LOG_DAYS =
  "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653";

describe("each bad value has a message of its own, which says what is right", () => {
  it.each<[string, object, string]>([
    [
      "an account of three digits",
      { account: "123" },
      'account must be the 12 digits of an AWS account, in quotes, got "123"; for example "111111111111"',
    ],
    [
      "a region that is not there",
      { region: "us-east-9" },
      'region must be an AWS region, got "us-east-9"; did you mean "us-east-1"?',
    ],
    [
      "a stage that is not one",
      { stage: "prod" },
      'stage must be one of production, staging, development, got "prod"; did you mean "production"?',
    ],
    [
      "a test copy in production",
      { lifecycle: "ephemeral" },
      'lifecycle must be durable in production, got "ephemeral"; a test copy has stage: development',
    ],
    [
      "another topology",
      { topology: "layers" },
      'topology must be one of single, layered, got "layers"; did you mean "layered"?',
    ],
    [
      "a prefix with a space",
      { naming: { prefix: "Lambda App" } },
      'naming.prefix must be 1 to 20 letters and digits, the first a letter, got "Lambda App"; AWS allows no other character in all of the names that are made of it',
    ],
    [
      "no owner",
      { tags: { Owner: undefined } },
      "tags.Owner must be 1 to 256 letters, digits, spaces or _ . : / = + - @, got nothing; it is required",
    ],
    [
      "a key for what has none",
      { kms: { separateKeys: ["efs"] } },
      'kms.separateKeys[0] must be one of s3, rds, logs, ebs, sns, secrets, backup, sqs, lambda, got "efs"; did you mean "ebs"?',
    ],
    [
      "a key twice",
      { kms: { separateKeys: ["ebs", "ebs"] } },
      'kms.separateKeys[1] must differ from those before it, got "ebs"; name each purpose once',
    ],
    [
      "separate keys of AWS's",
      { kms: { mode: "awsManaged" } },
      'kms.separateKeys must be empty with mode: awsManaged, got ["ebs","s3","logs","rds"]; only mode: own makes keys',
    ],
    [
      "a window that KMS does not take",
      { kms: { deletionWindowDays: 3 } },
      "kms.deletionWindowDays must be a whole number between 7 and 30 days, got 3",
    ],
    [
      "an address instead of a block",
      { network: { cidr: "10.60.1.0/16" } },
      'network.cidr "10.60.1.0/16" has host bits set; did you mean "10.60.0.0/16"?',
    ],
    [
      "one zone",
      { network: { zoneCount: 1 } },
      "network.zoneCount must be a whole number between 2 and 6 zones, got 1",
    ],
    [
      "one named zone",
      { network: { zones: ["us-east-1a"] } },
      'network.zones must name 2 to 6 zones, got ["us-east-1a"]; private subnets lie in at least two',
    ],
    [
      "no NAT gateway",
      { network: { natGateways: "none" } },
      'network.natGateways must be one of single, perZone, got "none"',
    ],
    [
      "no way out, and no endpoints",
      { network: { internetEgress: false } },
      "network.endpoints must be true with internetEgress: false, got false; functions, instances and their agents reach AWS by nothing else",
    ],
    [
      "another encryption of the bucket",
      { storage: { encryption: "AES128" } },
      'storage.encryption must be one of kms, AES256, got "AES128"',
    ],
    [
      "a step too early",
      { storage: { glacierAfterDays: 31 } },
      "storage.glacierAfterDays must be at least 60 days, 30 more than infrequentAccessAfterDays, got 31; S3 keeps objects 30 days in STANDARD_IA",
    ],
    [
      "an end before the last step",
      { storage: { expireAfterDays: 90 } },
      "storage.expireAfterDays must be more than 90 days, which is glacierAfterDays, got 90; an object must arrive before it can expire",
    ],
    [
      "a class of EC2 for the database",
      { database: { instanceClass: "m7g.large" } },
      'database.instanceClass must be an RDS instance class, got "m7g.large"; for example db.t4g.medium or db.m7g.large; db.t2, db.m4, db.r4 and older ones run no PostgreSQL of today',
    ],
    [
      "too little storage",
      { database: { allocatedStorageGib: 10 } },
      "database.allocatedStorageGib must be a whole number between 20 and 65536 GiB, got 10",
    ],
    [
      "storage that cannot grow",
      { database: { maxAllocatedStorageGib: 100 } },
      "database.maxAllocatedStorageGib must be at least 110 GiB, 10 % more than allocatedStorageGib, got 100; RDS refuses storage autoscaling otherwise",
    ],
    [
      "few backups in production",
      { database: { backupRetentionDays: 3 } },
      "database.backupRetentionDays must be at least 7 days in production, got 3",
    ],
    [
      "a time instead of a window",
      { database: { backupWindow: "3am" } },
      'database.backupWindow must be a daily window hh:mm-hh:mm in UTC, got "3am"; for example "03:00-04:00"',
    ],
    [
      "maintenance while backups are taken",
      { database: { maintenanceWindow: "sun:03:30-sun:05:30" } },
      'database.maintenanceWindow must not overlap database.backupWindow "03:00-04:00", got "sun:03:30-sun:05:30"; RDS refuses that',
    ],
    [
      "the first user that an attacker tries",
      { database: { username: "postgres" } },
      'database.username must not be admin, rdsadmin, public, none, user, rds_superuser, rdsrepladmin, rds_replication, postgres or begin with pg_, got "postgres"; RDS keeps these, or they are the first that an attacker tries',
    ],
    [
      "seconds that RDS does not take",
      { database: { enhancedMonitoringSeconds: 45 } },
      "database.enhancedMonitoringSeconds must be one of 1, 5, 10, 15, 30, 60 seconds, got 45",
    ],
    [
      "a port that is reserved",
      { database: { port: 22 } },
      "database.port must be a whole number between 1150 and 65535 (a TCP port), got 22",
    ],
    [
      "a password in the YAML",
      { database: { password: "hunter2" } },
      'database.password is not known; did you mean "passwordVersion"?',
    ],
    [
      "credentials from elsewhere",
      { database: { credentials: "plain" } },
      'database.credentials must be one of ephemeral, rdsManaged, generated, got "plain"',
    ],
    [
      "an old engine",
      { database: { engineVersion: "9.6" } },
      'database.engineVersion must be one of 14, 15, 16, 17, 18, got "9.6"',
    ],
    [
      "a word for a switch",
      { database: { pgaudit: "yes" } },
      'database.pgaudit must be true or false, got "yes"; write true without quotes',
    ],
    [
      "a key with another spelling",
      { database: { multiAZ: true } },
      'database.multiAZ is not known; did you mean "multiAz"?',
    ],
    [
      "words for a schedule",
      { databaseFunction: { schedule: "every hour" } },
      'databaseFunction.schedule must be a schedule of EventBridge, got "every hour"; for example "rate(1 hour)" or "cron(0 5 * * ? *)"',
    ],
    [
      "an invoker of another partition",
      { databaseFunction: { invokers: ["arn:aws-cn:iam::555555555555:role/a"] } },
      'databaseFunction.invokers[0] must begin with arn:aws:, got "arn:aws-cn:iam::555555555555:role/a"; us-east-1 is in the partition aws, whose accounts are others',
    ],
    [
      "days that CloudWatch Logs does not take",
      { databaseFunction: { logRetentionDays: 8 } },
      `databaseFunction.logRetentionDays must be one of ${LOG_DAYS} days, got 8; CloudWatch Logs takes no other value, so take 14`,
    ],
    [
      "half an instance type",
      { application: { instanceType: "m7g" } },
      'application.instanceType must be an EC2 instance type for Amazon Linux 2023, got "m7g"; for example t4g.small or m7g.large; t2, m3, c3, a1 and older ones are not',
    ],
    [
      "fewer at most than at least",
      { application: { maxSize: 1 } },
      "application.maxSize must be at least 2, which is minSize, got 1",
    ],
    [
      "SSH for everybody",
      { application: { ssh: "everybody" } },
      'application.ssh must be one of none, bastion, trusted, got "everybody"',
    ],
    [
      "SSH by a host that is not there",
      { application: { ssh: "bastion", sshPublicKey: SSH_KEY } },
      'application.ssh must not be bastion where there is none, got "bastion"; add the section bastion',
    ],
    [
      "a port of the system's",
      { application: { port: 80 } },
      "application.port must be a whole number between 1024 and 49151 (a TCP port), got 80",
    ],
    [
      "a health check without its slash",
      { application: { healthCheckPath: "healthz" } },
      'application.healthCheckPath must be a path that begins with /, got "healthz"; for example /healthz',
    ],
    [
      "instances that do nothing",
      { application: { cpuTargetPercent: 0 } },
      "application.cpuTargetPercent must be a whole number between 10 and 90 percent, got 0",
    ],
    [
      "somebody else's recorder by another word",
      { baseline: { config: "organization" } },
      'baseline.config must be one of own, external, got "organization"',
    ],
    [
      "no address for alerts",
      { monitoring: { alertEmail: "nobody" } },
      'monitoring.alertEmail must be an e-mail address, got "nobody"; for example security@example.com',
    ],
    [
      "a look at backups where there are none",
      { recoveryCheck: {} },
      "recoveryCheck must have backups to look at; add the section backup, or remove recoveryCheck",
    ],
  ])("LAM-TEST-1: %s", (_, overrides, message) => {
    expect(messages(overrides)).toEqual([message]);
  });

  it("LAM-TEST-1: all of them come at once, with the file and the line", () => {
    expect(() =>
      environmentOf(
        { stage: "prod", application: { ssh: "everybody" } } as object as EnvironmentOverrides,
        "lambda-app",
      ),
    ).toThrow(
      [
        'variant of lambda-app.yaml:1  application.ssh must be one of none, bastion, trusted, got "everybody"',
        'variant of lambda-app.yaml:1  stage must be one of production, staging, development, got "prod"; did you mean "production"?',
        "2 problems; nothing was written. See help/errors.md",
      ].join("\n"),
    );
  });

  it("LAM-TEST-1: no message repeats a secret", () => {
    const [password, key] = ["hunter2", "-----BEGIN OPENSSH PRIVATE KEY-----\nMIIE"];
    const said = [...messages({ database: { password } }), ...messages({ application: { sshPublicKey: key } })].join(
      "\n",
    );

    expect(said).toContain("got a private key; keep it secret, make another if others have seen it");
    expect(said).not.toContain(password);
    expect(said).not.toContain("MIIE");
  });

  it("LAM-TEST-1: the file as it is shipped is taken, and synthesized without a lowering", () => {
    expect(messages({})).toEqual([]);
    expect(synthesized({}, "lambda-app").summaries[0]?.lowerings).toEqual([]);
  });
});
