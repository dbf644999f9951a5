import { synthesized } from "../../support/environments";
import { isObject, listOf, objectOf, parseJson, textsOf, textsWithin } from "../../support/json";
import type { Statement, Template } from "../../support/template";
import { keyArguments } from "../key-arguments";

const KEY = "arn:aws:kms:us-east-1:222222222222:key/11111111-2222-3333-4444-555555555555";

const own = () => synthesized({}, "web-app");
const existing = () => synthesized({ kms: { mode: "existing", existingKeyArn: KEY, separateKeys: [] } }, "web-app");
const awsManaged = () => synthesized({ kms: { mode: "awsManaged", separateKeys: [] } }, "web-app");

/** Every consumer of a key, as an address and an argument. */
const CONSUMERS = [
  "aws_athena_workgroup.trail_query configuration.result_configuration.encryption_configuration.kms_key_arn",
  "aws_backup_vault.backup kms_key_arn",
  "aws_cloudtrail.trail kms_key_id",
  "aws_cloudwatch_log_group.application_logs kms_key_id",
  "aws_cloudwatch_log_group.compliance_logs kms_key_id",
  "aws_cloudwatch_log_group.database_postgresql kms_key_id",
  "aws_cloudwatch_log_group.database_upgrade kms_key_id",
  "aws_cloudwatch_log_group.flow_logs kms_key_id",
  "aws_cloudwatch_log_group.recovery_check_logs kms_key_id",
  "aws_cloudwatch_log_group.trail_events kms_key_id",
  "aws_cloudwatch_log_group.web_acl_logs kms_key_id",
  "aws_config_delivery_channel.config s3_kms_key_arn",
  "aws_db_instance.postgres kms_key_id",
  "aws_db_instance.postgres master_user_secret_kms_key_id",
  "aws_lambda_function.compliance kms_key_arn",
  "aws_lambda_function.recovery_check kms_key_arn",
  "aws_launch_template.application block_device_mappings.0.ebs.kms_key_id",
  ...["config_history", "data", "query_results", "trail_logs"].map(
    (bucket) =>
      `aws_s3_bucket_server_side_encryption_configuration.${bucket} rule.0.apply_server_side_encryption_by_default.kms_master_key_id`,
  ),
  "aws_sns_topic.alerts kms_master_key_id",
  "aws_sqs_queue.compliance_dead_letters kms_master_key_id",
  "aws_sqs_queue.recovery_check_dead_letters kms_master_key_id",
  "random_id.postgres_final_snapshot keepers.kms_key", // whose change replaces the database
];

/** What says that there is a key of the environment's own. */
const OWN_KEY = /(?<!data\.)aws_kms_key\.|aws_kms_alias|\b(?:master|backup)_key_(?:alias|arn|policy|usable)/g;

/** Where a template's text has something: nowhere is the wish, and all of a template would be no message. */
const mentions = ({ json }: Template, what: RegExp) => JSON.stringify(json).match(what) ?? [];

describe("kms: own", () => {
  it("WEB-KMS-1: every consumer has the master key, and the vault its own", () => {
    const given = keyArguments(own().template);

    expect(mentions(own().template, OWN_KEY).length).toBeGreaterThan(CONSUMERS.length); // what must not be left elsewhere

    expect(Object.keys(given).sort()).toEqual(CONSUMERS);
    for (const [consumer, key] of Object.entries(given)) {
      expect(key).toBe(
        consumer.startsWith("aws_backup_vault") ? "${aws_kms_key.backup.arn}" : "${aws_kms_key.master.arn}",
      );
    }
    expect(own().summaries[0]).toMatchObject({ lowerings: [], notices: [] });
  });
});

