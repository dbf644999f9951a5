import { Token } from "cdktf";

/** The processor architectures that Amazon Linux 2023 is made for. */
export type Architecture = "arm64" | "x86_64";

/**
 * Which instance types have which processor: a `g` among the letters after the generation says Graviton (`t4g`, `c7gn`, `im4gn`).
 * `a1`, the first Graviton, is too old for Amazon Linux 2023. Without lookaround, so that Terraform's RE2 reads them too.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 * @see https://docs.aws.amazon.com/linux/al2023/ug/system-requirements.html
 */
export const INSTANCE_TYPE_PATTERNS: Readonly<Record<Architecture, RegExp>> = {
  arm64: /^[a-z]+[1-9][0-9]*[a-z]*g[a-z]*\.[a-z0-9-]+$/,
  x86_64: /^(?:u-[1-9][0-9]*tb1|(?:[b-z]|[a-z][a-z]+)[1-9][0-9]*[a-fh-z]*(?:-[a-z0-9]+)?)\.[a-z0-9-]+$/,
};

/**
 * Families that are not optimized for EBS by default: a launch that asks for it, as ours do, fails. AWS sells none of them any more
 * but `t2`.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-optimized.html
 */
const NOT_EBS_OPTIMIZED = /^(?:c1|c3|cc[12]|cg1|cr1|g2|hi1|hs1|i2|m[1-3]|r3|t[12])\./;

/** Machines for macOS, and one whose Arm processors its name does not tell. */
const NOT_FOR_US = /^(?:mac|p6e-)/;

const MUST =
  "be an EC2 instance type for Amazon Linux 2023, optimized for EBS by default, such as t4g.small or m7i.large";

/**
 * What is wrong with an instance type and the architecture of its image. A type that only Terraform knows, a variable, needs the
 * architecture to be given.
 */
export function instanceTypeProblems(instanceType: string, architecture?: Architecture): string[] {
  if (Token.isUnresolved(instanceType)) {
    return architecture === undefined
      ? ["architecture must be given where instanceType is known to Terraform only, got none"]
      : [];
  }
  const own = patternOf(instanceType);
  if (own === undefined) {
    return [`instanceType must ${MUST}, got ${JSON.stringify(instanceType)}`];
  }
  return architecture === undefined || architecture === own
    ? []
    : [`architecture must be that of ${instanceType}, ${own}, got ${JSON.stringify(architecture)}`];
}

/** The architecture of an instance type that {@link instanceTypeProblems} finds no fault with. */
export function architectureOf(instanceType: string): Architecture {
  return INSTANCE_TYPE_PATTERNS.arm64.test(instanceType) ? "arm64" : "x86_64";
}

/**
 * The public parameter that names the latest image of Amazon Linux 2023.
 *
 * @see https://docs.aws.amazon.com/linux/al2023/ug/ec2.html
 */
export function imageParameterName(architecture: Architecture): string {
  return `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`;
}

/**
 * The image of a launch template, looked up by EC2 at each launch: a new image changes no plan, and each new instance of an Auto
 * Scaling group has it.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html
 */
export function imageAtLaunch(architecture: Architecture): string {
  return `resolve:ssm:${imageParameterName(architecture)}`;
}

/** The root device of Amazon Linux 2023. */
export const ROOT_DEVICE = "/dev/xvda";

function patternOf(instanceType: string): Architecture | undefined {
  if (NOT_EBS_OPTIMIZED.test(instanceType) || NOT_FOR_US.test(instanceType)) {
    return undefined;
  }
  return (["arm64", "x86_64"] as const).find((architecture) => INSTANCE_TYPE_PATTERNS[architecture].test(instanceType));
}
