import type { Control } from "../../control";
import { amiOwnerNamed } from "./ami-owner-named";
import { asgElbHealth } from "./asg-elb-health";
import { asgSeveralZones } from "./asg-several-zones";
import { asgTagsFlow } from "./asg-tags-flow";
import { asgUsesTemplate } from "./asg-uses-template";
import { bastionReachedBySsmOnly } from "./bastion-reached-by-ssm-only";
import { ec2DisksEncrypted } from "./ec2-disks-encrypted";
import { ec2EbsOptimized } from "./ec2-ebs-optimized";
import { ec2HasRole } from "./ec2-has-role";
import { ec2ImdsOneHop } from "./ec2-imds-one-hop";
import { ec2Imdsv2Only } from "./ec2-imdsv2-only";
import { ec2Monitored } from "./ec2-monitored";
import { ec2NoPublicIp } from "./ec2-no-public-ip";
import { ec2NoSshKey } from "./ec2-no-ssh-key";
import { sessionLoggedAndEncrypted } from "./session-logged-and-encrypted";

/** The controls on instances and their groups. */
export const computeControls = [
  amiOwnerNamed,
  asgElbHealth,
  asgSeveralZones,
  asgTagsFlow,
  asgUsesTemplate,
  bastionReachedBySsmOnly,
  ec2DisksEncrypted,
  ec2EbsOptimized,
  ec2HasRole,
  ec2ImdsOneHop,
  ec2Imdsv2Only,
  ec2Monitored,
  ec2NoPublicIp,
  ec2NoSshKey,
  sessionLoggedAndEncrypted,
] as const satisfies readonly Control[];
