import { type Changes, expectProblems, publicKey, ruleCases } from "./support";

const SSH_KEY = publicKey("ssh-ed25519", 32);
const trusted = (...cidrs: string[]): Changes => ({ "network.trustedCidrs": `[${cidrs.join(", ")}]` });
const BASTION: Changes = { bastion: "{}" };
const APPLICATION: Changes = { "application.instanceType": "m7g.large" };
const GATEWAY: Changes = { "network.transitGateway.id": "tgw-0123456789abcdef0" };
const ssh = (who: string): Changes => ({
  ...APPLICATION,
  "application.ssh": who,
  "application.sshPublicKey": SSH_KEY,
});
const OFFICE = "203.0.113.0/24";
const COMPANY = "10.1.0.0/16";

describe("internet and endpoints", () => {
  test.each(
    ruleCases([
      ["no way to the internet, but endpoints", { "network.internetEgress": "false", "network.endpoints": "true" }],
      ["both", { "network.endpoints": "true" }],
      [
        "neither, while the network is wrong",
        { "network.internetEgress": "false", "network.zoneCount": "1" },
        "14  network.zoneCount must be a whole number between 2 and 6 zones, got 1",
      ],
      [
        "neither",
        { "network.internetEgress": "false" },
        "11  network.endpoints must be true with internetEgress: false, got false; functions, instances and their agents reach AWS by nothing else",
      ],
      [
        "neither, said in full",
        { "network.internetEgress": "false", "network.endpoints": "false" },
        "14  network.endpoints must be true with internetEgress: false, got false; functions, instances and their agents reach AWS by nothing else",
      ],
    ]),
  )("MAZ-NET-2: $title", expectProblems);
});

const tooLarge = (cidr: string, index = 0) =>
  `13  network.trustedCidrs[${index}] must be /8 or smaller, got "${cidr}"; name the addresses that you come from, never all of the internet`;
const notPublic = (cidr: string, index = 0) =>
  `13  network.trustedCidrs[${index}] must be a public block, got "${cidr}"; a private range reaches nothing but instances with application.ssh: trusted`;
const ownAddresses = (cidr: string, index = 0) =>
  `13  network.trustedCidrs[${index}] must not lie within network.cidr "10.0.0.0/16", got "${cidr}"; those are the VPC's own addresses`;

describe("trusted CIDR blocks of the bastion host", () => {
  test.each(
    ruleCases([
      ["an office", { ...trusted(OFFICE), ...BASTION }],
      ["one address", { ...trusted("198.51.100.7/32"), ...BASTION }],
      ["the largest", { ...trusted("9.0.0.0/8"), ...BASTION }],
      ["the neighbours of private ranges", { ...trusted("11.0.0.0/8", "172.32.0.0/11", "192.169.0.0/16"), ...BASTION }],
      ["all of the internet", { ...trusted("0.0.0.0/0"), ...BASTION }, tooLarge("0.0.0.0/0")],
      [
        "all of the internet in halves",
        { ...trusted("0.0.0.0/1", "128.0.0.0/1"), ...BASTION },
        tooLarge("0.0.0.0/1"),
        tooLarge("128.0.0.0/1", 1),
      ],
      ["a little too large", { ...trusted(OFFICE, "8.0.0.0/7"), ...BASTION }, tooLarge("8.0.0.0/7", 1)],
      ["none: Systems Manager reaches it", BASTION],
      ["none, with a key, which is for SSH through Systems Manager", { "bastion.sshPublicKey": SSH_KEY }],
      ["a private range only", { ...trusted(COMPANY), ...BASTION }, notPublic(COMPANY)],
      ["a private range too", { ...trusted(OFFICE, "100.64.0.0/10"), ...BASTION }, notPublic("100.64.0.0/10", 1)],
      ["the VPC itself", { ...trusted(OFFICE, "10.0.0.0/16"), ...BASTION }, ownAddresses("10.0.0.0/16", 1)],
      ["a part of the VPC", { ...trusted(OFFICE, "10.0.3.0/24"), ...BASTION }, ownAddresses("10.0.3.0/24", 1)],
    ]),
  )("MAZ-SG-1: $title", expectProblems);
});

describe("trusted CIDR blocks of instances in private subnets", () => {
  test.each(
    ruleCases([
      ["a private range behind the gateway", { ...trusted(COMPANY), ...GATEWAY, ...ssh("trusted") }],
      ["the carriers' range", { ...trusted("100.64.0.0/10"), ...GATEWAY, ...ssh("trusted") }],
      ["a range that the VPC is a part of", { ...trusted("10.0.0.0/8"), ...GATEWAY, ...ssh("trusted") }],
      ["beside those of the bastion host", { ...trusted(OFFICE, COMPANY), ...GATEWAY, ...BASTION, ...ssh("trusted") }],
      [
        "a public block",
        { ...trusted(COMPANY, OFFICE), ...GATEWAY, ...ssh("trusted") },
        `13  network.trustedCidrs[1] must be a private range, got "${OFFICE}"; a public address reaches no private subnet: take bastion with application.ssh: bastion`,
      ],
      [
        "public blocks only",
        { ...trusted(OFFICE), ...GATEWAY, ...ssh("trusted") },
        `13  network.trustedCidrs[0] must be a private range, got "${OFFICE}"; a public address reaches no private subnet: take bastion with application.ssh: bastion`,
        '20  application.ssh must not be trusted without a private range in network.trustedCidrs, got "trusted"; name one that lies behind the transit gateway',
      ],
      [
        "where there is a bastion host too, which Systems Manager reaches",
        { ...trusted(COMPANY), ...GATEWAY, ...BASTION, ...ssh("trusted") },
      ],
      [
        "a part of the VPC",
        { ...trusted(COMPANY, "10.0.3.0/24"), ...GATEWAY, ...ssh("trusted") },
        ownAddresses("10.0.3.0/24", 1),
      ],
      [
        "no gateway",
        { ...trusted(COMPANY), ...ssh("trusted") },
        '18  application.ssh must not be trusted without network.transitGateway, got "trusted"; trusted ranges reach private subnets by nothing else; Systems Manager needs none',
      ],
      [
        "neither gateway nor range",
        ssh("trusted"),
        '17  application.ssh must not be trusted without a private range in network.trustedCidrs, got "trusted"; name one that lies behind the transit gateway',
        '17  application.ssh must not be trusted without network.transitGateway, got "trusted"; trusted ranges reach private subnets by nothing else; Systems Manager needs none',
      ],
      [
        "a gateway by which nobody comes",
        { ...GATEWAY, ...APPLICATION },
        "13  network.transitGateway must be left out where no trusted range comes by it; remove it, or take application.ssh: trusted",
      ],
      [
        "a gateway without an application",
        { ...GATEWAY, ...trusted(OFFICE), ...BASTION },
        "13  network.transitGateway must be left out where no trusted range comes by it; remove it, or take application.ssh: trusted",
      ],
    ]),
  )("MAZ-SG-1: $title", expectProblems);
});

