import { control, fail } from "../../control";

export const vpcDefaultNotUsed = control({
  kind: "resource",
  id: "vpc-default-not-used",
  title: "The default VPC and its subnets are not used",
  severity: "medium",
  why: "Every subnet of it is public, and gives a public address to whatever starts there.",
  fix: { yaml: "network.cidr", terraform: "Make an `aws_vpc` with subnets of its own instead." },
  references: { nist: ["AC", "SC"], checkov: ["CKV_AWS_148"], trivy: ["AWS-0101"] },
  types: ["aws_default_vpc", "aws_default_subnet"],
  evaluate: ({ type }) =>
    fail(type === "aws_default_vpc" ? "it is the account's default VPC" : "it is a subnet of the default VPC"),
});
