import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { LIMITS } from "../../../config/aws-limits";
import { InstanceTemplate, type InstanceTemplateProps } from "../../../constructs/compute/launch-template";
import { ROOT_VOLUME_LIMITS } from "../../../constructs/compute/root-volume";
import { userData } from "../../../constructs/compute/user-data";
import { AWS_MANAGED_KEY } from "../../../constructs/core/key-choice";
import { Template } from "../../support/template";
import { providerProblems } from "./provider-problems";

const KEY = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555";
const SCRIPT = userData({
  architecture: "arm64",
  agent: { parameterName: "AmazonCloudWatch-Example", contentHash: "0".repeat(64) },
  after: [{ title: "own", script: 'echo "${HOME}"' }],
});

const PROPS: InstanceTemplateProps = {
  templateName: "Example-Web",
  description: "Web servers.",
  instanceName: "Example-Web-Server",
  tags: { Environment: "Production", Owner: "Team" },
  instanceType: "t4g.small",
  rootVolume: { sizeGib: 20, kmsKeyArn: KEY },
  instanceProfileName: "Example-Web-Profile",
  securityGroupIds: ["sg-web"],
  userData: SCRIPT,
};

const TAGS = { Environment: "Production", Owner: "Team", Name: "Example-Web-Server" };
const TEMPLATE = "aws_launch_template.web";

