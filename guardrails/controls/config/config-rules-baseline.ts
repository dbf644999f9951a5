import { asText, type Graph, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { isSurelyMade } from "../../support/presence";

const RULE = "aws_config_config_rule";
const RECORDER = /^aws_config_configuration_recorder(?:_status)?$/;
/** What every account is asked, whatever it does: each has to do with nothing but the account itself, or with data. */
const BASELINE = [
  "CLOUD_TRAIL_ENABLED",
  "RDS_STORAGE_ENCRYPTED",
  "ROOT_ACCOUNT_MFA_ENABLED",
  "S3_BUCKET_PUBLIC_READ_PROHIBITED",
];
/** Rules that come in bundles, of which the file may be elsewhere. */
const BUNDLES = [
  "aws_config_conformance_pack",
  "aws_config_organization_conformance_pack",
  "aws_config_organization_managed_rule",
];

/** Whether a rule waits for the recorder: AWS refuses it before (`NoAvailableConfigurationRecorderException`). */
function waits(graph: Graph, rule: Resource): boolean {
  const seen = new Set<Resource>();
  const open = [rule];
  for (const resource of open) {
    const next = [...graph.dependenciesOf(resource), ...graph.referencesOf(resource).map(({ to }) => to)];
    for (const other of next) {
      if (RECORDER.test(other.type)) {
        return true;
      }
      if (!seen.has(other)) {
        seen.add(other);
        open.push(other);
      }
    }
  }
  return false;
}

function judgeRules(rules: readonly Resource[], bundled: boolean): Verdict {
  const names = rules.filter((rule) => isSurelyMade(rule)).map((rule) => rule.get("source.source_identifier"));
  const missing = BASELINE.filter((name) => !names.some((value) => asText(value) === name));
  const unsure = names.length < rules.length || names.some((value) => value.kind === "unknown");
  return missing.length === 0
    ? pass("the baseline's rules are there")
    : unsure || bundled
      ? unknown(`it cannot be told whether there are rules for ${missing.join(", ")}`)
      : fail(`there are no rules for ${missing.join(", ")}`);
}

export const configRulesBaseline = control({
  kind: "environment",
  id: "config-rules-baseline",
  title: "Config rules watch the account, each after the recorder",
  severity: "medium",
  why: "The recorder alone says nothing: rules tell when the trail stops, data is not encrypted, or a bucket is opened. A rule that does not wait for the recorder breaks the first apply.",
  fix: {
    yaml: "baseline.config: own",
    terraform: `Add an \`${RULE}\` for each of ${BASELINE.map((name) => `\`${name}\``).join(", ")}, with \`depends_on = [aws_config_configuration_recorder_status.<name>]\`.`,
  },
  references: { nist: ["CM", "SI"] },
  types: ["aws_config_configuration_recorder"],
  evaluate: (graph) => {
    const rules = graph.resources(RULE);
    const early = rules.filter((rule) => !waits(graph, rule));
    return [
      judgeRules(
        rules,
        BUNDLES.some((type) => graph.resources(type).length > 0),
      ),
      ...early.map((resource) => ({ ...fail("the rule does not wait for the recorder", "depends_on"), resource })),
    ];
  },
});