const UNUSED = `13  network.trustedCidrs must be empty where nothing takes SSH, got ["${OFFICE}"]; remove it, or add bastion or application.ssh: trusted`;

describe("trusted CIDR blocks that nobody needs", () => {
  test.each(
    ruleCases([
      ["without an application", trusted(OFFICE), UNUSED],
      ["with an application that Systems Manager reaches", { ...trusted(OFFICE), ...APPLICATION }, UNUSED],
      [
        "all of the internet",
        trusted("0.0.0.0/0"),
        '13  network.trustedCidrs must be empty where nothing takes SSH, got ["0.0.0.0/0"]; remove it, or add bastion or application.ssh: trusted',
      ],
      [
        "not known while the application is wrong",
        { ...trusted(OFFICE), "application.instanceType": "x" },
        '17  application.instanceType must be an EC2 instance type for Amazon Linux 2023, got "x"; for example t4g.small or m7g.large; t2, m3, c3, a1 and older ones are not',
      ],
      [
        "not known while the bastion host is wrong",
        { ...trusted(OFFICE), "bastion.logRetentionDays": '"7"' },
        '17  bastion.logRetentionDays must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 days, got "7"; write 7 without quotes',
      ],
    ]),
  )("MAZ-SG-1: $title", expectProblems);
});

describe("SSH to the application", () => {
  test.each(
    ruleCases([
      ["none, with a key", { ...APPLICATION, "application.sshPublicKey": SSH_KEY }],
      ["through the bastion host", { ...trusted(OFFICE), ...BASTION, ...ssh("bastion") }],
      [
        "through a bastion host that is not there",
        ssh("bastion"),
        '17  application.ssh must not be bastion where there is none, got "bastion"; add the section bastion',
      ],
      [
        "through the bastion host, without a key",
        { ...trusted(OFFICE), ...BASTION, ...APPLICATION, "application.ssh": "bastion" },
        "17  application.sshPublicKey must be given with ssh: bastion, got nothing; nobody could sign in without one",
      ],
      [
        "from trusted ranges, without a key",
        { ...trusted(COMPANY), ...GATEWAY, ...APPLICATION, "application.ssh": "trusted" },
        "18  application.sshPublicKey must be given with ssh: trusted, got nothing; nobody could sign in without one",
      ],
    ]),
  )("LAM-EC2-1: $title", expectProblems);
});

const invokers = (...arns: string[]): Changes => ({
  "databaseFunction.invokers": `[${arns.map((arn) => `"${arn}"`).join(", ")}]`,
});

describe("who may invoke the database function", () => {
  test.each(
    ruleCases([
      [
        "roles and users, of other accounts too",
        invokers("arn:aws:iam::222222222222:role/a", "arn:aws:iam::111111111111:user/b"),
      ],
      ["in a partition of its own", { ...invokers("arn:aws-cn:iam::111111111111:role/a"), region: "cn-north-1" }],
      [
        "of another partition",
        {
          ...invokers("arn:aws-us-gov:iam::111111111111:role/a", "arn:aws:iam::111111111111:role/a"),
          region: "us-gov-east-1",
        },
        '16  databaseFunction.invokers[1] must begin with arn:aws-us-gov:, got "arn:aws:iam::111111111111:role/a"; us-gov-east-1 is in the partition aws-us-gov, whose accounts are others',
      ],
      [
        "whose permissions would have one name",
        invokers(
          "arn:aws:iam::111111111111:role/a/Deploy-er",
          "arn:aws:iam::222222222222:role/deploy-er",
          "arn:aws:iam::111111111111:user/deploy-er",
          "arn:aws:iam::111111111111:role/b/deploy.er",
        ),
        '16  databaseFunction.invokers[3] must differ from "arn:aws:iam::111111111111:role/a/Deploy-er" in more than path, case and punctuation, got "arn:aws:iam::111111111111:role/b/deploy.er"; their permissions would have one name, so leave one to IAM or rename it',
      ],
      [
        "of another partition while the region is wrong",
        { ...invokers("arn:aws-cn:iam::111111111111:role/a"), region: "us-east1" },
        '3  region must be an AWS region, got "us-east1"; did you mean "us-east-1"?',
      ],
    ]),
  )("LAM-FN-1: $title", expectProblems);
});
