import { control } from "../../control";
import { judgeBoolean } from "../../support/attributes";
import { SUBNET } from "../../support/subnets";

export const vpcPublicIpOff = control({
  kind: "resource",
  id: "vpc-public-ip-off",
  title: "Subnets give no public address by themselves",
  severity: "medium",
  why: "Whatever is started there is on the internet without anybody having asked for it.",
  fix: { terraform: "Set `map_public_ip_on_launch = false`, and give an address to what needs one (`aws_eip`)." },
  references: {
    fsbp: ["EC2.15"],
    nist: ["AC", "MP", "SC"],
    checkov: ["CKV_AWS_130"],
    trivy: ["AWS-0164"],
  },
  types: [SUBNET, "aws_default_subnet"],
  evaluate: (subnet) =>
    judgeBoolean(subnet, "map_public_ip_on_launch", {
      wanted: false,
      unset: subnet.type !== SUBNET,
      otherwise: "every instance there gets a public address",
    }),
});
