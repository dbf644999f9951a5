import { Instance } from "@cdktf/provider-aws/lib/instance";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { BastionHost, type BastionHostProps } from "../../../constructs/compute/bastion-host";
import { CloudWatchAgentConfiguration, systemLogFiles } from "../../../constructs/compute/cloudwatch-agent";
import { userData } from "../../../constructs/compute/user-data";
import { hardenedSsh } from "../../../constructs/compute/user-data-steps";
import { AWS_MANAGED_KEY } from "../../../constructs/core/key-choice";
import { Template } from "../../support/template";
import { providerProblems } from "./provider-problems";

const KEY = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555";
const AGENT = { parameterName: "AmazonCloudWatch-Bastion", contentHash: "0".repeat(64) };

const NO_KEY_PAIR = { title: "no key pair", script: "# Systems Manager is the only way in." };

const PROPS: BastionHostProps = {
  instanceName: "Example-Bastion",
  tags: { Environment: "Production" },
  instanceType: "t4g.nano",
  subnetId: "subnet-public",
  securityGroupIds: ["sg-bastion"],
  rootVolume: { sizeGib: 8, kmsKeyArn: KEY },
  instanceProfileName: "Example-Bastion-Profile",
  agent: AGENT,
  dependsOn: [],
};

const TAGS = { Environment: "Production", Name: "Example-Bastion" };
const HOST = "aws_instance.bastion";

