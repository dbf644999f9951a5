import { z } from "zod";
import { EC2_INSTANCE_TYPE_PATTERN, LIMITS, SSH_PUBLIC_KEY_PATTERN } from "../aws-limits";
import type { Remark } from "../sentences";
import { flag, GUARDED_PORT, logRetentionDays, script, section, text, whole } from "./fields";

function instanceType() {
  return text(
    EC2_INSTANCE_TYPE_PATTERN,
    "an EC2 instance type for Amazon Linux 2023",
    "for example t4g.small or m7g.large; t2, m3, c3, a1 and older ones are not",
  );
}

const SSH_KEY_RULE = "an OpenSSH public key, ssh-ed25519 or ssh-rsa of 2048 to 4096 bits";

/** What is no public key may be a private one: messages name the type of a key and repeat nothing else. */
function keyRemark(value: string): Remark {
  if (value.includes("PRIVATE KEY")) {
    return {
      got: "a private key",
      hint: "keep it secret, make another if others have seen it, and take the file that ends in .pub",
    };
  }
  const type = /^(?:ssh|ecdsa|sk)-[a-z0-9@.-]+/.exec(value)?.[0];
  return {
    got: type === undefined ? "something else" : `${type} of another kind, or damaged`,
    hint: "take the one line of the file that ends in .pub",
  };
}

/** Whether the fields of a key, each after its length, end with its data (RFC 4251, section 5): a copied key may lack its end. */
function isWhole(key: string): boolean {
  const data = Buffer.from(key.split(" ")[1] ?? "", "base64");
  let position = 0;
  while (position + 4 <= data.length) {
    position += 4 + data.readUInt32BE(position);
  }
  return position === data.length;
}

function sshPublicKey() {
  return z
    .string({ error: `must be ${SSH_KEY_RULE}` })
    .superRefine((value, context) => {
      if (!SSH_PUBLIC_KEY_PATTERN.test(value) || !isWhole(value)) {
        const params = keyRemark(value);
        context.addIssue({ code: "custom", message: `must be ${SSH_KEY_RULE}`, input: value, params });
      }
    })
    .meta({ pattern: SSH_PUBLIC_KEY_PATTERN.source, rule: SSH_KEY_RULE });
}

/** The section `application`. */
export const application = section({
  instanceType: instanceType().describe("The instances' type; its processor decides which image is taken."),
  allowBurstableMicro: flag()
    .default(false)
    .describe("Allows a burstable nano, micro or small type in production; said here, since it is a lowering."),
  minSize: whole(LIMITS.instances)
    .default(2)
    .describe("Instances at least: two survive the loss of a zone, so production has no fewer."),
  maxSize: whole(LIMITS.instances).default(4).describe("Instances at most."),
  cpuTargetPercent: whole(LIMITS.cpuPercent).default(60).describe("The CPU utilization that Auto Scaling keeps."),
  rootVolumeGib: whole(LIMITS.rootVolumeGib).default(20).describe("The root volume, in GiB."),
  port: whole(LIMITS.applicationPort)
    .default(8080)
    .describe(
      "The port that the application listens on. CAUTION: another one moves the load balancer and the rules at once, and nobody " +
        `is answered until new instances listen on it; ${GUARDED_PORT}.`,
    ),
  healthCheckPath: text(/^\/[A-Za-z0-9._~/-]{0,1023}$/, "a path that begins with /", "for example /healthz")
    .default("/healthz")
    .describe("The path that answers 200 while an instance is healthy."),
  bootstrapScript: script()
    .optional()
    .describe(
      "Bash that installs and starts the application on a new instance. Without one, a placeholder answers the health check.",
    ),
  databaseAccess: flag()
    .default(true)
    .describe(
      "Whether the instances may connect to the database and read its secret. CAUTION: changing this value after the first " +
        "deployment replaces the instances' `aws_iam_policy`: for a moment they have neither.",
    ),
  dataBucketAccess: z
    .enum(["none", "read", "readWrite"])
    .default("none")
    .describe(
      "What the instances may do with the objects of the data bucket. CAUTION: changing this value after the first deployment " +
        "replaces the instances' `aws_iam_policy`: for a moment they have no rights by it.",
    ),
  ssh: z
    .enum(["none", "bastion", "trusted"])
    .default("none")
    .describe(
      "Who may open SSH to the instances: nobody (Systems Manager is the way), the bastion host, or `network.trustedCidrs` " +
        "that are private ranges behind `network.transitGateway`.",
    ),
  sshPublicKey: sshPublicKey()
    .optional()
    .describe("The public key of the default user; none means Systems Manager only."),
  serviceLinkedRole: z
    .enum(["create", "exist"])
    .default("exist")
    .describe(
      "Whether the account has AWSServiceRoleForAutoScaling already, or this environment makes it. An account that never had an " +
        "Auto Scaling group has none: with `exist`, the plan then fails and says so. CAUTION: going from `create` to `exist` deletes " +
        "the role, which IAM refuses while a group uses it; keep it by a `removed` block (help/runbooks.md).",
    ),
  logRetentionDays: logRetentionDays().default(365).describe("How long the instances' logs are kept."),
}).describe("EC2 instances in an Auto Scaling group over the private subnets.");

/** The section `bastion`. */
export const bastion = section({
  instanceType: instanceType().default("t4g.nano").describe("The bastion host's type."),
  sshPublicKey: sshPublicKey()
    .optional()
    .describe("The public key of its default user; none means Systems Manager only."),
  logRetentionDays: logRetentionDays().default(365).describe("How long its logs are kept."),
}).describe(
  "A host in a public subnet that takes SSH from the public blocks of `network.trustedCidrs` only, refused unless " +
    "`bastion-reached-by-ssm-only` is suppressed; where there are none, Systems Manager is the way in.",
);
