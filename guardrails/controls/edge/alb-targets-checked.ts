import { asBoolean, asText, isUnset, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { isGiven, unknownValue } from "../../support/attributes";
import { TARGET_GROUPS } from "./balancers";

const PATH = "health_check.path";

function judge(group: Resource): Verdict | undefined {
  const protocol = asText(group.get("protocol"))?.toUpperCase();
  const { items, unknown: missing } = group.blocks("health_check");
  if (asText(group.get("target_type")) === "lambda" || (protocol !== undefined && !/^HTTPS?$/.test(protocol))) {
    return undefined;
  }
  if (items.length === 0) {
    return missing !== undefined && !isUnset(missing)
      ? unknown(`health_check cannot be told: ${missing.reason}`, "health_check")
      : fail("health_check is not set: targets are asked for /, which says nothing of them", "health_check");
  }
  return asBoolean(group.get("health_check.enabled")) === false
    ? fail("health_check.enabled is false", "health_check.enabled")
    : isGiven(group.get(PATH))
      ? pass(`${PATH} is set`, PATH)
      : (unknownValue(group, PATH) ??
        fail(`${PATH} is not set: targets are asked for /, which says nothing of them`, PATH));
}

export const albTargetsChecked = control({
  kind: "resource",
  id: "alb-targets-checked",
  title: "Targets of load balancers are checked by a path of their own",
  severity: "low",
  why: "A target that answers / may have lost its database; users are sent to it all the same.",
  fix: {
    yaml: "application.healthCheckPath: /healthz",
    terraform: 'Add `health_check { path = "/healthz" }` with a path that fails when the target cannot work.',
  },
  references: { nist: ["SI"], checkov: ["CKV_AWS_261"] },
  types: TARGET_GROUPS,
  evaluate: judge,
});
