import type { Construct } from "constructs";
import type { Environment } from "../config/environment";
import { choiceKnob, cidrListKnob, numberKnob, textKnob } from "../constructs/core/knob";
import { bastionCidrs } from "./network-flows";

/** How many knobs an environment has at most (ALL-15). */
export const MOST_KNOBS = 15;

/** Knobs whose rules name each other: all of a group are there, or none. */
interface KnobGroup {
  readonly names: readonly string[];
  /** Whether an environment has what they turn. */
  readonly applies: (environment: Environment) => boolean;
}

const always = () => true;

/** All knobs, the ones that operators turn first: an environment has as many from the top as there is room for. */
const KNOB_GROUPS: readonly KnobGroup[] = [
  { names: ["alert_email"], applies: ({ monitoring }) => monitoring.alertEmail !== undefined },
  // Ranges behind a transit gateway need routes, which the YAML says.
  { names: ["trusted_cidrs"], applies: (environment) => bastionCidrs(environment).length > 0 },
  { names: ["database_instance_class"], applies: always },
  { names: ["database_allocated_storage_gib", "database_max_allocated_storage_gib"], applies: always },
  { names: ["database_backup_retention_days"], applies: always },
  { names: ["database_password_version"], applies: ({ database }) => database.credentials === "ephemeral" },
  { names: ["application_instance_type"], applies: ({ application }) => application !== undefined },
  { names: ["application_min_size", "application_max_size"], applies: ({ application }) => application !== undefined },
  { names: ["backup_delete_after_days"], applies: ({ backup }) => backup !== undefined },
  { names: ["trail_log_retention_days"], applies: always },
  { names: ["log_expire_after_days"], applies: always },
  { names: ["flow_log_retention_days"], applies: ({ network }) => network.flowLogs.destination === "cloudWatchLogs" },
  { names: ["database_log_retention_days"], applies: always },
  { names: ["unauthorized_calls_threshold"], applies: always },
  { names: ["waf_rate_limit"], applies: ({ edge }) => edge !== undefined && edge.waf !== false },
  { names: ["function_log_retention_days"], applies: ({ compliance }) => compliance !== false },
  {
    names: ["data_infrequent_access_after_days", "data_glacier_after_days", "data_expire_after_days"],
    applies: always,
  },
];

/** The names of the knobs that an environment has. */
export function knobNames(environment: Environment): string[] {
  const chosen: string[] = [];
  for (const { names } of KNOB_GROUPS.filter(({ applies }) => applies(environment))) {
    if (chosen.length + names.length <= MOST_KNOBS) {
      chosen.push(...names);
    }
  }
  return chosen;
}

/**
 * Makes the knobs of one environment: a Terraform variable where the knob is among those that it has, else the value of the
 * YAML as it is.
 */
export class Knobs {
  private readonly chosen: ReadonlySet<string>;

  public constructor(environment: Environment) {
    this.chosen = new Set(knobNames(environment));
  }

  public number(scope: Construct, name: string, props: Parameters<typeof numberKnob>[2]): number {
    return this.has(name) ? numberKnob(scope, name, props) : props.value;
  }

  public choice(scope: Construct, name: string, props: Parameters<typeof choiceKnob>[2]): number {
    return this.has(name) ? choiceKnob(scope, name, props) : props.value;
  }

  public text(scope: Construct, name: string, props: Parameters<typeof textKnob>[2]): string {
    return this.has(name) ? textKnob(scope, name, props) : props.value;
  }

  public cidrs(scope: Construct, name: string, props: Parameters<typeof cidrListKnob>[2]): readonly string[] {
    return this.has(name) ? cidrListKnob(scope, name, props) : props.value;
  }

  private has(name: string): boolean {
    if (!KNOB_GROUPS.some(({ names }) => names.includes(name))) {
      throw new Error(`${name} must be in the list of knobs (stacks/knobs.ts)`);
    }
    return this.chosen.has(name);
  }
}