function define(props: Partial<InstanceTemplateProps> = {}): Template {
  return Template.of((stack) => new InstanceTemplate(stack, "web", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("the template, and the script as a local value that can be read", () => {
    const template = define();

    expect(template.types).toEqual({ aws_launch_template: 1 });
    expect(template.blocks.map(({ address }) => address)).toEqual([TEMPLATE, "local.web_user_data"]);
    expect(template.at("local.web_user_data")).toEqual({ value: SCRIPT });
  });

  it("all of its arguments", () => {
    expect(define().at(TEMPLATE)).toEqual({
      name: "Example-Web",
      description: "Web servers.",
      update_default_version: true,
      image_id: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
      instance_type: "t4g.small",
      ebs_optimized: "true",
      block_device_mappings: [
        {
          device_name: "/dev/xvda",
          ebs: {
            volume_type: "gp3",
            volume_size: 20,
            encrypted: "true",
            kms_key_id: KEY,
            delete_on_termination: "true",
          },
        },
      ],
      metadata_options: {
        http_endpoint: "enabled",
        http_tokens: "required",
        http_put_response_hop_limit: 1,
        instance_metadata_tags: "disabled",
      },
      monitoring: { enabled: true },
      iam_instance_profile: { name: "Example-Web-Profile" },
      network_interfaces: [
        {
          device_index: 0,
          associate_public_ip_address: "false",
          delete_on_termination: "true",
          security_groups: ["sg-web"],
        },
      ],
      tag_specifications: [
        { resource_type: "instance", tags: TAGS },
        { resource_type: "volume", tags: TAGS },
        { resource_type: "network-interface", tags: TAGS },
      ],
      user_data: "${base64encode(local.web_user_data)}",
    });
  });

  it("what the provider takes", () => {
    expect(providerProblems(define())).toEqual([]);
    expect(
      providerProblems(define({ keyName: "Example", rootVolume: { sizeGib: 8, kmsKeyArn: AWS_MANAGED_KEY } })),
    ).toEqual([]);
  });

  it("id, name and newest version by reference", () => {
    const template = Template.of((stack) => {
      const { templateId, templateName, latestVersion } = new InstanceTemplate(stack, "web", PROPS);
      new TerraformOutput(stack, "template", { value: [templateId, templateName, latestVersion] });
    });

    expect(template.outputs.template?.value).toEqual([
      "${aws_launch_template.web.id}",
      "${aws_launch_template.web.name}",
      "${aws_launch_template.web.latest_version}",
    ]);
  });
});

describe("guarantees", () => {
  it("WEB-ASG-1: instance metadata by IMDSv2 only, not from a container, and without tags", () => {
    expect(Testing.synthScope((scope) => new InstanceTemplate(scope, "web", PROPS))).toHaveResourceWithProperties(
      LaunchTemplate,
      {
        metadata_options: {
          http_endpoint: "enabled",
          http_tokens: "required",
          http_put_response_hop_limit: 1,
          instance_metadata_tags: "disabled",
        },
      },
    );
  });

  it.each([
    ["t4g.small", "arm64"],
    ["m7i.large", "x86_64"],
  ])(
    "MAZ-EC2-1: %s gets the newest image for %s when it starts, so that plans stay empty",
    (instanceType, architecture) => {
      const template = define({ instanceType });

      expect(template.at(TEMPLATE).image_id).toBe(
        `resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`,
      );
      expect(template.dataSources).toEqual([]);
    },
  );

  it.each([KEY, AWS_MANAGED_KEY])("LAM-EC2-1: the root volume is encrypted, with the key %s", (kmsKeyArn) => {
    const volume = define({ rootVolume: { sizeGib: 20, kmsKeyArn } });

    expect(volume.value(TEMPLATE, "block_device_mappings.ebs.encrypted")).toBe("true");
    expect(volume.value(TEMPLATE, "block_device_mappings.ebs.kms_key_id")).toBe(
      kmsKeyArn === AWS_MANAGED_KEY ? undefined : KEY,
    );
  });

  it("ENT-APP-1: no public address, whatever the subnet says", () => {
    expect(define().value(TEMPLATE, "network_interfaces.associate_public_ip_address")).toBe("false");
  });

  it("ALL-2: tags on instances, volumes and network interfaces, which the provider's default tags do not reach", () => {
    expect(define().value(TEMPLATE, "tag_specifications.0.tags")).toEqual(TAGS);
    expect(define().value(TEMPLATE, "tag_specifications.1.tags")).toEqual(TAGS);
    expect(define().value(TEMPLATE, "tag_specifications.2.tags")).toEqual(TAGS);
  });
});

describe("props", () => {
  it("keyName: the key pair, and nothing else changes", () => {
    expect(define({ keyName: "Example-Key" }).at(TEMPLATE)).toEqual({
      ...define().at(TEMPLATE),
      key_name: "Example-Key",
    });
  });

  it("architecture: for a type that is a Terraform variable", () => {
    const template = Template.of((stack) => {
      const instanceType = new TerraformVariable(stack, "instance_type", { default: "m7i.large" }).stringValue;
      new InstanceTemplate(stack, "web", { ...PROPS, instanceType, architecture: "x86_64" });
    });

    expect(template.at(TEMPLATE)).toMatchObject({
      instance_type: "${var.instance_type}",
      image_id: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
    });
  });

  it("rootVolume.sizeGib: the limits that the YAML has", () => {
    const { min, max } = ROOT_VOLUME_LIMITS.sizeGib;
    expect({ min, max }).toEqual({ min: LIMITS.rootVolumeGib.min, max: LIMITS.rootVolumeGib.max });
  });

  it.each([ROOT_VOLUME_LIMITS.sizeGib.min, ROOT_VOLUME_LIMITS.sizeGib.max])(
    "rootVolume.sizeGib: takes %d",
    (sizeGib) => {
      const volume = define({ rootVolume: { sizeGib, kmsKeyArn: KEY } });
      expect(volume.value(TEMPLATE, "block_device_mappings.ebs.volume_size")).toBe(sizeGib);
    },
  );
});

describe("rejects", () => {
  const size = "rootVolume.sizeGib must be a whole number between 8 and 16384 GiB";
  const name = "templateName must be 3 to 128 letters, digits or ( ) . / _ -";
  const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, "v"]));

  it.each<[string, Partial<InstanceTemplateProps>, string]>([
    ["a name of 2 characters", { templateName: "ab" }, `${name}, got "ab"`],
    ["a name of 129 characters", { templateName: "t".repeat(129) }, `${name}, got "${"t".repeat(129)}"`],
    ["a name with a space", { templateName: "My Template" }, `${name}, got "My Template"`],
    ["no description", { description: "" }, 'description must be 1 to 255 characters, got ""'],
    [
      "a type that is not optimized for EBS",
      { instanceType: "t2.micro" },
      'instanceType must be an EC2 instance type for Amazon Linux 2023, optimized for EBS by default, such as t4g.small or m7i.large, got "t2.micro"',
    ],
    [
      "another architecture than the type's",
      { architecture: "x86_64" },
      'architecture must be that of t4g.small, arm64, got "x86_64"',
    ],
    ["a volume that is too small", { rootVolume: { sizeGib: 7, kmsKeyArn: KEY } }, `${size}, got 7`],
    ["a volume that is too large", { rootVolume: { sizeGib: 16_385, kmsKeyArn: KEY } }, `${size}, got 16385`],
    [
      "a key by its alias",
      { rootVolume: { sizeGib: 8, kmsKeyArn: "arn:aws:kms:us-east-1:111111111111:alias/example" } },
      'rootVolume.kmsKeyArn must be the ARN of a KMS key or "awsManaged", got "arn:aws:kms:us-east-1:111111111111:alias/example"',
    ],
    ["no security group", { securityGroupIds: [] }, "securityGroupIds must name at least 1 security group, got []"],
    [
      "a script that is encoded already",
      { userData: Buffer.from(SCRIPT).toString("base64") },
      "userData must be a script that begins with #!/, see userData()",
    ],
    ["no name of the instances", { instanceName: " " }, 'instanceName must be 1 to 256 characters, got " "'],
    [
      "a name of the instances of 257 characters",
      { instanceName: "i".repeat(257) },
      `instanceName must be 1 to 256 characters, got "${"i".repeat(257)}"`,
    ],
    ["50 tags and the name", { tags: tags(50) }, "tags must be at most 49 beside Name, got 50"],
    ["a tag Name", { tags: { Name: "x" } }, "tags must be without Name, which is instanceName"],
    [
      "a tag of AWS's",
      { tags: { "aws:owner": "x" } },
      'tags must have keys of 1 to 128 characters that do not begin with aws:, got "aws:owner"',
    ],
    [
      "a tag without a key",
      { tags: { "": "x" } },
      'tags must have keys of 1 to 128 characters that do not begin with aws:, got ""',
    ],
    [
      "a key of 129 characters",
      { tags: { ["k".repeat(129)]: "x" } },
      `tags must have keys of 1 to 128 characters that do not begin with aws:, got "${"k".repeat(129)}"`,
    ],
    [
      "a value of 257 characters",
      { tags: { Owner: "v".repeat(257) } },
      "tags.Owner must be at most 256 characters, got 257",
    ],
  ])("fails if there is %s", (_, props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/web: ${message}`));
  });

  it("takes what lies at the limits", () => {
    const longest = define({
      templateName: "t".repeat(128),
      description: "d".repeat(255),
      instanceName: "i".repeat(256),
      tags: { ...tags(48), ["k".repeat(128)]: "v".repeat(256) },
    });
    expect(providerProblems(longest)).toEqual([]);
  });
});