function define(props: Partial<BastionHostProps> = {}): Template {
  return Template.of((stack) => new BastionHost(stack, "bastion", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("the host, its address, and what joins them", () => {
    const template = define();

    expect(template.types).toEqual({
      aws_eip: 1, // the address that stays
      aws_eip_association: 1, // apart, so that a new host leaves the address as it is
      aws_instance: 1,
    });
    expect(template.dataSourceTypes).toEqual({ aws_ssm_parameter: 1 }); // the newest image
  });

  it("all of their arguments", () => {
    const template = define();

    expect(template.at(HOST)).toEqual({
      ami: "${data.aws_ssm_parameter.bastion_image.insecure_value}",
      instance_type: "t4g.nano",
      subnet_id: "subnet-public",
      vpc_security_group_ids: ["sg-bastion"],
      source_dest_check: true,
      ebs_optimized: true,
      root_block_device: {
        volume_type: "gp3",
        volume_size: 8,
        encrypted: true,
        kms_key_id: KEY,
        delete_on_termination: true,
        tags: TAGS,
      },
      metadata_options: {
        http_endpoint: "enabled",
        http_tokens: "required",
        http_put_response_hop_limit: 1,
        instance_metadata_tags: "disabled",
      },
      monitoring: true,
      iam_instance_profile: "Example-Bastion-Profile",
      user_data: userData({ architecture: "arm64", agent: AGENT, before: [NO_KEY_PAIR, hardenedSsh()] }),
      user_data_replace_on_change: true,
      tags: TAGS,
      lifecycle: { ignore_changes: ["ami"] },
      depends_on: [],
    });
    expect(template.only("aws_eip")).toEqual({ domain: "vpc", tags: { Name: "Example-Bastion" }, depends_on: [] });
    expect(template.only("aws_eip_association")).toEqual({
      allocation_id: "${aws_eip.bastion.id}",
      instance_id: "${aws_instance.bastion.id}",
    });
    expect(template.only("data.aws_ssm_parameter")).toEqual({
      name: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
    });
  });

  it("what the provider takes", () => {
    expect(providerProblems(define({ keyName: "Example" }))).toEqual([]);
  });

  it("ids and addresses by reference", () => {
    const template = Template.of((stack) => {
      const { instanceId, instanceArn, privateIp, publicIp } = new BastionHost(stack, "bastion", PROPS);
      new TerraformOutput(stack, "host", { value: [instanceId, instanceArn, privateIp, publicIp] });
    });

    expect(template.outputs.host?.value).toEqual([
      "${aws_instance.bastion.id}",
      "${aws_instance.bastion.arn}",
      "${aws_instance.bastion.private_ip}",
      "${aws_eip.bastion.public_ip}",
    ]);
  });
});

describe("guarantees", () => {
  it("ENT-BAS-1: IMDSv2 only, an encrypted root volume, an instance profile and a security group of its own", () => {
    expect(Testing.synthScope((scope) => new BastionHost(scope, "bastion", PROPS))).toHaveResourceWithProperties(
      Instance,
      {
        metadata_options: {
          http_endpoint: "enabled",
          http_tokens: "required",
          http_put_response_hop_limit: 1,
          instance_metadata_tags: "disabled",
        },
        iam_instance_profile: "Example-Bastion-Profile",
        vpc_security_group_ids: ["sg-bastion"],
      },
    );
  });

  it("ENT-BAS-1: the server for SSH is hardened before anything that needs the network", () => {
    const script = String(define().at(HOST).user_data);
    expect(script.indexOf("step 'SSH server'")).toBeGreaterThan(0);
    expect(script.indexOf("step 'SSH server'")).toBeLessThan(script.indexOf("step 'CloudWatch agent'"));
  });

  it("ENT-BAS-1: a new image alone replaces nothing, another script does", () => {
    expect(define().value(HOST, "lifecycle.ignore_changes")).toEqual(["ami"]);
    expect(define().at(HOST).user_data_replace_on_change).toBe(true);
  });

  it("ENT-BAS-1: without its key it is another host: the provider keeps a removed key_name, so the script tells", () => {
    const script = (props: Partial<BastionHostProps>) => String(define(props).at(HOST).user_data);

    expect(script({})).toContain("step 'no key pair'\n");
    expect(script({ keyName: "Example-Key" })).not.toContain("key pair");
  });

  it("ENT-BAS-1: its address is the elastic one alone: a second at the start would differ from it on each plan", () => {
    expect(define().at(HOST)).not.toHaveProperty("associate_public_ip_address");
  });

  it("MAZ-MON-1: another configuration of the agent is another script", () => {
    const template = Template.of((stack) => {
      const agent = new CloudWatchAgentConfiguration(stack, "agent", {
        parameterName: "AmazonCloudWatch-Bastion",
        description: "For the bastion host.",
        metricNamespace: "Example/Bastion",
        logFiles: systemLogFiles("example"),
      });
      new BastionHost(stack, "bastion", { ...PROPS, agent });
    });

    expect(template.at(HOST).user_data).toContain(
      "\n# Configuration ${sha256(aws_ssm_parameter.agent.insecure_value)}\n",
    );
    expect(template.at(HOST).user_data).toContain(" -c 'ssm:${aws_ssm_parameter.agent.name}'\n");
  });

  it("ENT-BAS-1: host and address wait for the internet gateway", () => {
    const template = Template.of((stack) => {
      const gateway = new InternetGateway(stack, "gateway", {});
      new BastionHost(stack, "bastion", { ...PROPS, dependsOn: [gateway] });
    });

    expect(template.at(HOST).depends_on).toEqual(["aws_internet_gateway.gateway"]);
    expect(template.only("aws_eip").depends_on).toEqual(["aws_internet_gateway.gateway"]);
  });

  it("ALL-2: tags on the host and on its volume", () => {
    expect(define().at(HOST).tags).toEqual(TAGS);
    expect(define().value(HOST, "root_block_device.tags")).toEqual(TAGS);
  });
});

describe("props", () => {
  it("keyName: the key pair, and the script, which says nothing of it", () => {
    expect(define({ keyName: "Example-Key" }).at(HOST)).toEqual({
      ...define().at(HOST),
      key_name: "Example-Key",
      user_data: userData({ architecture: "arm64", agent: AGENT, before: [hardenedSsh()] }),
    });
  });

  it("instanceType: decides the image, and the script with it, so that another architecture is another host", () => {
    const other = define({ instanceType: "t3.nano" });

    expect(other.only("data.aws_ssm_parameter").name).toBe(
      "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
    );
    expect(other.at(HOST).user_data).not.toBe(define().at(HOST).user_data);
    expect(define({ instanceType: "t4g.micro" }).at(HOST).user_data).toBe(define().at(HOST).user_data);
  });

  it("architecture: for a type that is a Terraform variable", () => {
    const template = Template.of((stack) => {
      const instanceType = new TerraformVariable(stack, "instance_type", { default: "t3.nano" }).stringValue;
      new BastionHost(stack, "bastion", { ...PROPS, instanceType, architecture: "x86_64" });
    });

    expect(template.at(HOST).instance_type).toBe("${var.instance_type}");
    expect(template.only("data.aws_ssm_parameter").name).toMatch(/-x86_64$/);
  });

  it("rootVolume.kmsKeyArn: with AWS's own key the volume is encrypted all the same", () => {
    const template = define({ rootVolume: { sizeGib: 8, kmsKeyArn: AWS_MANAGED_KEY } });

    expect(template.value(HOST, "root_block_device.encrypted")).toBe(true);
    expect(template.value(HOST, "root_block_device")).not.toHaveProperty("kms_key_id");
  });
});

describe("rejects", () => {
  it.each<[string, Partial<BastionHostProps>, string]>([
    [
      "a type that is not optimized for EBS",
      { instanceType: "t2.nano" },
      'instanceType must be an EC2 instance type for Amazon Linux 2023, optimized for EBS by default, such as t4g.small or m7i.large, got "t2.nano"',
    ],
    ["no security group", { securityGroupIds: [] }, "securityGroupIds must name at least 1 security group, got []"],
    [
      "a volume that is too small",
      { rootVolume: { sizeGib: 7, kmsKeyArn: KEY } },
      "rootVolume.sizeGib must be a whole number between 8 and 16384 GiB, got 7",
    ],
    [
      "a key by its alias, which would replace the host at each apply",
      { rootVolume: { sizeGib: 8, kmsKeyArn: "arn:aws:kms:us-east-1:111111111111:alias/example" } },
      'rootVolume.kmsKeyArn must be the ARN of a KMS key or "awsManaged", got "arn:aws:kms:us-east-1:111111111111:alias/example"',
    ],
    ["a tag Name", { tags: { Name: "x" } }, "tags must be without Name, which is instanceName"],
  ])("fails if there is %s", (_, props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/bastion: ${message}`));
  });
});
