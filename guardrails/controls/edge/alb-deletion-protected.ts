import { control } from "../../control";
import { judgeBoolean } from "../../support/attributes";
import { BALANCERS } from "./balancers";

export const albDeletionProtected = control({
  kind: "resource",
  id: "alb-deletion-protected",
  title: "AWS refuses to delete load balancers",
  severity: "medium",
  why: "One wrong plan takes the name that all users know off the internet, and a new one has another address.",
  fix: { yaml: "lifecycle: durable", terraform: "Set `enable_deletion_protection = true`." },
  references: { fsbp: ["ELB.6"], nist: ["CA", "CM", "CP", "SA", "SC"], checkov: ["CKV_AWS_150"] },
  types: BALANCERS,
  evaluate: (balancer) =>
    judgeBoolean(balancer, "enable_deletion_protection", {
      wanted: true,
      unset: false,
      otherwise: "it can be deleted at once",
    }),
});
