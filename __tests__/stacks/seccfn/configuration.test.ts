import { type EnvironmentOverrides, synthesized } from "../../support/environments";
import { objectOf } from "../../support/json";
import { changes } from "./changes";

const seccfn = () => synthesized().template;

const text = (overrides: EnvironmentOverrides) => JSON.stringify(synthesized(overrides).template.json);

/** The sections of several overrides in one; no two may say something of the same key. */
function merged(several: readonly object[]): EnvironmentOverrides {
  const result: Record<string, object> = {};
  for (const [section, values] of several.flatMap((one) => Object.entries(one) as [string, object][])) {
    const before = result[section] ?? {};
    expect(Object.keys(before).filter((key) => key in values)).toEqual([]);
    result[section] = { ...before, ...values };
  }
  return result;
}

/** Each setting with what it changes in the Terraform: all of it, and nothing else. */
const SETTINGS: readonly [string, EnvironmentOverrides, readonly string[]][] = [
  [
    "kms.deletionWindowDays",
    { kms: { deletionWindowDays: 29 } },
    ["aws_kms_key.master deletion_window_in_days: 10 → 29"],
  ],
  [
    "network.flowLogs.retentionDays",
    { network: { flowLogs: { retentionDays: 731 } } },
    ["var.flow_log_retention_days default: 365 → 731"],
  ],
  [
    "storage.infrequentAccessAfterDays",
    { storage: { infrequentAccessAfterDays: 31 } },
    ["var.data_infrequent_access_after_days default: 30 → 31"],
  ],
  ["storage.glacierAfterDays", { storage: { glacierAfterDays: 91 } }, ["var.data_glacier_after_days default: 90 → 91"]],
  ["storage.expireAfterDays", { storage: { expireAfterDays: 366 } }, ["var.data_expire_after_days default: 365 → 366"]],
  [
    "storage.logExpireAfterDays",
    { storage: { logExpireAfterDays: 401 } },
    ["var.log_expire_after_days default: 400 → 401"],
  ],
  [
    "database.instanceClass",
    { database: { instanceClass: "db.m7g.large" } },
    ['var.database_instance_class default: "db.t4g.medium" → "db.m7g.large"'],
  ],
  [
    "database.allocatedStorageGib",
    { database: { allocatedStorageGib: 51 } },
    ["var.database_allocated_storage_gib default: 50 → 51"],
  ],
  [
    "database.maxAllocatedStorageGib",
    { database: { maxAllocatedStorageGib: 201 } },
    ["var.database_max_allocated_storage_gib default: 200 → 201"],
  ],
  ["database.multiAz", { database: { multiAz: false } }, ["aws_db_instance.postgres multi_az: true → false"]],
  [
    "database.engineVersion",
    { database: { engineVersion: "18" } },
    [
      'aws_db_instance.postgres engine_version: "17" → "18"',
      'aws_db_parameter_group.postgres description: "PostgreSQL 17: TLS only, connections and slow statements logged." → "PostgreSQL 18: TLS only, connections and slow statements logged."',
      'aws_db_parameter_group.postgres family: "postgres17" → "postgres18"',
      'aws_db_parameter_group.postgres name: "seccfn-main-parameters-postgres17" → "seccfn-main-parameters-postgres18"',
      'aws_db_parameter_group.postgres parameter.1.value: "1" → "all"',
    ],
  ],
  [
    "database.backupRetentionDays",
    { database: { backupRetentionDays: 35 } },
    ["var.database_backup_retention_days default: 7 → 35"],
  ],
  [
    "database.backupWindow",
    { database: { backupWindow: "01:15-02:00" } },
    ['aws_db_instance.postgres backup_window: "03:00-04:00" → "01:15-02:00"'],
  ],
  [
    "database.maintenanceWindow",
    { database: { maintenanceWindow: "tue:10:00-tue:11:00" } },
    ['aws_db_instance.postgres maintenance_window: "sun:04:30-sun:05:30" → "tue:10:00-tue:11:00"'],
  ],
  [
    "database.logRetentionDays",
    { database: { logRetentionDays: 120 } },
    ["var.database_log_retention_days default: 90 → 120"],
  ],
  ["database.passwordVersion", { database: { passwordVersion: 2 } }, ["var.database_password_version default: 1 → 2"]],
  [
    "database.secretRecoveryDays",
    { database: { secretRecoveryDays: 30 } },
    [
      "aws_secretsmanager_secret.database_bootstrap recovery_window_in_days: 7 → 30",
      "aws_secretsmanager_secret.database_secret recovery_window_in_days: 7 → 30",
    ],
  ],
  [
    "audit.trailLogRetentionDays",
    { audit: { trailLogRetentionDays: 180 } },
    ["var.trail_log_retention_days default: 90 → 180"],
  ],
  [
    "audit.queryFirstDay",
    { audit: { queryFirstDay: "2025/06/30" } },
    ['aws_glue_catalog_table.trail_query parameters.projection.timestamp.range: "2026/01/01,NOW" → "2025/06/30,NOW"'],
  ],
  [
    "monitoring.unauthorizedCallsThreshold",
    { monitoring: { unauthorizedCallsThreshold: 6 } },
    ["var.unauthorized_calls_threshold default: 5 → 6"],
  ],
  [
    "compliance.schedule",
    { compliance: { schedule: "cron(0 6 * * ? *)" } },
    ['aws_cloudwatch_event_rule.compliance_schedule schedule_expression: "rate(1 hour)" → "cron(0 6 * * ? *)"'],
  ],
  [
    "compliance.logRetentionDays",
    { compliance: { logRetentionDays: 14 } },
    ["var.function_log_retention_days default: 7 → 14"],
  ],
  [
    "compliance.reservedConcurrency",
    { compliance: { reservedConcurrency: 3 } },
    ["aws_lambda_function.compliance reserved_concurrent_executions: nothing → 3"],
  ],
  [
    "baseline.passwordPolicy",
    { baseline: { passwordPolicy: { minimumLength: 20, maxAgeDays: 60, remembered: 12 } } },
    [
      "aws_iam_account_password_policy.account max_password_age: 90 → 60",
      "aws_iam_account_password_policy.account minimum_password_length: 14 → 20",
      "aws_iam_account_password_policy.account password_reuse_prevention: 24 → 12",
    ],
  ],
  [
    "tags",
    { tags: { Environment: "Staging", CostCenter: "4711" } },
    [
      'provider aws.0.default_tags.0.tags.CostCenter: nothing → "4711"',
      'provider aws.0.default_tags.0.tags.Environment: "Production" → "Staging"',
    ],
  ],
];

