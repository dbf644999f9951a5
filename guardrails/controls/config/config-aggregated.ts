import { control, fail } from "../../control";
import { judgeBoolean } from "../../support/attributes";

const SOURCES = ["account_aggregation_source", "organization_aggregation_source"];

export const configAggregated = control({
  kind: "resource",
  id: "config-aggregated",
  title: "Config aggregators take all regions",
  severity: "low",
  why: "A region that is left out is where nobody looks: what is started there is not seen.",
  fix: { terraform: "Set `all_regions = true` in the source of the aggregator." },
  references: { nist: ["CM"], checkov: ["CKV_AWS_121"], trivy: ["AWS-0019"] },
  types: ["aws_config_configuration_aggregator"],
  evaluate: (aggregator) => {
    const sources = SOURCES.flatMap((name) => aggregator.blocks(name).items);
    return sources.length === 0
      ? fail("the aggregator has no source")
      : sources.map((source) =>
          judgeBoolean(source, "all_regions", { wanted: true, unset: false, otherwise: "other regions are not seen" }),
        );
  },
});
