import { asText, display, patternOf, type Resource, type Value } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { isGiven, unknownValue } from "../../support/attributes";

const SERVICE = /\.amazonaws\.com(?:\.cn)?$/;

/** Whether an ARN with wildcards is anybody's: of no account, and not of a bucket, which has none. */
function isAnybodys(arn: string): boolean {
  const [scheme, , service, , account = "", ...name] = arn.split(":");
  const isBucket = service === "s3" && account === "" && !/^[*?]/.test(name.join(":"));
  return scheme !== "arn" || (!isBucket && (account === "" || /[*?]/.test(account)));
}

/** Whether the source is narrowed to somebody; `unknown` where it cannot be told. */
function narrowness(arn: Value, account: Value): "yes" | "no" | "unknown" {
  if (isGiven(account)) {
    return account.kind === "known" && /[*?]/.test(asText(account) ?? "") ? "no" : "yes";
  }
  if (!isGiven(arn)) {
    return "no";
  }
  const text = patternOf(arn);
  return text === undefined || text.includes("${")
    ? /^(?:\*|arn:[^$]*\*)/.test(text ?? "")
      ? "unknown"
      : "yes"
    : isAnybodys(text)
      ? "no"
      : "yes";
}

function judge(permission: Resource): Verdict {
  const principal = permission.get("principal");
  const who = asText(principal);
  const [arn, account, organisation] = ["source_arn", "source_account", "principal_org_id"].map((name) =>
    permission.get(name),
  );
  const open = unknownValue(permission, "principal", principal);
  if (open !== undefined || arn === undefined || account === undefined || organisation === undefined) {
    return open ?? unknown("its principal cannot be told");
  }
  if (who !== "*" && !SERVICE.test(who ?? "")) {
    return pass(`principal is ${display(principal)}`, "principal");
  }
  if (who === "*" && isGiven(organisation)) {
    return pass("principal_org_id limits it to an organization", "principal_org_id");
  }
  const given = narrowness(arn, account);
  const named = isGiven(arn) ? "source_arn" : "source_account";
  return given === "yes"
    ? pass(`${named} says for whom ${who === "*" ? "anybody" : who} may call it`, named)
    : given === "unknown"
      ? unknown(`it cannot be told whose source_arn is: ${display(arn)}`, "source_arn")
      : fail(
          isGiven(arn)
            ? `source_arn is ${display(arn)}: ${who === "*" ? "anybody" : who} may call it for any account`
            : `${who === "*" ? "anybody" : who} may call it, for any account: neither source_arn nor source_account is set`,
          isGiven(arn) ? "source_arn" : "principal",
        );
}

export const lambdaPermissionScoped = control({
  kind: "resource",
  id: "lambda-permission-scoped",
  title: "Lambda functions are called by named callers only",
  severity: "high",
  why: "A service calls for whoever asks it: without a source, a bucket or a rule in anybody's account can run the function.",
  fix: {
    terraform:
      'Set `source_arn` to the rule, bucket or topic, with `source_account` for a bucket; never `principal = "*"`.',
  },
  references: {
    fsbp: ["Lambda.1"],
    nist: ["AC", "MP", "SC"],
    checkov: ["CKV_AWS_364", "CKV_AWS_301"],
    trivy: ["AWS-0067"],
  },
  types: ["aws_lambda_permission"],
  evaluate: judge,
});