describe("ALL-1: a setting changes what it says and nothing else:", () => {
  // All at once, so that one synthesis shows them: no two change the same place.
  const changed = () => changes(seccfn(), synthesized(merged(SETTINGS.map(([, overrides]) => overrides))).template);

  it.each(SETTINGS)("%s", (_, _overrides, lines) => {
    expect(changed().filter((line) => lines.includes(line))).toEqual(lines);
  });

  it("nothing else", () => {
    expect(changed()).toEqual(SETTINGS.flatMap(([, , lines]) => lines).sort());
  });
});

describe("ALL-1: of a value that was changed nothing is left:", () => {
  it.each<[string, EnvironmentOverrides, RegExp, string]>([
    ["the account", { account: "222222222222" }, /111111111111/, "222222222222"],
    ["the VPC's block", { network: { cidr: "172.30.0.0/16" } }, /\b10\.20\./, "172.30.16.0/20"],
    ["the database's port", { database: { port: 6543 } }, /\b5432\b/, "6543"],
    ["the database's name", { database: { databaseName: "ledger" } }, /"app\\*"/, "ledger"],
    ["the master user", { database: { username: "keeper" } }, /app_owner/, "keeper"],
    [
      "the alert's address",
      { monitoring: { alertEmail: "new@example.org" } },
      /security@example\.com/,
      "new@example.org",
    ],
  ])("%s", (_, overrides, old, made) => {
    expect(text(overrides)).not.toMatch(old);
    expect(text(overrides)).toContain(made);
  });

  it("the region: only the list of regions that can be queried still has it", () => {
    const { template } = synthesized({ region: "eu-west-1" });
    const rest = template.with(
      ["resource", "aws_glue_catalog_table", "trail_query", "parameters", "projection.region.values"],
      undefined,
    );

    expect(JSON.stringify(rest.json)).not.toContain("us-east-1");
    expect(objectOf(template.json.provider).aws).toMatchObject([{ region: "eu-west-1" }]);
    expect(template.policy("data.aws_iam_policy_document.master_key_policy")).toContainEqual(
      expect.objectContaining({ principals: { Service: ["logs.eu-west-1.amazonaws.com"] } }),
    );
  });

  it("the names: with another environment, prefix and project, nobody sees the old ones", () => {
    const other = text({ name: "acme-prod", naming: { prefix: "Acme" }, tags: { Project: "Acme" } });

    expect(other).not.toMatch(/seccfn/i);
    expect(other).toContain('"Acme-Config-Role"');
    expect(other).toContain("acme-data-bucket-${random_id.bucket_suffix.hex}");
  });

  it("the pattern of names: the type first, all in lower case, roles with the region", () => {
    const { template } = synthesized({
      naming: {
        prefix: "corp",
        pattern: "{prefix}-{type}-{name}",
        iamPattern: "{prefix}-{type}-{name}-{region}",
        case: "lower",
      },
    });

    expect(template.at("aws_iam_role.config_role").name).toBe("corp-role-config-us-east-1");
    expect(template.at("aws_s3_bucket.data").bucket).toBe("corp-bucket-data-${random_id.bucket_suffix.hex}");
    expect(template.at("aws_sns_topic.alerts").name).toBe("corp-topic-security-alerts");
    expect(JSON.stringify(template.json)).not.toMatch(/seccfn-|SecCFN-/);
  });
});

