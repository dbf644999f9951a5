import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { TerraformOutput, Testing } from "cdktf";
import {
  AGENT_METRICS,
  APPLICATION_LOG_FILE,
  CloudWatchAgentConfiguration,
  type CloudWatchAgentConfigurationProps,
  systemLogFiles,
} from "../../../constructs/compute/cloudwatch-agent";
import { unescaped } from "../../support/expressions";
import { type JsonObject, objectOf, parseJson } from "../../support/json";
import { Template } from "../../support/template";
import { providerProblems } from "./provider-problems";

const PROPS: CloudWatchAgentConfigurationProps = {
  parameterName: "AmazonCloudWatch-Example",
  description: "For web servers.",
  metricNamespace: "Example/Web",
  logFiles: [
    ...systemLogFiles("example-system"),
    { filePath: APPLICATION_LOG_FILE, logGroupName: "example-application" },
  ],
};

function define(props: Partial<CloudWatchAgentConfigurationProps> = {}): Template {
  return Template.of((stack) => new CloudWatchAgentConfiguration(stack, "agent", { ...PROPS, ...props }));
}

/** The configuration as the agent reads it. */
function configuration(template: Template): JsonObject {
  return objectOf(parseJson(unescaped(String(template.only("aws_ssm_parameter").insecure_value))));
}

