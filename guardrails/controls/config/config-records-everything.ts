import { asText, isUnset } from "../../../model";
import { control, fail, unknown } from "../../control";
import { judgeBoolean, unknownValue, worst } from "../../support/attributes";

const GROUP = "recording_group";

export const configRecordsEverything = control({
  kind: "resource",
  id: "config-records-everything",
  title: "AWS Config records every type, global ones among them",
  severity: "medium",
  why: "What is not recorded changes unseen: without the global types nobody sees users, roles and policies change.",
  fix: {
    yaml: "baseline.config: own",
    terraform:
      "Set `recording_group { all_supported = true, include_global_resource_types = true }`, the second in one region of the account.",
  },
  references: {
    cis: { v3: ["3.3"], v5: ["3.3"] },
    fsbp: ["Config.1"],
    nist: ["CM"],
    checkov: ["CKV2_AWS_48"],
  },
  types: ["aws_config_configuration_recorder"],
  evaluate: (recorder) => {
    const { items, unknown: open } = recorder.blocks(GROUP);
    const [group] = items;
    if (group === undefined) {
      return open !== undefined && !isUnset(open)
        ? unknown(`${GROUP} cannot be told: ${open.reason}`, GROUP)
        : fail(`${GROUP} is not set: global types, which are those of IAM, are not recorded`, GROUP);
    }
    const strategy = group.get("recording_strategy.use_only");
    // AWS gives back an exclusion without types where nothing is excluded.
    const excluded = group
      .blocks("exclusion_by_resource_types")
      .items.map((exclusion) => exclusion.list("resource_types"))
      .some(({ items, unknown: missing }) => items.length > 0 || (missing !== undefined && !isUnset(missing)));
    if (excluded || asText(strategy) === "EXCLUSION_BY_RESOURCE_TYPES") {
      return fail("types are excluded from recording", `${GROUP}.exclusion_by_resource_types`);
    }
    const left = "what is left out changes unseen";
    return worst([
      judgeBoolean(group, "all_supported", { wanted: true, unset: true, otherwise: left }),
      judgeBoolean(group, "include_global_resource_types", { wanted: true, unset: false, otherwise: left }),
      ...[unknownValue(group, "recording_strategy.use_only", strategy)].filter((verdict) => verdict !== undefined),
    ]);
  },
});
