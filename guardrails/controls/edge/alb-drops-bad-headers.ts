import { control } from "../../control";
import { judgeBoolean } from "../../support/attributes";
import { BALANCERS, kindOfBalancer } from "./balancers";

export const albDropsBadHeaders = control({
  kind: "resource",
  id: "alb-drops-bad-headers",
  title: "Application load balancers drop headers that are not valid",
  severity: "medium",
  why: "Servers read odd headers in different ways, by which one request can be hidden in another.",
  fix: { terraform: "Set `drop_invalid_header_fields = true`." },
  references: { fsbp: ["ELB.4"], nist: ["SC"], checkov: ["CKV_AWS_131"], trivy: ["AWS-0052"] },
  types: BALANCERS,
  evaluate: (balancer) =>
    kindOfBalancer(balancer) === "application"
      ? judgeBoolean(balancer, "drop_invalid_header_fields", {
          wanted: true,
          unset: false,
          otherwise: "they are passed on to the targets",
        })
      : undefined,
});
