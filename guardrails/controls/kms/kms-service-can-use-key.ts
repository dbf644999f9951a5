import {
  type Condition,
  covers,
  coversAction,
  type Graph,
  isAnyone,
  type Resource,
  type Statement,
} from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { keyPolicies } from "../../support/key-policy";
import { keyAt } from "../../support/kms-key";
import { KEY_ATTRIBUTES, type ServiceUse, serviceUses } from "./service-uses";

type Answer = "yes" | "no" | "unknown";

function admits(statement: Statement, { service, viaService, context }: ServiceUse): Answer {
  if (statement.effect !== "Allow") {
    return "no";
  }
  const asService = statement.principals.some(({ kind, text }) => kind === "Service" && service.test(text));
  const asAnyone = statement.principals.some(isAnyone) || statement.notPrincipals.length > 0;
  const asAccount = viaService !== undefined && statement.principals.some(({ kind }) => kind === "AWS");
  if (!asService && !asAnyone && !asAccount) {
    const mayBe = statement.principals.some(
      ({ kind, text, known }) => kind === "Service" && !known && /^\$/.test(text),
    );
    return mayBe || (statement.principals.length === 0 && statement.unknown.length > 0) ? "unknown" : "no";
  }
  const via = statement.conditions.find(({ key }) => key === "kms:viaservice");
  if (via !== undefined && (viaService === undefined || !via.values.some(({ text }) => viaService.test(text)))) {
    return "no";
  }
  const bound = context === undefined ? undefined : statement.conditions.find(({ key }) => key === context.key);
  return bound === undefined || context === undefined ? "yes" : fitsGroup(bound, context.wanted);
}

/** Whether a condition on the log group's ARN lets this group through. */
function fitsGroup({ values, negated, unknown: missing }: Condition, name: string): Answer {
  const groups = values.map(({ text }) => /:log-group:(.*)$/s.exec(text)?.[1] ?? text);
  const fits = groups.some((group) => covers(group, name) || covers(group, `${name}:*`) || group === "*");
  const open = missing !== undefined || values.some(({ known }) => !known) || name.includes("${") || name === "";
  return fits !== negated ? "yes" : open ? "unknown" : "no";
}

/** Whether the statements together allow a service all that it needs. */
function allows(statements: readonly Statement[], use: ServiceUse): Answer {
  const answers = use.actions.map((action): Answer => {
    const found = statements.filter((statement) => coversAction(statement, action)).map((one) => admits(one, use));
    return found.includes("yes") ? "yes" : found.includes("unknown") ? "unknown" : "no";
  });
  return answers.includes("no") ? "no" : answers.includes("unknown") ? "unknown" : "yes";
}

function judgeUse(graph: Graph, key: Resource, use: ServiceUse, attribute: string): Verdict {
  const { written, unknown: why } = keyPolicies(graph, key);
  if (written.length === 0) {
    return why !== undefined
      ? unknown(why, attribute)
      : use.viaService !== undefined
        ? pass(`${key.address} is left to IAM, which ${use.name} works with`, attribute)
        : fail(`${key.address} has AWS's default policy, which does not let ${use.name} use it`, attribute);
  }
  const answers = written.map(({ document }) => allows(document.statements, use));
  if (answers.includes("yes")) {
    return pass(`the policy of ${key.address} lets ${use.name} use it`, attribute);
  }
  const open = written.flatMap(
    ({ document }) => document.unknown ?? document.statements.flatMap((one) => one.unknown),
  )[0];
  return open !== undefined || answers.includes("unknown")
    ? unknown(
        `it cannot be told whether ${key.address} lets ${use.name} use it: ${open ?? "names are not known"}`,
        attribute,
      )
    : fail(`the policy of ${key.address} does not let ${use.name} do ${use.actions.join(", ")}`, attribute);
}

export const kmsServiceCanUseKey = control({
  kind: "resource",
  id: "kms-service-can-use-key",
  title: "Keys let the services use them that have to",
  severity: "high",
  why: "A topic, a log group or a trail whose key does not admit the service loses what is sent to it: alarms reach nobody, and nothing says so.",
  fix: {
    yaml: "kms.mode: own",
    terraform:
      "Allow the service in the key's policy: `logs.<region>.amazonaws.com` for log groups, `cloudtrail.amazonaws.com` for trails, and `cloudwatch.amazonaws.com` or `events.amazonaws.com` with `kms:Decrypt` and `kms:GenerateDataKey*` for topics that alarms or rules publish to.",
  },
  references: { nist: ["AU", "SC"] },
  types: Object.keys(KEY_ATTRIBUTES),
  evaluate: (resource, graph) => {
    const attribute = KEY_ATTRIBUTES[resource.type] ?? "";
    const { keys } = keyAt(graph, resource, attribute);
    return keys.flatMap((key) => serviceUses(graph, resource).map((use) => judgeUse(graph, key, use, attribute)));
  },
});
