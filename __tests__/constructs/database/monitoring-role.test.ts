import { Arns } from "../../../constructs/core/account";
import { SERVICE_PRINCIPALS } from "../../../constructs/core/service-principals";
import {
  MONITORING_LOG_GROUP,
  MONITORING_SERVICE,
  monitoringManagedPolicies,
  monitoringTrustConditions,
} from "../../../constructs/database/monitoring-role";
import { ServiceRole } from "../../../constructs/identity/service-role";
import { Template } from "../../support/template";

const ARNS = new Arns({ accountId: "111111111111", region: "us-west-2" });

it("ENT-DB-1: makes the role of enhanced monitoring, for one instance of this account", () => {
  const template = Template.of(
    (stack) =>
      new ServiceRole(stack, "monitoring", {
        roleName: "Example-Monitoring-Role",
        description: "Lets RDS write the metrics of the database's operating system.",
        service: MONITORING_SERVICE,
        trustConditions: monitoringTrustConditions(ARNS, "example-main"),
        statements: [],
        managedPolicies: monitoringManagedPolicies(ARNS),
      }),
  );

  expect(template.policyOf("aws_iam_role.monitoring", "assume_role_policy")).toMatchObject([
    {
      principals: { Service: ["monitoring.rds.amazonaws.com"] },
      conditions: [
        { test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] },
        { test: "ArnLike", variable: "aws:SourceArn", values: ["arn:aws:rds:us-west-2:111111111111:db:example-main"] },
      ],
    },
  ]);
  expect(template.all("aws_iam_role_policy_attachment").map(({ policy_arn }) => policy_arn)).toEqual([
    "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
  ]);
});

it("is the principal of the table, which takes both conditions", () => {
  const { principal, roleTrust } = SERVICE_PRINCIPALS.rdsMonitoring;

  expect(MONITORING_SERVICE).toBe(principal);
  expect(roleTrust).toMatchObject({ sourceAccount: true, sourceArn: true });
});

it("ALL-8: names the log group that must be there first", () => {
  expect(MONITORING_LOG_GROUP).toBe("RDSOSMetrics");
});
