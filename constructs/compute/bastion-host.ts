import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { Eip } from "@cdktf/provider-aws/lib/eip";
import { EipAssociation } from "@cdktf/provider-aws/lib/eip-association";
import { Instance } from "@cdktf/provider-aws/lib/instance";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { keyArgument } from "../core/key-choice";
import { assertValid } from "../core/validate";
import type { AgentConfiguration } from "./cloudwatch-agent";
import { type Architecture, architectureOf, imageParameterName, instanceTypeProblems } from "./instance-architecture";
import { allTags, type InstanceTags, tagProblems } from "./instance-tags";
import { type RootVolume, rootVolumeProblems } from "./root-volume";
import { type UserDataStep, userData } from "./user-data";
import { hardenedSsh } from "./user-data-steps";

/** Props of {@link BastionHost}. */
export interface BastionHostProps extends InstanceTags {
  /** The instance's type, e.g. `t4g.nano`. */
  readonly instanceType: string;
  /**
   * The processor's architecture, by which the image is taken. CAUTION: another one replaces the `aws_instance`; its address stays.
   *
   * @default - that of `instanceType`; needed where that is a Terraform variable
   */
  readonly architecture?: Architecture;
  /** A public subnet. CAUTION: changing this value after the first deployment replaces the `aws_instance`; its address stays. */
  readonly subnetId: string;
  /** At least one. */
  readonly securityGroupIds: readonly string[];
  readonly rootVolume: RootVolume;
  readonly instanceProfileName: string;
  /**
   * The key pair of the default user. CAUTION: changing or removing this value replaces the `aws_instance`; its address stays.
   *
   * @default - none: Systems Manager is the only way in
   */
  readonly keyName?: string;
  readonly agent: AgentConfiguration;
  /** What must be there first: the internet gateway, and what the instance's role may do. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * The script of a host without a key pair says so. The provider takes no notice of a `key_name` that is removed, and the key would
 * stay on the host; another script makes another host.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/12579
 */
const NO_KEY_PAIR: UserDataStep = { title: "no key pair", script: "# Systems Manager is the only way in." };

/**
 * Defines a host in a public subnet by which people reach private ones (ENT-BAS-1): an address that stays, metadata by IMDSv2 only,
 * an encrypted root volume, keys only and no root over SSH, Systems Manager, metrics and logs.
 *
 * It holds nothing, so it is made anew where its script, key or subnet changes, and nothing protects it from that. A new image alone
 * does not replace it: `terraform apply -replace=<address>` does, with the newest one.
 *
 * @see https://docs.aws.amazon.com/prescriptive-guidance/latest/patterns/access-a-bastion-host-by-using-session-manager-and-amazon-ec2-instance-connect.html
 * @example
 * new BastionHost(this, "bastion", {
 *   instanceName: "Example-Bastion", tags, instanceType: "t4g.nano", subnetId, securityGroupIds: [group.securityGroupId],
 *   rootVolume: { sizeGib: 8, kmsKeyArn }, instanceProfileName: role.instanceProfileName, agent, dependsOn: [gateway, ...role.ready],
 * });
 */
export class BastionHost extends Construct {
  /** The dimension `InstanceId` of metrics. */
  public readonly instanceId: string;
  public readonly instanceArn: string;
  public readonly privateIp: string;
  /** The elastic address. */
  public readonly publicIp: string;

  public constructor(scope: Construct, id: string, props: BastionHostProps) {
    super(scope, id);
    assertValid(scope, id, problems(props));
    const { instanceType, architecture = architectureOf(instanceType), keyName } = props;
    const tags = allTags(props);
    const image = new DataAwsSsmParameter(this, "image", { name: imageParameterName(architecture) });
    const instance = new Instance(this, "Default", {
      ami: image.insecureValue,
      instanceType,
      subnetId: props.subnetId,
      vpcSecurityGroupIds: [...props.securityGroupIds],
      sourceDestCheck: true,
      ebsOptimized: true,
      rootBlockDevice: rootDevice(props.rootVolume, tags),
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
        instanceMetadataTags: "disabled",
      },
      monitoring: true,
      iamInstanceProfile: props.instanceProfileName,
      ...(keyName === undefined ? {} : { keyName }),
      userData: userData({
        architecture,
        agent: props.agent,
        before: keyName === undefined ? [NO_KEY_PAIR, hardenedSsh()] : [hardenedSsh()],
      }),
      userDataReplaceOnChange: true,
      tags,
      lifecycle: { ignoreChanges: ["ami"] },
      dependsOn: [...props.dependsOn],
    });
    this.instanceId = instance.id;
    this.instanceArn = instance.arn;
    this.privateIp = instance.privateIp;
    this.publicIp = this.address(props);
  }

  /** An association of its own, so that a new instance leaves the address as it is. */
  private address({ instanceName, dependsOn }: BastionHostProps): string {
    const address = new Eip(this, "Default-address", {
      domain: "vpc",
      tags: { Name: instanceName },
      dependsOn: [...dependsOn],
    });
    new EipAssociation(this, "Default-association", { allocationId: address.id, instanceId: this.instanceId });
    return address.publicIp;
  }
}

function rootDevice({ sizeGib, kmsKeyArn }: RootVolume, tags: Record<string, string>) {
  return {
    volumeType: "gp3",
    volumeSize: sizeGib,
    encrypted: true,
    ...keyArgument("kmsKeyId", kmsKeyArn),
    deleteOnTermination: true,
    tags,
  };
}

function problems(props: BastionHostProps): string[] {
  const { instanceType, architecture, securityGroupIds, rootVolume } = props;
  return [
    ...instanceTypeProblems(instanceType, architecture),
    ...(securityGroupIds.length > 0 ? [] : ["securityGroupIds must name at least 1 security group, got []"]),
    ...rootVolumeProblems(rootVolume),
    ...tagProblems(props),
  ];
}
