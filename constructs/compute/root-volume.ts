import { AWS_MANAGED_KEY } from "../core/key-choice";
import type { Limit } from "../core/limits";
import { numberProblems, textProblems } from "../core/validate";

/** An instance's root volume: gp3, encrypted, and gone with the instance. */
export interface RootVolume {
  /** In GiB: 8, what the image needs, to 16384. */
  readonly sizeGib: number;
  /**
   * The key's ARN, or `AWS_MANAGED_KEY`. Where an Auto Scaling group uses a key of your own, the key's policy must let
   * `AWSServiceRoleForAutoScaling` use it, else instances end as soon as they begin.
   */
  readonly kmsKeyArn: string;
}

/**
 * What EC2 takes of gp3 with the image of Amazon Linux 2023.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
 */
export const ROOT_VOLUME_LIMITS = {
  sizeGib: { min: 8, max: 16_384, unit: "GiB" },
} as const satisfies Readonly<Record<string, Limit>>;

/** What EC2 would refuse of a root volume. */
export function rootVolumeProblems({ sizeGib, kmsKeyArn }: RootVolume): string[] {
  return [
    ...numberProblems("rootVolume.sizeGib", sizeGib, ROOT_VOLUME_LIMITS.sizeGib),
    ...(kmsKeyArn === AWS_MANAGED_KEY
      ? []
      : textProblems(
          "rootVolume.kmsKeyArn",
          kmsKeyArn,
          /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/./,
          `be the ARN of a KMS key or "${AWS_MANAGED_KEY}"`,
        )),
  ];
}
