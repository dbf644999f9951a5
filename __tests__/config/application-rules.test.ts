import { type Changes, expectProblems, ruleCases } from "./support";

const application = (changes: Readonly<Record<string, string>> = {}): Changes => ({
  "application.instanceType": "m7g.large",
  ...Object.fromEntries(Object.entries(changes).map(([key, value]) => [`application.${key}`, value])),
});

describe("the size of the application", () => {
  test.each(
    ruleCases([
      ["one instance, always", application({ minSize: "1", maxSize: "1" })],
      [
        "fewer at most than at least",
        application({ minSize: "3", maxSize: "2" }),
        "18  application.maxSize must be at least 3, which is minSize, got 2",
      ],
      [
        "fewer at most than the default at least",
        application({ maxSize: "1" }),
        "17  application.maxSize must be at least 2, which is minSize, got 1",
      ],
      ["an alarm above what scaling keeps", { ...application({ cpuTargetPercent: "84" }) }],
      [
        "an alarm at what scaling keeps",
        { ...application({ cpuTargetPercent: "50" }), "monitoring.cpuPercent": "50" },
        "19  monitoring.cpuPercent must be more than 50 percent, which is application.cpuTargetPercent, got 50; Auto Scaling keeps that much, so the alarm would be raised all the time",
      ],
      [
        "the default alarm below what scaling keeps",
        application({ cpuTargetPercent: "90" }),
        "1  monitoring.cpuPercent must be more than 90 percent, which is application.cpuTargetPercent, got 85; Auto Scaling keeps that much, so the alarm would be raised all the time",
      ],
      [
        "an alarm below what scaling keeps while another is wrong",
        { ...application({ cpuTargetPercent: "90" }), "monitoring.serverErrors": "0" },
        "19  monitoring.serverErrors must be a whole number between 1 and 1000000 events, got 0",
      ],
      ["a low alarm without an application", { "monitoring.cpuPercent": "1" }],
    ]),
  )("LAM-HA-1: $title", expectProblems);
});

const micro = (type: string) =>
  `16  application.instanceType must not be a burstable nano, micro or small type in production, got "${type}"; take t4g.medium or larger, or say so with allowBurstableMicro: true`;
const PRODUCTION: Changes = { stage: "production" };

describe("the application in production", () => {
  test.each(
    ruleCases([
      ["as it is", { ...PRODUCTION, ...application() }],
      ["two instances", { ...PRODUCTION, ...application({ minSize: "2", maxSize: "2" }) }],
      [
        "one instance",
        { ...PRODUCTION, ...application({ minSize: "1" }) },
        "17  application.minSize must be at least 2 instances in production, got 1; one does not survive the loss of its zone",
      ],
      ...["t3.nano", "t4g.micro", "t3a.small"].map(
        (instanceType) =>
          [instanceType, { ...PRODUCTION, ...application({ instanceType }) }, micro(instanceType)] as const,
      ),
      ["a burstable type that is larger", { ...PRODUCTION, ...application({ instanceType: "t4g.medium" }) }],
      [
        "a micro type, and saying so",
        { ...PRODUCTION, ...application({ instanceType: "t4g.micro", allowBurstableMicro: "true" }) },
      ],
      ["a micro bastion host", { ...PRODUCTION, bastion: "{}", "network.trustedCidrs": "[203.0.113.0/24]" }],
      ["elsewhere, all of it", { stage: "staging", ...application({ instanceType: "t4g.nano", minSize: "1" }) }],
    ]),
  )("LAM-HA-1: $title", expectProblems);
});

const CERTIFICATE = `arn:aws:acm:us-east-1:111111111111:certificate/${"0".repeat(36)}`;
const ZONE = "Z0123456789ABCDEFGHIJ";
const LONG_NAME = `${"a".repeat(60)}.com`;

const edge = (changes: Readonly<Record<string, string>>): Changes => ({
  ...application(),
  ...Object.fromEntries(Object.entries(changes).map(([key, value]) => [`edge.${key}`, value])),
});
const notOurs = (arn: string, beginning = "arn:aws:acm:us-east-1:111111111111:") =>
  `18  edge.certificateArn must begin with ${beginning}, got "${arn}"; a load balancer takes certificates of its own region and account only`;

