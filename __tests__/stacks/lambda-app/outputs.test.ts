import { synthesized } from "../../support/environments";

const lambdaApp = () => synthesized({}, "lambda-app").template;

it.each<[string, string | string[]]>([
  ["vpc_id", "${aws_vpc.vpc.id}"],
  ["public_subnet_ids", ["${aws_subnet.public_a.id}", "${aws_subnet.public_b.id}"]],
  ["private_subnet_ids", ["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"]],
  ["master_key_arn", "${aws_kms_key.master.arn}"],
  ["ebs_key_arn", "${aws_kms_key.ebs.arn}"],
  ["logs_key_arn", "${aws_kms_key.logs.arn}"],
  ["rds_key_arn", "${aws_kms_key.rds.arn}"],
  ["s3_key_arn", "${aws_kms_key.s3.arn}"],
  ["data_bucket_name", "${aws_s3_bucket.data.id}"],
  ["data_bucket_arn", "${aws_s3_bucket.data.arn}"],
  ["function_name", "${aws_lambda_function.compliance.function_name}"],
  ["database_report_function_name", "${aws_lambda_function.database_report.function_name}"],
  ["database_report_function_arn", "${aws_lambda_function.database_report.arn}"],
  ["database_endpoint", "${aws_db_instance.postgres.address}"],
  ["database_port", "${aws_db_instance.postgres.port}"],
  ["auto_scaling_group_name", "${aws_autoscaling_group.application.name}"], // its id
])("LAM-OUT-1: %s", (name, value) => {
  expect(lambdaApp().outputs[name]?.value).toEqual(value);
});

it("LAM-OUT-1: every function's name is one", () => {
  const values = Object.values(lambdaApp().outputs).map(({ value }) => value);

  for (const address of lambdaApp().addresses("aws_lambda_function")) {
    expect(values).toContain(`\${${address}.function_name}`);
  }
});

it("LAM-OUT-1: with one key for all, that one is the only one", () => {
  const { outputs } = synthesized({ kms: { separateKeys: [] } }, "lambda-app").template;

  expect(Object.keys(outputs).filter((name) => name.endsWith("_key_arn"))).toEqual(["master_key_arn"]);
  expect(outputs.master_key_arn?.description).toBe("The key that encrypts everything in the environment.");
});

it("ALL-13: each says in a sentence what it is, and none holds a password", () => {
  for (const { description, sensitive } of Object.values(lambdaApp().outputs)) {
    expect(description).toMatch(/^[A-Z].+\.$/);
    expect(sensitive).toBeUndefined();
  }
  expect(JSON.stringify(Object.values(lambdaApp().outputs)).match(/password|secret_string|ephemeral/g)).toBeNull();
});
