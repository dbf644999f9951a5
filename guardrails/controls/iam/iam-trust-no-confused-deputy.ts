import { control } from "../../control";
import { isAnybodys, narrowedBy } from "../../support/conditions";
import { findStatement, judgeTrust } from "../../support/identity-policies";

/**
 * Services of which AWS says that they tell for whom they take on a role. Of others a condition would shut them out.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/iamrole-permissions.html
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
 */
const TELLING: ReadonlySet<string> = new Set([
  "config.amazonaws.com",
  "scheduler.amazonaws.com",
  "monitoring.rds.amazonaws.com",
  "vpc-flow-logs.amazonaws.com",
]);
const FOR_WHOM = /^aws:source(?:account|arn|orgid|orgpaths)$/;

export const iamTrustNoConfusedDeputy = control({
  kind: "resource",
  id: "iam-trust-no-confused-deputy",
  title: "Services take on a role for this account only",
  severity: "medium",
  why: "A service works for everybody: without the condition somebody else's account can have it use your role for him.",
  fix: { terraform: "Add a condition `StringEquals` on `aws:SourceAccount`, or `ArnLike` on `aws:SourceArn`." },
  references: { nist: ["AC"] },
  types: ["aws_iam_role"],
  evaluate: (role, graph) =>
    judgeTrust(
      role,
      graph,
      (document) =>
        findStatement(document, ({ effect, principals, conditions, unknown }) => {
          const service = principals.find(({ kind, text }) => kind === "Service" && TELLING.has(text));
          const told = narrowedBy(conditions, FOR_WHOM, isAnybodys);
          return service === undefined || told === "yes" || effect === "Deny"
            ? undefined
            : {
                sure: effect === "Allow" && unknown.length === 0 && told === "no",
                what: `lets ${service.text} come for any account`,
              };
        }),
      "no service comes for another account, as far as AWS lets one say so",
    ),
});