describe("the certificate of the load balancer", () => {
  test.each(
    ruleCases([
      ["given", edge({ certificateArn: CERTIFICATE })],
      ["given, with the name that it is for", edge({ certificateArn: CERTIFICATE, domainName: "app.example.com" })],
      [
        "given, with records",
        edge({ certificateArn: CERTIFICATE, domainName: LONG_NAME.concat("x"), hostedZoneId: ZONE }),
      ],
      ["made", edge({ domainName: LONG_NAME, hostedZoneId: ZONE })],
      ["none on purpose", edge({ allowPlainHttp: "true" })],
      [
        "none",
        edge({ waf: "false" }),
        "17  edge.certificateArn must be given, or domainName with hostedZoneId, got nothing; HTTP without a certificate must be said with allowPlainHttp: true",
      ],
      [
        "none, with nothing said at all",
        { ...application(), edge: "{}" },
        "17  edge.certificateArn must be given, or domainName with hostedZoneId, got nothing; HTTP without a certificate must be said with allowPlainHttp: true",
      ],
      [
        "given and not wanted",
        edge({ certificateArn: CERTIFICATE, allowPlainHttp: "true" }),
        "19  edge.allowPlainHttp must be false where there is a certificate, got true; remove it",
      ],
      [
        "made and not wanted",
        edge({ domainName: "app.example.com", hostedZoneId: ZONE, allowPlainHttp: "true" }),
        "20  edge.allowPlainHttp must be false where there is a certificate, got true; remove it",
      ],
      [
        "to be made without a name",
        edge({ hostedZoneId: ZONE }),
        "17  edge.domainName must be given with hostedZoneId, got nothing; write the name that is to lead to the load balancer",
      ],
      [
        "given, with a zone and without a name",
        edge({ certificateArn: CERTIFICATE, hostedZoneId: ZONE }),
        "17  edge.domainName must be given with hostedZoneId, got nothing; write the name that is to lead to the load balancer",
      ],
      [
        "to be made without a zone",
        edge({ domainName: "app.example.com" }),
        "17  edge.hostedZoneId must be given with domainName, or else certificateArn, got nothing; a certificate is made by records in that zone",
      ],
      [
        "to be made without a zone, and not wanted",
        edge({ domainName: "app.example.com", allowPlainHttp: "true" }),
        "17  edge.hostedZoneId must be given with domainName, or else certificateArn, got nothing; a certificate is made by records in that zone",
      ],
      [
        "made for too long a name",
        edge({ domainName: LONG_NAME.concat("x"), hostedZoneId: ZONE }),
        `18  edge.domainName must have at most 64 characters where its certificate is made, got "${LONG_NAME}x"; take a shorter name, or give certificateArn`,
      ],
      [
        "of another region",
        edge({ certificateArn: CERTIFICATE.replace("us-east-1", "us-west-2") }),
        notOurs(CERTIFICATE.replace("us-east-1", "us-west-2")),
      ],
      [
        "of another account",
        edge({ certificateArn: CERTIFICATE.replace("111111111111", "222222222222") }),
        notOurs(CERTIFICATE.replace("111111111111", "222222222222")),
      ],
      [
        "of another partition",
        { ...edge({ certificateArn: CERTIFICATE }), region: "cn-north-1" },
        notOurs(CERTIFICATE, "arn:aws-cn:acm:cn-north-1:111111111111:"),
      ],
      [
        "of another region while the region is wrong",
        { ...edge({ certificateArn: CERTIFICATE }), region: "us-east1" },
        '3  region must be an AWS region, got "us-east1"; did you mean "us-east-1"?',
      ],
      [
        "of another account while the account is wrong",
        { ...edge({ certificateArn: CERTIFICATE.replace("us-east-1", "us-west-2") }), account: "x" },
        '2  account must be the 12 digits of an AWS account, in quotes, got "x"; for example "111111111111"',
      ],
    ]),
  )("ENT-ACM-1: $title", expectProblems);
});

const NO_APPLICATION = "15  edge must have an application to lead to; add the section application, or remove edge";

describe("the load balancer", () => {
  test.each(
    ruleCases([
      ["without an application", { "edge.allowPlainHttp": "true" }, NO_APPLICATION],
      [
        "without an application and a certificate",
        { edge: "{}" },
        NO_APPLICATION,
        "15  edge.certificateArn must be given, or domainName with hostedZoneId, got nothing; HTTP without a certificate must be said with allowPlainHttp: true",
      ],
      [
        "before an application that is wrong",
        { edge: "{}", "application.port": "80" },
        "16  application.instanceType must be an EC2 instance type for Amazon Linux 2023, got nothing; it is required",
        "17  application.port must be a whole number between 1024 and 49151 (a TCP port), got 80",
      ],
    ]),
  )("WEB-ALB-1: $title", expectProblems);
});

const groups = (value: string): Changes => ({
  ...application(),
  "edge.allowPlainHttp": "true",
  "edge.waf.managedRuleGroups": `[${value}]`,
});
const MOST = "common, knownBadInputs, sqlInjection, linux, posix, adminProtection";

describe("the web ACL", () => {
  test.each(
    ruleCases([
      [
        "with groups for its whole capacity",
        groups("common, knownBadInputs, sqlInjection, linux, posix, ipReputation, anonymousIp"),
      ],
      [
        "with more groups than it has capacity for",
        groups(MOST),
        "20  edge.waf.managedRuleGroups must cost at most 1500 WCU, with 2 of the rate limit, got 1502 (common 700, knownBadInputs 200, sqlInjection 200, linux 200, posix 100, adminProtection 100); AWS charges more for what is above, so leave out what the application does not need",
      ],
      [
        "with all groups, without an application",
        { ...groups(`${MOST}, ipReputation, anonymousIp`), "application.instanceType": undefined },
        "15  edge must have an application to lead to; add the section application, or remove edge",
        "18  edge.waf.managedRuleGroups must cost at most 1500 WCU, with 2 of the rate limit, got 1577 (common 700, knownBadInputs 200, sqlInjection 200, linux 200, posix 100, adminProtection 100, ipReputation 25, anonymousIp 50); AWS charges more for what is above, so leave out what the application does not need",
      ],
    ]),
  )("WEB-WAF-1: $title", expectProblems);
});
