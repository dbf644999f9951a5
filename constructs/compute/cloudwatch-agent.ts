import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import { literal } from "../core/terraform-blocks";
import { assertValid, repetitionProblems, textProblems } from "../core/validate";

/** A log file of an instance, and where its lines go. */
export interface AgentLogFile {
  /** The absolute path, without wildcards: it names the log stream too, after the instance's id. */
  readonly filePath: string;
  /** A log group that is there already: the agent sets neither its retention nor its key. */
  readonly logGroupName: string;
}

/** Props of {@link CloudWatchAgentConfiguration}. */
export interface CloudWatchAgentConfigurationProps {
  /**
   * The parameter's name. It begins with `AmazonCloudWatch-`, since the policy that AWS manages for the agent lets instances read no
   * other.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_ssm_parameter`.
   */
  readonly parameterName: string;
  /** Whose agents read it: 1 to 1024 characters. */
  readonly description: string;
  /** The namespace of the metrics: 1 to 255 letters, digits, spaces or . - _ / # and not one of AWS's own. */
  readonly metricNamespace: string;
  /** What is sent to CloudWatch Logs, see {@link systemLogFiles}: at least one file. */
  readonly logFiles: readonly AgentLogFile[];
}

/** What instances need to know of the configuration, and what makes them launch anew when it changes. */
export interface AgentConfiguration {
  readonly parameterName: string;
  readonly contentHash: string;
}

/**
 * The metrics of memory, swap and root volume, which EC2 does not publish by itself: for an instance under the dimension
 * `InstanceId`, for a group under `AutoScalingGroupName`, each alone.
 */
export const AGENT_METRICS = {
  memory: "mem_used_percent",
  swap: "swap_used_percent",
  disk: "disk_used_percent",
} as const;

/** Where an application on our instances is to write its log. */
export const APPLICATION_LOG_FILE = "/var/log/application.log";

/** A parameter of the standard tier has 4 KiB. */
const MAX_BYTES = 4096;

const INTERVAL_SECONDS = 60;

/**
 * The log files of Amazon Linux 2023 itself: first boot, packages, and the audit log, which has each sign-in. The rest is in
 * systemd's journal, which the agent of the distribution does not read in all of its versions; there is no `/var/log/messages`.
 *
 * @see https://docs.aws.amazon.com/linux/al2023/ug/journald.html
 */
export function systemLogFiles(logGroupName: string): AgentLogFile[] {
  return ["/var/log/cloud-init-output.log", "/var/log/dnf.log", "/var/log/audit/audit.log"].map((filePath) => ({
    filePath,
    logGroupName,
  }));
}

/**
 * Defines the CloudWatch agent's configuration as a parameter that instances fetch (MAZ-EC2-1): metrics of memory, swap and root
 * volume, and log files into log groups that are there first. It holds no secret, so it is not encrypted.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html
 * @example
 * new CloudWatchAgentConfiguration(this, "agent", {
 *   parameterName: "AmazonCloudWatch-Example", description: "For web servers.", metricNamespace: "Example/Web",
 *   logFiles: [...systemLogFiles(logs.logGroupName), { filePath: APPLICATION_LOG_FILE, logGroupName: logs.logGroupName }],
 * });
 */
export class CloudWatchAgentConfiguration extends Construct implements AgentConfiguration {
  /** The name, by reference: who reads the parameter waits for it, and for the log groups that it names. */
  public readonly parameterName: string;
  /** A hash of the configuration: in user data, it makes instances launch anew when the configuration changes. */
  public readonly contentHash: string;

  public constructor(scope: Construct, id: string, props: CloudWatchAgentConfigurationProps) {
    super(scope, id);
    const { parameterName, description, metricNamespace, logFiles } = props;
    const content = JSON.stringify({
      agent: agentSection(),
      metrics: metricsSection(metricNamespace),
      logs: logsSection(logFiles),
    });
    assertValid(scope, id, problems(props, content));
    const parameter = new SsmParameter(this, "Default", {
      name: parameterName,
      description,
      type: "String",
      // A plan shows this one; `value` would count as sensitive.
      insecureValue: content,
    });
    this.parameterName = parameter.name;
    // The provider's `version` keeps its old number in the plan of a change of `insecure_value`.
    this.contentHash = Token.asString(Fn.sha256(parameter.insecureValue));
  }
}

/** The audit log is readable for root only. */
function agentSection() {
  return { metrics_collection_interval: INTERVAL_SECONDS, run_as_user: "root" };
}

function metricsSection(namespace: string) {
  return {
    namespace,
    append_dimensions: {
      AutoScalingGroupName: literal("${aws:AutoScalingGroupName}"),
      InstanceId: literal("${aws:InstanceId}"),
    },
    aggregation_dimensions: [["AutoScalingGroupName"], ["InstanceId"]],
    metrics_collected: {
      mem: { measurement: [AGENT_METRICS.memory] },
      swap: { measurement: [AGENT_METRICS.swap] },
      disk: { measurement: ["used_percent"], resources: ["/"], drop_device: true },
    },
  };
}

function logsSection(logFiles: readonly AgentLogFile[]) {
  return {
    logs_collected: {
      files: {
        collect_list: logFiles.map(({ filePath, logGroupName }) => ({
          file_path: filePath,
          log_group_name: logGroupName,
          log_stream_name: `{instance_id}${filePath}`,
          timezone: "UTC",
        })),
      },
    },
  };
}

function problems(
  { parameterName, description, metricNamespace, logFiles }: CloudWatchAgentConfigurationProps,
  content: string,
): string[] {
  const bytes = Buffer.byteLength(content);
  return [
    ...textProblems(
      "parameterName",
      parameterName,
      /^AmazonCloudWatch-[A-Za-z0-9_.-]{1,938}$/,
      'be "AmazonCloudWatch-" and 1 to 938 letters, digits or . _ -; instances may read no other',
    ),
    ...textProblems("description", description, /^(?=.*\S).{1,1024}$/s, "be 1 to 1024 characters"),
    ...textProblems(
      "metricNamespace",
      metricNamespace,
      /^(?!AWS\/|:)[A-Za-z0-9 ._/#-]{1,255}$/,
      "be 1 to 255 letters, digits, spaces or . - _ / # and not begin with AWS/",
    ),
    ...(logFiles.length > 0 ? [] : ["logFiles must name at least one file, got []"]),
    ...logFiles.flatMap(({ filePath }, index) =>
      textProblems(
        `logFiles[${index}].filePath`,
        filePath,
        /^(?:\/[A-Za-z0-9._-]+)+$/,
        "be an absolute path of letters, digits or . _ - without wildcards",
      ),
    ),
    ...repetitionProblems(
      (index) => `logFiles[${index}].filePath`,
      logFiles.map(({ filePath }) => filePath),
    ),
    ...(bytes <= MAX_BYTES
      ? []
      : [`logFiles must make a configuration of at most ${MAX_BYTES} bytes, got ${bytes}; collect fewer files`]),
  ];
}
