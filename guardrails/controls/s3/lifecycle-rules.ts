import { type Attributes, asBoolean, asText, isUnset, type Resource, type Unknown } from "../../../model";
import { BUCKET } from "../../support/buckets";

export const LIFECYCLE = { type: "aws_s3_bucket_lifecycle_configuration", inline: "lifecycle_rule" } as const;

/** The rules of a lifecycle, of a resource of its own or of the bucket itself. */
export interface LifecycleRules {
  /** Those that are on, or of which it cannot be told. */
  readonly enabled: readonly Attributes[];
  /** Set when there may be others, or when it cannot be told whether one is on. */
  readonly unknown?: Unknown;
}

export function lifecycleRules(resource: Resource): LifecycleRules {
  const isBucket = resource.type === BUCKET;
  const { items, unknown } = resource.blocks(isBucket ? LIFECYCLE.inline : "rule");
  const states = items.map((rule) => {
    const value = rule.get(isBucket ? "enabled" : "status");
    return { rule, value, isOn: isBucket ? asBoolean(value) === true : asText(value) === "Enabled" };
  });
  // A plan calls what the bucket does not say itself computed.
  const open = [...states.map(({ value }) => value), unknown].find(
    (value) => value?.kind === "unknown" && !isUnset(value),
  );
  const enabled = states.flatMap(({ rule, isOn }) => (isOn ? [rule] : []));
  return open?.kind !== "unknown" ? { enabled } : { enabled, unknown: open };
}
