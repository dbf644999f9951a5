import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Arguments, bindingOf } from "./bindings";
import { isList, type Json, type JsonObject, listOf, objectOf } from "./json";

/** The arguments of a type by the provider's bindings; nothing of types that they do not have. */
export function argumentsOf(type: string): Arguments | undefined {
  return KNOWN_PROVIDER.test(type) ? bindingOf(type).arguments : undefined;
}

const KNOWN_PROVIDER = /^(?:(?:data|ephemeral)\.)?(?:aws|random)_|^data\.terraform_remote_state$/;

/** What the provider adds to a resource by itself. */
export interface Added {
  /** What the provider sets where the configuration does not. */
  readonly defaults: JsonObject;
  /** What it will know only after apply. */
  readonly computed: JsonObject;
}

/** Defaults of types that are in none of the real plans, from the provider's source. */
const MORE_DEFAULTS: Readonly<Record<string, JsonObject>> = {
  aws_backup_vault: { force_destroy: false },
  aws_cloudtrail_event_data_store: {
    multi_region_enabled: true,
    organization_enabled: false,
    retention_period: 2555,
    termination_protection_enabled: true,
  },
  aws_cloudwatch_event_rule: { event_bus_name: "default", force_destroy: false },
  aws_cloudwatch_metric_alarm: { actions_enabled: true, treat_missing_data: "missing" },
  aws_config_configuration_recorder: { name: "default" },
  aws_config_delivery_channel: { name: "default" },
  aws_guardduty_detector: { enable: true },
  aws_sqs_queue: { sqs_managed_sse_enabled: null, visibility_timeout_seconds: 30 },
};

let realPlans: ReadonlyMap<string, Added> | undefined;

/** What the real provider added to resources of a type in the plans of the fixtures. */
export function addedByProvider(type: string): Added {
  realPlans ??= readRealPlans();
  const { defaults, computed } = realPlans.get(type) ?? { defaults: {}, computed: {} };
  return {
    defaults: { ...defaults, ...MORE_DEFAULTS[type] },
    computed: { id: true, ...(hasArn(type) ? { arn: true } : {}), ...computed },
  };
}

function hasArn(type: string): boolean {
  return KNOWN_PROVIDER.test(type) && bindingOf(type).attributes.has("arn");
}

function readRealPlans(): ReadonlyMap<string, Added> {
  const byType = new Map<string, Added>();
  for (const name of ["insecure", "modules", "lifecycle"]) {
    const file = join(__dirname, "../fixtures/plans", name, "plan.json");
    const plan: JsonObject = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
    const root = objectOf(objectOf(plan.configuration).root_module);
    const configured = new Map(
      listOf(root.resources).map((item) => [objectOf(item).address, objectOf(objectOf(item).expressions)]),
    );
    for (const item of listOf(plan.resource_changes)) {
      const { type, module_address, name: own } = objectOf(item);
      const change = objectOf(objectOf(item).change);
      const given = configured.get(`${String(type)}.${String(own)}`);
      if (module_address !== undefined || given === undefined || String(change.actions) !== "create") {
        continue;
      }
      const unset = (tree: Json | undefined, counts: (value: Json) => boolean) =>
        Object.fromEntries(
          Object.entries(objectOf(tree)).filter(([key, value]) => !(key in given) && key !== "tags" && counts(value)),
        );
      const before = byType.get(String(type));
      byType.set(String(type), {
        defaults: { ...before?.defaults, ...unset(change.after, (value) => value !== null && !isList(value)) },
        computed: { ...before?.computed, ...unset(change.after_unknown, (value) => value === true) },
      });
    }
  }
  return byType;
}
