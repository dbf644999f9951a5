import { splitConfiguration } from "../../../handoff/bundle/files";
import { jsonFile } from "../../../handoff/bundle/render";

const note = (path: string) => ({ "//": { metadata: { path, uniqueId: "x" } } });

it("splits by concern; what no construct made goes where it is used", () => {
  const json = {
    terraform: { backend: { s3: {} } },
    provider: { aws: [{ region: "us-east-1" }] },
    variable: { size: { type: "number" } },
    output: { id: { value: "${aws_s3_bucket.b.id}" } },
    locals: { name: "x" },
    check: { c: { assert: [] } },
    moved: [{ from: "a.b", to: "a.c" }],
    removed: [{ from: "a.d" }],
    import: [{ to: "a.e", id: "x" }],
    data: { terraform_remote_state: { security: { backend: "s3" } }, aws_availability_zones: { zones: {} } },
    ephemeral: { random_password: { secret: {} } },
    resource: {
      random_id: { suffix: { byte_length: 4 }, suffix_2: { byte_length: 4 } },
      aws_s3_bucket: { b: { ...note("env/security/logs/Default"), bucket: "b-${random_id.suffix.hex}" } },
      aws_subnet: {
        s: { ...note("env/network/Default-groups/private/s"), zone: "${data.aws_availability_zones.zones.names[0]}" },
      },
      aws_secretsmanager_secret: { secret: {} },
    },
  };
  const origins = new Map([
    ["aws_s3_bucket.b", { file: "constructs/storage/secure-bucket.ts" }],
    ["aws_subnet.s", { file: "constructs/network/subnet-tier.ts" }],
    ["aws_secretsmanager_secret.secret", { file: "constructs/database/database-secret.ts" }],
  ]);
  const files = splitConfiguration(json, origins);
  const blocks = files.map(({ name, entries }) => [
    name,
    entries.map(({ section, labels }) => [section, ...labels].join(".")),
  ]);
  expect(blocks).toEqual([
    ["checks", ["check.c"]],
    ["database", ["ephemeral.random_password.secret", "resource.aws_secretsmanager_secret.secret"]],
    ["imports", ["import"]],
    ["locals", ["locals"]],
    ["main", ["resource.random_id.suffix_2"]],
    ["moved", ["moved", "removed"]],
    ["network", ["data.aws_availability_zones.zones", "resource.aws_subnet.s"]],
    ["outputs", ["output.id"]],
    ["providers", ["provider.aws"]],
    ["states", ["data.terraform_remote_state.security"]],
    ["storage", ["resource.random_id.suffix", "resource.aws_s3_bucket.b"]],
    ["terraform", ["terraform"]],
    ["variables", ["variable.size"]],
  ]);
  expect(files.flatMap(({ entries }) => entries.flatMap(({ construct }) => construct ?? []))).toEqual([
    "network/private",
    "security/logs",
  ]);
});

it("writes who made a resource in place of cdktf's notes", () => {
  const [file] = splitConfiguration(
    { resource: { aws_kms_key: { k: { ...note("env/security/master/Default"), nested: { "//": { x: 1 }, y: 2 } } } } },
    new Map([["aws_kms_key.k", { file: "constructs/encryption/customer-managed-key.ts", summary: "A key" }]]),
  );
  expect(file?.name).toBe("encryption");
  expect(JSON.parse(file === undefined ? "" : jsonFile(file))).toEqual({
    resource: {
      aws_kms_key: {
        k: { "//": "security/master, by constructs/encryption/customer-managed-key.ts", nested: { y: 2 } },
      },
    },
  });
});
