import { Token } from "cdktf";
import { literal } from "../core/terraform-blocks";
import { PropsError } from "../core/validate";
import type { AgentConfiguration } from "./cloudwatch-agent";
import type { Architecture } from "./instance-architecture";

/** A step of the script that runs at an instance's first boot; see `user-data-steps.ts`. */
export interface UserDataStep {
  /** What the log says before the step: letters, digits, spaces and hyphens. */
  readonly title: string;
  /** Bash, run as root with `set -euo pipefail`. */
  readonly script: string;
}

/** Props of {@link userData}. */
export interface UserDataProps {
  /** Part of the script, since an instance of another architecture is another instance. */
  readonly architecture: Architecture;
  readonly agent: AgentConfiguration;
  /**
   * What must not wait for the network, before the agent's installation.
   *
   * @default - nothing
   */
  readonly before?: readonly UserDataStep[];
  /**
   * What follows the agent's installation, whose log it shows.
   *
   * @default - nothing
   */
  readonly after?: readonly UserDataStep[];
}

/**
 * What EC2 takes, in bytes before base64.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
 */
export const MAX_USER_DATA_BYTES = 16_384;

/** How long Terraform's references to the agent's parameter may become. */
const LONGEST_AGENT: AgentConfiguration = { parameterName: "n".repeat(1011), contentHash: "h".repeat(64) };

/**
 * The network path, a NAT gateway, an endpoint or an address of its own, may come up later than the instance. What an instance
 * without one waits is within the time that Auto Scaling gives it.
 */
const PROLOGUE = `set -euo pipefail

step() {
  printf 'user data: %s\\n' "$1"
}

retry() {
  local attempt
  for attempt in {1..30}; do
    if "$@"; then
      return 0
    fi
    printf 'user data: attempt %s of 30 failed: %s\\n' "$attempt" "$*"
    sleep 10
  done
  return 1
}
`;

/**
 * With less than a gibibyte of memory, as nano and micro types have, the kernel ends dnf for want of it.
 *
 * @see https://github.com/amazonlinux/amazon-linux-2023/issues/404
 */
const SWAP: UserDataStep = {
  title: "swap",
  script: `memory=$(awk '$1 == "MemTotal:" { print $2 }' /proc/meminfo)
if ((memory < 1048576)) && ! grep -q '^/swapfile ' /proc/swaps; then
  install -m 0600 /dev/null /swapfile
  dd if=/dev/zero of=/swapfile bs=1M count=1024 status=none
  mkswap /swapfile
  swapon /swapfile
  grep -q '^/swapfile ' /etc/fstab || printf '/swapfile none swap defaults 0 0\\n' >>/etc/fstab
fi
`,
};

/**
 * Makes the script that runs at an instance's first boot, as text for Terraform: it installs the CloudWatch agent from the
 * distribution's repository, which the gateway endpoint for S3 reaches without internet, and has it fetch its configuration
 * (MAZ-EC2-1). Each step may be run again. It needs no instance metadata, and no secret belongs into it: whoever may describe
 * the instance can read it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/download-CloudWatch-Agent-on-EC2-Instance-commandline-first.html
 */
export function userData(props: UserDataProps): string {
  const steps = [...(props.before ?? []), ...(props.after ?? [])];
  const bytes = Buffer.byteLength(compose(props, LONGEST_AGENT, (text) => text));
  const problems = [
    ...steps.flatMap(stepProblems),
    ...(bytes <= MAX_USER_DATA_BYTES
      ? []
      : [`must be at most ${MAX_USER_DATA_BYTES} bytes, got ${bytes}; fetch what is longer from a bucket`]),
  ];
  if (problems.length > 0) {
    throw new PropsError("userData", problems);
  }
  return compose(props, props.agent, literal);
}

/** `escaped` makes bash's `${…}` literal for Terraform; what is of Terraform stays. */
function compose(
  { architecture, before = [], after = [] }: UserDataProps,
  agent: AgentConfiguration,
  escaped: (text: string) => string,
): string {
  const stepText = ({ title, script }: UserDataStep) => escaped(`step '${title}'\n${script.trimEnd()}\n`);
  return [
    escaped(`#!/bin/bash\n# Amazon Linux 2023, ${architecture}\n${PROLOGUE}`),
    ...[...before, SWAP].map(stepText),
    agentText(agent),
    ...after.map(stepText),
  ].join("\n");
}

function agentText({ parameterName, contentHash }: AgentConfiguration): string {
  return `step 'CloudWatch agent'
# Configuration ${contentHash}
retry dnf install -y amazon-cloudwatch-agent
retry /opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c 'ssm:${parameterName}'
systemctl enable amazon-cloudwatch-agent.service
`;
}

function stepProblems({ title, script }: UserDataStep): string[] {
  return [
    ...(/^[A-Za-z0-9 -]+$/.test(title)
      ? []
      : [`title must be letters, digits, spaces and hyphens, got ${JSON.stringify(title)}`]),
    ...(Token.isUnresolved(script) ? [`script of "${title}" must be known at synthesis, got a reference`] : []),
  ];
}
