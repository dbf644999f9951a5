import { type EnvironmentOverrides, environmentOf, synthesized } from "../../support/environments";

const lambdaApp = () => synthesized({}, "lambda-app").template;

it("LAM-HA-1: Auto Scaling lies over two zones, with one instance in each at least", () => {
  const template = lambdaApp();
  const zones = ["private_a", "private_b"].map((id) => template.at(`aws_subnet.${id}`).availability_zone);

  expect(template.at("aws_autoscaling_group.application")).toMatchObject({
    vpc_zone_identifier: ["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"],
    min_size: "${var.application_min_size}",
    max_size: "${var.application_max_size}",
    health_check_type: "EC2", // no load balancer stands before it
  });
  expect(new Set(zones).size).toBe(2);
  expect(template.variables).toMatchObject({
    application_min_size: { default: 2 },
    application_max_size: { default: 4 },
  });
  expect(template.only("aws_autoscaling_policy")).toMatchObject({
    policy_type: "TargetTrackingScaling",
    target_tracking_configuration: { target_value: 60 },
  });
});

it("LAM-HA-1: the database has a standby in the other zone, and grows by itself up to a limit", () => {
  const template = lambdaApp();

  expect(template.at("aws_db_instance.postgres")).toMatchObject({
    multi_az: true,
    allocated_storage: "${var.database_allocated_storage_gib}",
    max_allocated_storage: "${var.database_max_allocated_storage_gib}",
  });
  expect(template.variables).toMatchObject({
    database_allocated_storage_gib: { default: 100 },
    database_max_allocated_storage_gib: { default: 400 },
  });
});

it("LAM-HA-1: each zone has a NAT gateway of its own, so that the loss of one takes one zone only", () => {
  expect(["a", "b"].map((zone) => lambdaApp().at(`aws_route.private_${zone}`).nat_gateway_id)).toEqual([
    "${aws_nat_gateway.nat_a.id}",
    "${aws_nat_gateway.nat_b.id}",
  ]);
});

const MICRO_DATABASE = (got: string) =>
  `database.instanceClass must not be a burstable micro or small class in production, got "${got}"; take db.t4g.medium or larger, or say so with allowBurstableMicro: true`;
const MICRO_INSTANCE = (got: string) =>
  `application.instanceType must not be a burstable nano, micro or small type in production, got "${got}"; take t4g.medium or larger, or say so with allowBurstableMicro: true`;

describe("production", () => {
  it.each<[string, EnvironmentOverrides, string]>([
    ["a micro database", { database: { instanceClass: "db.t4g.micro" } }, MICRO_DATABASE("db.t4g.micro")],
    ["a small database", { database: { instanceClass: "db.t3.small" } }, MICRO_DATABASE("db.t3.small")],
    ["nano instances", { application: { instanceType: "t4g.nano" } }, MICRO_INSTANCE("t4g.nano")],
    ["micro instances", { application: { instanceType: "t3.micro" } }, MICRO_INSTANCE("t3.micro")],
    ["small instances", { application: { instanceType: "t4g.small" } }, MICRO_INSTANCE("t4g.small")],
    [
      "one instance",
      { application: { minSize: 1 } },
      "application.minSize must be at least 2 instances in production, got 1; one does not survive the loss of its zone",
    ],
  ])("LAM-HA-1: refuses %s", (_, overrides, message) => {
    expect(() => environmentOf(overrides, "lambda-app")).toThrow(message);
    expect(() => environmentOf({ ...overrides, stage: "staging" }, "lambda-app")).not.toThrow();
  });

  it("LAM-HA-1: takes them where the YAML says so, which is a lowering", () => {
    const { template, summaries } = synthesized(
      {
        database: { instanceClass: "db.t4g.micro", allowBurstableMicro: true },
        application: { instanceType: "t4g.micro", allowBurstableMicro: true },
      },
      "lambda-app",
    );

    expect(summaries[0]?.lowerings).toEqual([
      "The production database runs on db.t4g.micro, because database.allowBurstableMicro is true.",
      "The production instances are t4g.micro, because application.allowBurstableMicro is true.",
    ]);
    expect(template.variables.database_instance_class?.default).toBe("db.t4g.micro");
  });

  it("LAM-HA-1: who has the Terraform only is refused the same", () => {
    const messages = (name: string, overrides: EnvironmentOverrides = {}) =>
      JSON.stringify(synthesized(overrides, "lambda-app").template.variables[name]?.validation);

    expect(messages("database_instance_class")).toContain(
      "database_instance_class must not be a burstable micro or small class in production.",
    );
    expect(messages("application_instance_type")).toContain(
      "application_instance_type must not be a burstable nano, micro or small type in production.",
    );
    expect(messages("database_instance_class", { stage: "staging" })).not.toContain("burstable");
  });
});
