import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { Fn, TerraformLocal, Token } from "cdktf";
import { Construct } from "constructs";
import { keyArgument } from "../core/key-choice";
import { assertValid, textProblems } from "../core/validate";
import {
  type Architecture,
  architectureOf,
  imageAtLaunch,
  instanceTypeProblems,
  ROOT_DEVICE,
} from "./instance-architecture";
import { allTags, type InstanceTags, tagProblems } from "./instance-tags";
import { type RootVolume, rootVolumeProblems } from "./root-volume";

/** Props of {@link InstanceTemplate}. */
export interface InstanceTemplateProps extends InstanceTags {
  /**
   * 3 to 128 letters, digits or ( ) . / _ -
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_launch_template`.
   */
  readonly templateName: string;
  /** What the instances are: 1 to 255 characters. */
  readonly description: string;
  /** The instances' type, e.g. `t4g.small`. A change starts new instances. */
  readonly instanceType: string;
  /**
   * The processor's architecture, by which the image is taken.
   *
   * @default - that of `instanceType`; needed where that is a Terraform variable
   */
  readonly architecture?: Architecture;
  readonly rootVolume: RootVolume;
  readonly instanceProfileName: string;
  /** At least one. */
  readonly securityGroupIds: readonly string[];
  /** The script of the first boot, see `userData`. A change starts new instances. */
  readonly userData: string;
  /**
   * The key pair of the default user.
   *
   * @default - none: Systems Manager is the only way in
   */
  readonly keyName?: string;
}

/** The provider takes truth values of templates as texts, so that they can be left open. */
const YES = "true";
const NO = "false";

/**
 * Defines what instances of an Auto Scaling group are made from (WEB-ASG-1, MAZ-EC2-1): Amazon Linux 2023 in its newest image,
 * metadata by IMDSv2 only, an encrypted root volume, no public address, and tags that reach volumes and network interfaces.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
 * @example
 * new InstanceTemplate(this, "web_template", {
 *   templateName: "Example-Web", description: "Web servers.", instanceName: "Example-Web", tags, instanceType: "t4g.small",
 *   rootVolume: { sizeGib: 20, kmsKeyArn }, instanceProfileName: role.instanceProfileName, securityGroupIds: [group.securityGroupId],
 *   userData: userData({ architecture: "arm64", agent }),
 * });
 */
export class InstanceTemplate extends Construct {
  public readonly templateId: string;
  public readonly templateName: string;
  /** The newest version's number: who names it sees each change of the template. */
  public readonly latestVersion: string;

  public constructor(scope: Construct, id: string, props: InstanceTemplateProps) {
    super(scope, id);
    assertValid(scope, id, problems(props));
    const { instanceType, architecture = architectureOf(instanceType), keyName } = props;
    const tags = allTags(props);
    const template = new LaunchTemplate(this, "Default", {
      name: props.templateName,
      description: props.description,
      updateDefaultVersion: true,
      imageId: imageAtLaunch(architecture),
      instanceType,
      ebsOptimized: YES,
      blockDeviceMappings: [rootDevice(props.rootVolume)],
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
        instanceMetadataTags: "disabled",
      },
      monitoring: { enabled: true },
      iamInstanceProfile: { name: props.instanceProfileName },
      networkInterfaces: [
        {
          deviceIndex: 0,
          associatePublicIpAddress: NO,
          deleteOnTermination: YES,
          securityGroups: [...props.securityGroupIds],
        },
      ],
      ...(keyName === undefined ? {} : { keyName }),
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({ resourceType, tags })),
      userData: this.encoded(props.userData),
    });
    this.templateId = template.id;
    this.templateName = template.name;
    this.latestVersion = Token.asString(template.latestVersion);
  }

  /** The script stands in the configuration as it is, so that it can be read there. */
  private encoded(script: string): string {
    return Token.asString(Fn.base64encode(new TerraformLocal(this, "user_data", script).asString));
  }
}

function rootDevice({ sizeGib, kmsKeyArn }: RootVolume) {
  return {
    deviceName: ROOT_DEVICE,
    ebs: {
      volumeType: "gp3",
      volumeSize: sizeGib,
      encrypted: YES,
      ...keyArgument("kmsKeyId", kmsKeyArn),
      deleteOnTermination: YES,
    },
  };
}

function problems(props: InstanceTemplateProps): string[] {
  const { templateName, description, instanceType, architecture, rootVolume, securityGroupIds, userData } = props;
  return [
    ...textProblems(
      "templateName",
      templateName,
      /^[A-Za-z0-9()./_-]{3,128}$/,
      "be 3 to 128 letters, digits or ( ) . / _ -",
    ),
    ...textProblems("description", description, /^(?=.*\S).{1,255}$/s, "be 1 to 255 characters"),
    ...instanceTypeProblems(instanceType, architecture),
    ...rootVolumeProblems(rootVolume),
    ...(securityGroupIds.length > 0 ? [] : ["securityGroupIds must name at least 1 security group, got []"]),
    ...(userData.startsWith("#!/") ? [] : ["userData must be a script that begins with #!/, see userData()"]),
    ...tagProblems(props),
  ];
}
