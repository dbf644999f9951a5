import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { Testing } from "cdktf";
import { withoutStackTraces } from "../../stacks/stack-traces";
import { StateStack } from "../../stacks/state-stack";
import { type EnvironmentOverrides, environmentOf, synthesized } from "../support/environments";
import { objectOf } from "../support/json";
import { Template } from "../support/template";

const BACKEND = {
  type: "s3",
  bucket: "example-state",
  region: "eu-central-1",
  keyPrefix: "team/",
  createBucket: true,
} as const;

function stateStack(overrides: EnvironmentOverrides = {}): StateStack {
  const environment = environmentOf({ backend: BACKEND, ...overrides });
  return withoutStackTraces(() => new StateStack(Testing.app(), environment, BACKEND));
}

function template(overrides: EnvironmentOverrides = {}): Template {
  return Template.ofStack(stateStack(overrides));
}

describe("defines by default", () => {
  it("a bucket for the state, one for its access logs, and a key", () => {
    expect(template().addresses()).toEqual([
      "aws_kms_alias.state", // by which the other stacks' backends find the key
      "aws_kms_key.state", // encrypts the state
      "aws_s3_bucket.state_access_logs", // who read the state
      "aws_s3_bucket.state_files", // the state
      "aws_s3_bucket_lifecycle_configuration.state_access_logs",
      "aws_s3_bucket_lifecycle_configuration.state_files",
      "aws_s3_bucket_logging.state_files", // the log bucket has none
      "aws_s3_bucket_ownership_controls.state_access_logs",
      "aws_s3_bucket_ownership_controls.state_files",
      "aws_s3_bucket_policy.state_access_logs",
      "aws_s3_bucket_policy.state_files",
      "aws_s3_bucket_public_access_block.state_access_logs",
      "aws_s3_bucket_public_access_block.state_files",
      "aws_s3_bucket_server_side_encryption_configuration.state_access_logs",
      "aws_s3_bucket_server_side_encryption_configuration.state_files",
      "aws_s3_bucket_versioning.state_access_logs",
      "aws_s3_bucket_versioning.state_files",
    ]);
  });

  it("the resources that Terraform users expect", () => {
    const made = Testing.synth(stateStack());
    expect(made).toHaveResourceWithProperties(S3Bucket, { bucket: "example-state" });
    expect(made).toHaveResourceWithProperties(KmsKey, { description: "Encrypts the Terraform state of SecCFN" });
  });
});

describe("guarantees", () => {
  it("ALL-6: the state is encrypted with the key, versioned, and every access to it is logged", () => {
    const made = template();
    expect(made.value("aws_s3_bucket_server_side_encryption_configuration.state_files", "rule.0")).toMatchObject({
      apply_server_side_encryption_by_default: {
        sse_algorithm: "aws:kms",
        kms_master_key_id: "${aws_kms_key.state.arn}",
      },
    });
    expect(made.value("aws_s3_bucket_versioning.state_files", "versioning_configuration.status")).toBe("Enabled");
    expect(made.at("aws_s3_bucket_logging.state_files")).toMatchObject({
      target_bucket: "${aws_s3_bucket.state_access_logs.id}",
      target_prefix: "state/",
      depends_on: expect.arrayContaining(["aws_s3_bucket_policy.state_access_logs"]),
    });
  });

  it("ALL-6: the current state is never deleted by age; its former versions and the logs are", () => {
    const rules = (bucket: string) => template().value(`aws_s3_bucket_lifecycle_configuration.${bucket}`, "rule.0");
    expect(rules("state_files")).toMatchObject({
      id: "former-versions",
      noncurrent_version_expiration: [{ noncurrent_days: 400 }],
    });
    expect(rules("state_files")).not.toHaveProperty("expiration");
    expect(rules("state_access_logs")).toMatchObject({ expiration: [{ days: 400 }] });
  });

  it("ALL-6: the log bucket takes logs of the state bucket only, with S3's own encryption", () => {
    const made = template();
    expect(made.policyOf("aws_s3_bucket_policy.state_access_logs", "policy").slice(1)).toEqual([
      {
        sid: "AllowS3ToDeliverAccessLogs",
        effect: "Allow",
        principals: { Service: ["logging.s3.amazonaws.com"] },
        actions: ["s3:PutObject"],
        resources: ["arn:aws:s3:::example-state-logs/*"],
        conditions: [
          { test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] },
          { test: "ArnLike", variable: "aws:SourceArn", values: ["arn:aws:s3:::example-state"] },
        ],
      },
    ]);
    expect(made.value("aws_s3_bucket.state_access_logs", "bucket")).toBe("example-state-logs");
    expect(
      made.value(
        "aws_s3_bucket_server_side_encryption_configuration.state_access_logs",
        "rule.0.apply_server_side_encryption_by_default",
      ),
    ).toEqual({ sse_algorithm: "AES256" });
  });

  it("ALL-7: the key rotates and serves S3 in the state's region only", () => {
    const made = template();
    expect(made.at("aws_kms_key.state")).toMatchObject({ enable_key_rotation: true, deletion_window_in_days: 10 });
    const statements = made.policyOf("aws_kms_key.state", "policy");
    expect(statements.map(({ sid }) => sid)).toEqual([
      "AllowAccountToAdminister",
      "AllowUseThroughServices",
      "AllowGrantsThroughServices",
      "DenyInsecureTransport",
    ]);
    expect(statements[1]?.conditions[0]).toEqual({
      test: "StringEquals",
      variable: "kms:ViaService",
      values: ["s3.eu-central-1.amazonaws.com"],
    });
  });

  it("ALL-14: key and buckets are protected", () => {
    const made = template();
    for (const address of ["aws_kms_key.state", "aws_s3_bucket.state_files", "aws_s3_bucket.state_access_logs"]) {
      expect(made.value(address, "lifecycle.prevent_destroy")).toBe(true);
    }
  });

  it("ALL-13: outputs say where the state is, described", () => {
    expect(template().outputs).toEqual({
      state_bucket_name: {
        description: "The bucket that Terraform state lies in.",
        value: "${aws_s3_bucket.state_files.id}",
      },
      state_key_arn: { description: "The key that encrypts the state.", value: "${aws_kms_key.state.arn}" },
    });
  });

  it("its own state is local, for there is no other place yet, and it works in the state's region", () => {
    const { terraform, provider } = template().json;
    expect(objectOf(terraform).backend).toEqual({ local: { path: "../../../terraform.seccfn-state.tfstate" } });
    expect(objectOf(provider).aws).toEqual([
      expect.objectContaining({ region: "eu-central-1", allowed_account_ids: ["111111111111"] }),
    ]);
  });
});

