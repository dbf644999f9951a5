import type { Environment } from "../config/environment";
import type { KeyStatement } from "../constructs/encryption/key-statements";
import { requiredStatements } from "./keys";
import { layerContext } from "./layer-context";

/** Something that whoever applies an environment must know or do before. */
export interface Notice {
  readonly message: string;
  /** JSON to be put somewhere by hand. */
  readonly json?: string;
}

/** What must be known or done before an environment is applied (WEB-KMS-1, ENT-CT-1, WEB-BAK-1). */
export function noticesOf(environment: Environment): Notice[] {
  return [...existingKeyNotice(environment), ...irrevocableNotices(environment), ...administratorNotice(environment)];
}

/** Terraform cannot change the policy of a key that somebody else manages. */
function existingKeyNotice(environment: Environment): Notice[] {
  const { mode, existingKeyArn } = environment.kms;
  return mode === "existing"
    ? [
        {
          message: `Before the first apply, add these statements to the policy of ${existingKeyArn}; they are in the output required_key_policy, too`,
          json: JSON.stringify(requiredStatements(layerContext(environment)).map(asIam), null, 2),
        },
      ]
    : [];
}

/** A statement as IAM writes it. */
function asIam({ sid, effect = "Allow", principals, actions, conditions = [] }: KeyStatement) {
  const { services, aws, everyone } = principals;
  const byTest: Record<string, Record<string, string | readonly string[]>> = {};
  for (const { test, variable, values } of conditions) {
    byTest[test] = { ...byTest[test], [variable]: values.length === 1 ? (values[0] ?? "") : values };
  }
  return {
    Sid: sid,
    Effect: effect,
    Principal: everyone
      ? "*"
      : { ...(aws === undefined ? {} : { AWS: aws }), ...(services === undefined ? {} : { Service: services }) },
    Action: actions,
    Resource: "*",
    ...(conditions.length === 0 ? {} : { Condition: byTest }),
  };
}

/** What nobody can take back, AWS included. */
function irrevocableNotices({ audit, backup, lifecycle }: Environment): Notice[] {
  if (lifecycle === "ephemeral") {
    return [];
  }
  const { objectLock } = audit.immutableLogs ?? {};
  return [
    ...(objectLock?.mode === "COMPLIANCE"
      ? [
          {
            message: `audit.immutableLogs.objectLock is COMPLIANCE: once applied, nobody can delete a file of the trail for ${objectLock.days} days, the root user included, and the bucket stays as long`,
          },
        ]
      : []),
    ...(backup?.lock?.mode === "compliance"
      ? [
          {
            message: `backup.lock is compliance: ${backup.lock.changeableForDays} days after the apply nobody can remove it again, AWS included, and the vault stays until its last recovery point ends`,
          },
        ]
      : []),
  ];
}

/** Whoever applies it must be among those who may change the log buckets, or is locked out by the first apply. */
function administratorNotice({ audit, lifecycle }: Environment): Notice[] {
  const administrators = audit.immutableLogs?.logAdministrators;
  return administrators === undefined || lifecycle === "ephemeral"
    ? []
    : [
        {
          message: `audit.immutableLogs lets nobody but ${administrators.join(", ")} change the log buckets: the role that applies this must be one of them`,
        },
      ];
}