describe("defines by default", () => {
  it("the parameter alone", () => {
    expect(define().types).toEqual({ aws_ssm_parameter: 1 });
  });

  it("a text that a plan shows, since nothing in it is secret", () => {
    expect(define().only("aws_ssm_parameter")).toEqual({
      name: "AmazonCloudWatch-Example",
      description: "For web servers.",
      type: "String",
      insecure_value: expect.stringMatching(/^\{"agent":/),
    });
  });

  it("what the provider takes", () => {
    expect(providerProblems(define())).toEqual([]);
  });

  it("its name and a hash of its content by reference", () => {
    const template = Template.of((stack) => {
      const { parameterName, contentHash } = new CloudWatchAgentConfiguration(stack, "agent", PROPS);
      new TerraformOutput(stack, "values", { value: [parameterName, contentHash] });
    });

    expect(template.outputs.values?.value).toEqual([
      "${aws_ssm_parameter.agent.name}",
      "${sha256(aws_ssm_parameter.agent.insecure_value)}",
    ]);
  });
});

describe("guarantees", () => {
  it("MAZ-EC2-1: metrics of memory, swap and root volume, under the instance and under its group", () => {
    expect(configuration(define()).metrics).toEqual({
      namespace: "Example/Web",
      append_dimensions: {
        AutoScalingGroupName: "${aws:AutoScalingGroupName}",
        InstanceId: "${aws:InstanceId}",
      },
      aggregation_dimensions: [["AutoScalingGroupName"], ["InstanceId"]],
      metrics_collected: {
        mem: { measurement: ["mem_used_percent"] },
        swap: { measurement: ["swap_used_percent"] },
        disk: { measurement: ["used_percent"], resources: ["/"], drop_device: true },
      },
    });
    expect(AGENT_METRICS).toEqual({
      memory: "mem_used_percent",
      swap: "swap_used_percent",
      disk: "disk_used_percent", // what the agent makes of used_percent
    });
  });

  it("MAZ-EC2-1: the logs that Amazon Linux 2023 writes as files, and the application's, a stream for each instance and file", () => {
    const file = (path: string, group: string) => ({
      file_path: path,
      log_group_name: group,
      log_stream_name: `{instance_id}${path}`,
      timezone: "UTC",
    });

    expect(configuration(define()).logs).toEqual({
      logs_collected: {
        files: {
          collect_list: [
            file("/var/log/cloud-init-output.log", "example-system"),
            file("/var/log/dnf.log", "example-system"),
            file("/var/log/audit/audit.log", "example-system"),
            file("/var/log/application.log", "example-application"),
          ],
        },
      },
    });
  });

  it("MAZ-MON-1: no retention, which the log group has from elsewhere", () => {
    expect(JSON.stringify(configuration(define()))).not.toContain("retention");
  });

  it("MAZ-EC2-1: the agent runs as root, who alone may read the audit log", () => {
    expect(configuration(define()).agent).toEqual({ metrics_collection_interval: 60, run_as_user: "root" });
  });

  it("ALL-8: waits for the log groups that it names by reference", () => {
    const template = Template.of((stack) => {
      const { name } = new CloudwatchLogGroup(stack, "logs", { name: "example" });
      new CloudWatchAgentConfiguration(stack, "agent", { ...PROPS, logFiles: systemLogFiles(name) });
    });
    expect(template.only("aws_ssm_parameter").insecure_value).toContain(
      '"log_group_name":"${aws_cloudwatch_log_group.logs.name}"',
    );
  });

  it("the same in anybody's stack", () => {
    expect(
      Testing.synthScope((scope) => new CloudWatchAgentConfiguration(scope, "agent", PROPS)),
    ).toHaveResourceWithProperties(SsmParameter, { name: "AmazonCloudWatch-Example", type: "String" });
  });
});

describe("rejects", () => {
  const file = (filePath: string) => ({ logFiles: [{ filePath, logGroupName: "example" }] });
  const path = (got: string) =>
    `logFiles[0].filePath must be an absolute path of letters, digits or . _ - without wildcards, got "${got}"`;

  it.each<[string, Partial<CloudWatchAgentConfigurationProps>, string]>([
    [
      "a name that instances may not read",
      { parameterName: "Example-Agent" },
      'parameterName must be "AmazonCloudWatch-" and 1 to 938 letters, digits or . _ -; instances may read no other, got "Example-Agent"',
    ],
    [
      "a name with a slash",
      { parameterName: "AmazonCloudWatch-a/b" },
      'parameterName must be "AmazonCloudWatch-" and 1 to 938 letters, digits or . _ -; instances may read no other, got "AmazonCloudWatch-a/b"',
    ],
    ["no description", { description: " " }, 'description must be 1 to 1024 characters, got " "'],
    [
      "a namespace of AWS",
      { metricNamespace: "AWS/EC2" },
      'metricNamespace must be 1 to 255 letters, digits, spaces or . - _ / # and not begin with AWS/, got "AWS/EC2"',
    ],
    [
      "a namespace of 256 characters",
      { metricNamespace: "n".repeat(256) },
      `metricNamespace must be 1 to 255 letters, digits, spaces or . - _ / # and not begin with AWS/, got "${"n".repeat(256)}"`,
    ],
    ["no log file", { logFiles: [] }, "logFiles must name at least one file, got []"],
    ["a wildcard", file("/var/log/*.log"), path("/var/log/*.log")],
    ["a relative path", file("var/log/messages"), path("var/log/messages")],
    ["a folder", file("/var/log/"), path("/var/log/")],
    ["a path with a colon, which no stream takes", file("/var/log/a:b"), path("/var/log/a:b")],
    [
      "a file twice",
      { logFiles: [...systemLogFiles("one").slice(0, 1), ...systemLogFiles("two").slice(0, 1)] },
      'logFiles[1].filePath must differ from the others, got "/var/log/cloud-init-output.log" again',
    ],
  ])("fails if there is %s", (_, props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/agent: ${message}`));
  });

  it("fails if the configuration is longer than a parameter of the standard tier", () => {
    const logFiles = (length: number) => [
      ...Array.from({ length: 20 }, (_, index) => ({ filePath: `/var/log/${index}`, logGroupName: "example" })),
      { filePath: "/var/log/last", logGroupName: "l".repeat(length) },
    ];
    const bytesWithout = String(define({ logFiles: logFiles(0) }).only("aws_ssm_parameter").insecure_value).length;
    const room = 4096 - bytesWithout;

    expect(define({ logFiles: logFiles(room) }).only("aws_ssm_parameter").insecure_value).toHaveLength(4096);
    expect(() => define({ logFiles: logFiles(room + 1) })).toThrow(
      new Error("test/agent: logFiles must make a configuration of at most 4096 bytes, got 4097; collect fewer files"),
    );
  });
});