describe("in an environment", () => {
  const made = () => synthesized({ backend: BACKEND, topology: "layered" });

  it("comes first, and every other stack waits for it", () => {
    expect(Object.keys(made().stacks)[0]).toBe("seccfn-state");
    const stacks = objectOf(made().manifest.stacks);
    for (const [name, stack] of Object.entries(stacks)) {
      const dependencies = objectOf(stack).dependencies;
      expect(dependencies).toEqual(name === "seccfn-state" ? [] : expect.arrayContaining(["seccfn-state"]));
    }
  });

  /** The key's alias as the state stack makes it, and as the other stack's backend names it. */
  function aliases(pattern: string) {
    const { stacks } = synthesized({ backend: BACKEND, naming: { pattern } });
    const backend = objectOf(objectOf(stacks.seccfn?.json.terraform).backend);
    return {
      made: `arn:aws:kms:eu-central-1:111111111111:${stacks["seccfn-state"]?.value("aws_kms_alias.state", "name")}`,
      named: objectOf(backend.s3).kms_key_id,
    };
  }

  test.each([
    "{prefix}-{name}-{type}",
    "{prefix}-{type}-{name}-{environment}",
    "{prefix}-{type}-{name}-{region}", // the state's region, not the environment's
  ])("has the key by the alias that the other backends name, with the naming rule %s", (pattern) => {
    const { made: alias, named } = aliases(pattern);
    expect(named).toBe(alias);
  });

  it("is not made where the bucket exists already", () => {
    expect(Object.keys(synthesized({ backend: { ...BACKEND, createBucket: false } }).stacks)).toEqual(["seccfn"]);
  });
});

describe("props", () => {
  it("SEC-EPH-1: in a test copy everything can be destroyed without a trace", () => {
    const made = template({ lifecycle: "ephemeral", stage: "development" });
    expect(made.at("aws_kms_key.state")).toMatchObject({ deletion_window_in_days: 7 });
    for (const address of ["aws_kms_key.state", "aws_s3_bucket.state_files", "aws_s3_bucket.state_access_logs"]) {
      expect(made.at(address)).not.toHaveProperty("lifecycle");
    }
    for (const bucket of made.all("aws_s3_bucket")) {
      expect(bucket.force_destroy).toBe(true);
    }
  });

  it("backend.kmsKeyArn takes the place of a key of its own", () => {
    const kmsKeyArn = "arn:aws:kms:eu-central-1:111111111111:key/11111111-2222-3333-4444-555555555555";
    const backend = { ...BACKEND, kmsKeyArn };
    const made = Template.ofStack(new StateStack(Testing.app(), environmentOf({ backend }), backend));
    expect(made.types).not.toHaveProperty("aws_kms_key");
    expect(made.value("aws_s3_bucket_server_side_encryption_configuration.state_files", "rule.0")).toMatchObject({
      apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: kmsKeyArn },
    });
    expect(made.outputs.state_key_arn?.value).toBe(kmsKeyArn);
  });

  it("kms.deletionWindowDays and storage.logExpireAfterDays are those of the environment", () => {
    const made = template({ kms: { deletionWindowDays: 30 }, storage: { logExpireAfterDays: 500 } });
    expect(made.value("aws_kms_key.state", "deletion_window_in_days")).toBe(30);
    expect(made.value("aws_s3_bucket_lifecycle_configuration.state_access_logs", "rule.0.expiration.0.days")).toBe(500);
    expect(
      made.value(
        "aws_s3_bucket_lifecycle_configuration.state_files",
        "rule.0.noncurrent_version_expiration.0.noncurrent_days",
      ),
    ).toBe(500);
  });
});