describe("kms: existing", () => {
  it("WEB-KMS-1: every consumer has the given key, and nothing of a key of the environment's own is left", () => {
    const { template } = existing();
    const given = keyArguments(template);

    expect(Object.keys(given).sort()).toEqual(CONSUMERS);
    expect(new Set(Object.values(given))).toEqual(new Set([KEY]));
    expect(mentions(template, OWN_KEY)).toEqual([]);
  });

  it("WEB-KMS-1: whoever reads or writes may use that key by IAM, which alone suffices for nobody", () => {
    const users = existing()
      .template.dataSources.filter(({ type }) => type === "aws_iam_policy_document")
      .filter(({ address }) =>
        existing()
          .template.policy(address)
          .some(({ resources }) => resources.includes(KEY)),
      )
      .map(({ name }) => name);

    expect(users).toEqual([
      "application_role_permissions", // the secret
      "compliance_role_permissions", // its environment, its dead letters
      "config_role_permissions",
      "recovery_check_role_permissions",
    ]);
  });

  it("WEB-KMS-1: prints the statements that the key's policy needs, since Terraform cannot add them", () => {
    const { template, summaries } = existing();
    const [notice, ...others] = summaries.flatMap(({ notices }) => notices);
    const needed = template.policy("data.aws_iam_policy_document.required_key_policy");

    expect(others).toEqual([]);
    expect(notice?.message).toBe(
      `Before the first apply, add these statements to the policy of ${KEY}; they are in the output required_key_policy, too`,
    );
    expect(listOf(parseJson(notice?.json ?? "")).map(fromIam)).toEqual(needed);
    expect(template.outputs.required_key_policy?.value).toBe(
      "${data.aws_iam_policy_document.required_key_policy.json}",
    );
    expect(Object.keys(objectOf(listOf(parseJson(notice?.json ?? ""))[0])).sort()).toEqual([
      "Action",
      "Effect",
      "Principal",
      "Resource",
      "Sid",
    ]);
  });

  it("WEB-KMS-1: those are what own keys say of their use, the vault's among them, and one to look at it", () => {
    const policy = (key: string) => own().template.policyOf(`aws_kms_key.${key}`, "policy");
    const needed = existing().template.policy("data.aws_iam_policy_document.required_key_policy");
    const sids = (statements: readonly Statement[]) => statements.map(({ sid }) => sid);
    const others = (statements: readonly Statement[]) =>
      statements.filter(({ sid }) => !/^AllowAccountTo|ThroughServices$|^DenyInsecure/.test(sid));
    const services = (statements: readonly Statement[]) =>
      statements
        .filter(({ sid }) => sid === "AllowUseThroughServices")
        .flatMap(({ conditions }) => conditions.filter(({ variable }) => variable === "kms:ViaService"))
        .flatMap(({ values }) => values);

    expect(others(needed)).toEqual(others(policy("master")));
    expect(others(policy("backup"))).toEqual([]);
    expect(services(needed)).toEqual(
      [...new Set([...services(policy("master")), ...services(policy("backup"))])].sort(),
    );
    expect(sids(needed).slice(0, 3)).toEqual([
      "AllowAccountToDescribe",
      "AllowUseThroughServices",
      "AllowGrantsThroughServices",
    ]);
    expect(needed.filter(({ principals }) => Object.values(principals).flat().includes("*"))).toEqual([]);
  });

  it("WEB-KMS-1: after each apply somebody looks whether the key is still usable", () => {
    expect(existing().template.at("check.existing_key_usable")).toMatchObject({
      data: { aws_kms_key: { existing_key_usable: { key_id: KEY } } },
      assert: [{ condition: '${data.aws_kms_key.existing_key_usable.key_state == "Enabled"}' }],
    });
  });

  it("WEB-KMS-1: is no lowering, but needs the key, and makes none beside it", () => {
    expect(existing().summaries[0]?.lowerings).toEqual([]);
    expect(() => synthesized({ kms: { mode: "existing", separateKeys: [] } }, "web-app")).toThrow(
      "kms.existingKeyArn must be given with mode: existing",
    );
    expect(() => synthesized({ kms: { mode: "existing", existingKeyArn: KEY } }, "web-app")).toThrow(
      'kms.separateKeys must be empty with mode: existing, got ["backup"]; only mode: own makes keys',
    );
  });
});

