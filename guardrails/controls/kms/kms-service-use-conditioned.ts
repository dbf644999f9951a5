import { coversAction, type Statement } from "../../../model";
import { control, fail, pass, unknown } from "../../control";
import type { Answer } from "../../support/answers";
import { isAnybodys, narrowedBy } from "../../support/conditions";
import { statementText } from "../../support/openness";

const USES = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:CreateGrant"];
const NARROWING =
  /^(?:aws:source(?:account|arn|orgid|orgpaths)|kms:(?:viaservice|calleraccount|encryptioncontext:.+))$/;
/**
 * AWS's pages show these without conditions: EventBridge that publishes to an encrypted topic sends none, and event data
 * stores of CloudTrail Lake support none.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
 */
const WITHOUT_CONDITIONS: ReadonlySet<string> = new Set(["events.amazonaws.com", "cloudtrail.amazonaws.com"]);

/** Whether a statement lets services use the key for somebody certain only. */
function isBound(statement: Statement): Answer {
  const services = statement.principals.filter(({ kind }) => kind === "Service");
  return statement.effect === "Allow" &&
    services.some(({ text }) => !WITHOUT_CONDITIONS.has(text)) &&
    USES.some((action) => coversAction(statement, action))
    ? narrowedBy(statement.conditions, NARROWING, isAnybodys)
    : "yes";
}

export const kmsServiceUseConditioned = control({
  kind: "resource",
  id: "kms-service-use-conditioned",
  title: "AWS services use a key for your account only",
  severity: "medium",
  why: "A service acts for everybody: without a condition on whose request it is, somebody else's resource can make it use this key.",
  fix: {
    terraform:
      "Add `aws:SourceAccount`, `aws:SourceArn`, `kms:EncryptionContext:…` or `kms:ViaService` to statements whose principal is a service.",
  },
  references: { nist: ["AC"] },
  types: ["aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key", "aws_kms_key_policy"],
  evaluate: (resource, graph) => {
    const value = resource.get("policy");
    const { statements, present, unknown: missing } = graph.policy(resource, "policy");
    if (!present || (value.kind === "unknown" && value.why === "computed")) {
      return undefined;
    }
    const bad = statements.find((statement) => isBound(statement) === "no" && statement.unknown.length === 0);
    if (bad !== undefined) {
      const who = bad.principals.map(({ text }) => text).join(", ");
      return fail(`${statementText(bad, statements.indexOf(bad))} lets ${who} use the key for anybody`, "policy");
    }
    const perhaps = statements.find((statement) => isBound(statement) === "unknown");
    const why =
      missing ??
      statements.find((statement) => statement.unknown.length > 0)?.unknown[0] ??
      (perhaps && `${statementText(perhaps, statements.indexOf(perhaps))}: its conditions are not known`);
    return why === undefined
      ? pass("each service uses the key for somebody certain", "policy")
      : unknown(`it cannot be told for whom services use the key: ${why}`, "policy");
  },
});