describe("zones", () => {
  it("ALL-1: auto looks up as many as are wanted; each gets its subnets and its NAT gateway", () => {
    const { template } = synthesized({ network: { zoneCount: 3 } });

    expect(template.addresses("aws_subnet")).toHaveLength(6);
    expect(template.at("aws_subnet.private_c").availability_zone).toBe(
      "${data.aws_availability_zones.available.names[2]}",
    );
    expect(template.addresses("aws_nat_gateway")).toHaveLength(3);
    expect(template.outputs.private_subnet_ids?.value).toHaveLength(3);
  });

  it("ALL-1: a list is taken as it is, and nothing is looked up", () => {
    const { template } = synthesized({ network: { zones: ["us-east-1d", "us-east-1f"] } });

    expect(template.dataSourceTypes).not.toHaveProperty("aws_availability_zones");
    expect(
      ["public_a", "public_b", "private_a", "private_b"].map((id) => template.at(`aws_subnet.${id}`).availability_zone),
    ).toEqual(["us-east-1d", "us-east-1f", "us-east-1d", "us-east-1f"]);
  });

  it("ALL-1: subnets have the sizes, or the very blocks, of the configuration", () => {
    const sized = synthesized({
      network: { publicSubnets: { prefixLength: 26 }, privateSubnets: { prefixLength: 22 } },
    }).template;
    const given = synthesized({
      network: {
        publicSubnets: { cidrs: ["10.20.200.0/28", "10.20.200.16/28"] },
        privateSubnets: { cidrs: ["10.20.64.0/18", "10.20.128.0/18"] },
      },
    }).template;
    const blocks = (template: typeof sized) =>
      ["public_a", "public_b", "private_a", "private_b"].map((id) => template.at(`aws_subnet.${id}`).cidr_block);

    expect(blocks(sized)).toEqual(["10.20.0.0/26", "10.20.0.64/26", "10.20.4.0/22", "10.20.8.0/22"]);
    expect(blocks(given)).toEqual(["10.20.200.0/28", "10.20.200.16/28", "10.20.64.0/18", "10.20.128.0/18"]);
  });
});