describe("kms: awsManaged", () => {
  it("WEB-KMS-1: nobody is given a key, and nothing of one is left", () => {
    const { template } = awsManaged();

    expect(keyArguments(template)).toEqual({ "random_id.postgres_final_snapshot keepers.kms_key": "awsManaged" });
    expect(mentions(template, OWN_KEY)).toEqual([]);
    expect(mentions(template, /"kms:[^"]*"/g)).toEqual([]);
  });

  it("WEB-KMS-1: RDS, EBS, Secrets Manager, Backup and Lambda encrypt with AWS's key, which is what no key means there", () => {
    const { template } = awsManaged();

    expect(template.at("aws_db_instance.postgres")).toMatchObject({
      storage_encrypted: true,
      manage_master_user_password: true,
    });
    expect(template.value("aws_launch_template.application", "block_device_mappings.0.ebs.encrypted")).toBe("true");
    for (const [address, argument] of [
      ["aws_db_instance.postgres", "kms_key_id"],
      ["aws_db_instance.postgres", "master_user_secret_kms_key_id"],
      ["aws_backup_vault.backup", "kms_key_arn"],
      ["aws_lambda_function.compliance", "kms_key_arn"],
      ["aws_lambda_function.recovery_check", "kms_key_arn"],
    ] as const) {
      expect(template.at(address)).not.toHaveProperty(argument);
    }
  });

  it("WEB-KMS-1: S3 encrypts data with the key aws/s3, and what services deliver with its own", () => {
    const algorithms = awsManaged()
      .template.blocksOf("aws_s3_bucket_server_side_encryption_configuration")
      .map(({ name, values }) => [
        name,
        textsWithin(values)
          .filter(({ path }) => path.endsWith("sse_algorithm"))
          .map(({ text }) => text)
          .join(),
      ]);

    expect(Object.fromEntries(algorithms)).toEqual({
      access_logs: "AES256",
      config_history: "AES256",
      data: "aws:kms",
      load_balancer_logs: "AES256",
      query_results: "AES256",
      trail_logs: "AES256",
    });
  });

  it("WEB-KMS-1: dead letters are encrypted by SQS", () => {
    for (const queue of awsManaged().template.all("aws_sqs_queue")) {
      expect(queue).toMatchObject({ sqs_managed_sse_enabled: true });
    }
  });

  it("WEB-KMS-1: log groups, trail and topic go without, and each is listed in the output as a lowering", () => {
    const { template, summaries } = awsManaged();
    const lowerings = [
      "Log groups are encrypted by CloudWatch Logs itself, with a key that nobody can see or refuse, because kms.mode is awsManaged.",
      "The trail's log files and the other log buckets are encrypted by S3 itself (SSE-S3), because kms.mode is awsManaged.",
      "The alert topic is not encrypted, since alarms cannot publish to one with the key aws/sns, because kms.mode is awsManaged.",
    ];

    expect(summaries[0]?.lowerings).toEqual(lowerings);
    expect(template.outputs.security_lowerings?.value).toEqual(lowerings);
    expect(template.only("aws_cloudtrail")).not.toHaveProperty("kms_key_id");
    expect(template.only("aws_sns_topic")).not.toHaveProperty("kms_master_key_id");
    for (const group of template.all("aws_cloudwatch_log_group")) {
      expect(group).not.toHaveProperty("kms_key_id");
    }
  });

  it("WEB-KMS-1: nobody is allowed the use of a key that is not there", () => {
    expect(actionsOf(awsManaged().template).filter((action) => action.startsWith("kms:"))).toEqual([]);
    expect(actionsOf(own().template).filter((action) => action.startsWith("kms:")).length).toBeGreaterThan(10);
  });
});

it("WEB-KMS-1: the choice changes keys and what speaks of them, and nothing else", () => {
  const kept = (template: Template) =>
    template.addresses().filter((address) => !/^aws_kms_/.test(address) && !/key_policy$/.test(address));

  expect(kept(existing().template)).toEqual(kept(own().template));
  expect(kept(awsManaged().template)).toEqual(kept(own().template));
});

function actionsOf(template: Template): string[] {
  return template.dataSources
    .filter(({ type }) => type === "aws_iam_policy_document")
    .flatMap(({ address }) => template.policy(address).flatMap(({ actions }) => actions));
}

/** A statement as IAM writes it, in the form that templates have. */
function fromIam(json: Parameters<typeof objectOf>[0]): Statement {
  const { Sid, Effect, Principal, Action, Resource, Condition } = objectOf(json);
  return {
    sid: String(Sid),
    effect: String(Effect),
    principals: isObject(Principal)
      ? Object.fromEntries(Object.entries(Principal).map(([kind, identifiers]) => [kind, textsOf(identifiers)]))
      : { "*": ["*"] },
    actions: textsOf(Action),
    resources: textsOf(Resource),
    conditions: Object.entries(objectOf(Condition)).flatMap(([test, variables]) =>
      Object.entries(objectOf(variables)).map(([variable, values]) => ({ test, variable, values: textsOf(values) })),
    ),
  };
}
