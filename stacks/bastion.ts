import { LIMITS } from "../config/aws-limits";
import { PRIVATE_BLOCKS } from "../config/cidr";
import { BastionHost } from "../constructs/compute/bastion-host";
import { CloudWatchAgentConfiguration, systemLogFiles } from "../constructs/compute/cloudwatch-agent";
import { KeyPair } from "../constructs/compute/key-pair";
import type { KnobRule } from "../constructs/core/knob";
import { aside, type Layer } from "../constructs/core/layer";
import { InstanceRole } from "../constructs/identity/instance-role";
import { LogGroup } from "../constructs/monitoring/log-group";
import { allowOutTo, SecurityGroup } from "../constructs/network/security-group";
import { TrustedFlow } from "../constructs/network/trusted-flow";
import type { Vpc } from "../constructs/network/vpc";
import type { KeyArns } from "./keys";
import { type LayerContext, output } from "./layer-context";
import { bastionCidrs, HTTPS_PORT, INTERNET, SSH_PORT } from "./network-flows";

/** AL2023's image is 8 GiB, and the bastion host keeps nothing. */
const ROOT_VOLUME_GIB = 8;

/** Defines the bastion host with all that belongs to it (ENT-BAS-1), and returns what the network layer hands on. */
export function defineBastion(
  layer: Layer,
  { account, knobs, names, environment }: LayerContext,
  props: {
    readonly vpc: Vpc;
    readonly subnetIds: readonly string[];
    readonly networkAclId: string;
    readonly keys: KeyArns;
  },
): Readonly<Record<string, string>> {
  const { bastion, tags } = environment;
  if (bastion === undefined) {
    return {};
  }
  const { vpc, subnetIds, networkAclId, keys } = props;
  const group = new SecurityGroup(aside(layer, "groups"), "bastion", {
    vpcId: vpc.vpcId,
    groupName: names.get("bastionSecurityGroup"),
    description: "Bastion host, reached by SSH from trusted addresses only",
  });
  const cidrs = bastionCidrs(environment);
  // Without any, Systems Manager is the only way in, and needs nothing open.
  if (cidrs.length > 0) {
    new TrustedFlow(layer, "bastion_ssh", {
      cidrs: knobs.cidrs(layer, "trusted_cidrs", {
        description: "Who may open SSH to the bastion host: IPv4 blocks, never all of the internet.",
        value: cidrs,
        count: { ...LIMITS.trustedCidrs, min: 1 },
        prefixLength: LIMITS.trustedPrefixLength,
        rules: [PUBLIC_ONLY],
      }),
      port: SSH_PORT,
      description: "SSH from trusted addresses",
      securityGroupId: group.securityGroupId,
      networkAclId,
    });
  }
  allowOutTo(layer, "bastion_to_aws", {
    from: group.securityGroupId,
    cidr: INTERNET.cidr,
    port: HTTPS_PORT,
    description: "HTTPS to the APIs of AWS and for packages",
  });
  const logs = new LogGroup(layer, "bastion_logs", {
    logGroupName: names.get("bastionLogGroup"),
    retentionDays: bastion.logRetentionDays,
    kmsKeyArn: keys.logs,
  });
  const role = new InstanceRole(layer, "bastion_role", {
    account,
    roleName: names.get("bastionRole"),
    profileName: names.get("bastionProfile"),
    description: "Lets the bastion host be managed by Systems Manager and send metrics and logs.",
  });
  const host = new BastionHost(layer, "bastion", {
    instanceName: names.get("bastion"),
    tags,
    instanceType: bastion.instanceType,
    subnetId: subnetIds[0] ?? "",
    securityGroupIds: [group.securityGroupId],
    rootVolume: { sizeGib: ROOT_VOLUME_GIB, kmsKeyArn: keys.ebs },
    instanceProfileName: role.instanceProfileName,
    ...(bastion.sshPublicKey === undefined
      ? {}
      : {
          keyName: new KeyPair(layer, "bastion_key", {
            keyPairName: names.get("bastionKeyPair"),
            publicKey: bastion.sshPublicKey,
          }).keyName,
        }),
    agent: new CloudWatchAgentConfiguration(layer, "bastion_agent", {
      parameterName: names.get("bastionAgent"),
      description: "What the bastion host's CloudWatch agent sends.",
      metricNamespace: `${names.prefix}/Instances`,
      logFiles: systemLogFiles(logs.logGroupName),
    }),
    dependsOn: [vpc.internetGateway, logs.resource, ...role.ready],
  });
  output(layer, "bastion_host_public_ip", "The address of the bastion host, which stays.", host.publicIp);
  return { bastionSecurityGroupId: group.securityGroupId, bastionInstanceId: host.instanceId };
}

/** The bastion host is reached by the internet, where private blocks are nobody's. */
const PUBLIC_ONLY: KnobRule = {
  condition: `alltrue([for cidr in var.trusted_cidrs : try(!(${PRIVATE_BLOCKS.map(within).join(" || ")}), false)])`,
  message: `trusted_cidrs must not lie within ${PRIVATE_BLOCKS.join(", ")}; those addresses do not come by the internet.`,
};

/** Whether `cidr` lies within a block, as a Terraform expression. */
function within(block: string): string {
  const [first, length] = block.split("/");
  return `(tonumber(split("/", cidr)[1]) >= ${length} && cidrhost(join("/", [split("/", cidr)[0], "${length}"]), 0) == "${first}")`;
}
