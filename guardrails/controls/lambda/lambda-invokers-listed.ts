import {
  asText,
  covers,
  type Graph,
  mentions,
  type PolicyDocument,
  type PolicyText,
  patternOf,
  type Resource,
} from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { type Answer, both, either } from "../../support/answers";
import { grants } from "../../support/grants";
import { IDENTITY_TYPES, policiesOf, shortList } from "../../support/identity-policies";
import { FUNCTION } from "./function";

const INVOKE = ["lambda:InvokeFunction", "lambda:InvokeFunctionUrl", "lambda:InvokeAsync"];
/** A principal of IAM, or a whole account; others are services. */
const OF_IAM = /^arn:[\w-]+:(?:iam|sts)::|^\d{12}$/;

/** The permissions of a function that name users, roles or accounts. */
function listedPrincipals(fn: Resource, graph: Graph): readonly Resource[] {
  return graph.companions(fn, "aws_lambda_permission", "function_name").found.filter((permission) => {
    const principal = permission.get("principal");
    const { ends } = graph.settle(permission, "principal");
    return (
      OF_IAM.test(patternOf(principal) ?? "") || ends.some(({ resource }) => IDENTITY_TYPES.includes(resource.type))
    );
  });
}

function isListed(identity: Resource, permissions: readonly Resource[], graph: Graph): boolean {
  const name = identity.text("name");
  return permissions.some((permission) => {
    const text = asText(permission.get("principal"));
    return (
      graph.settle(permission, "principal").ends.some(({ resource }) => resource === identity) ||
      (text !== undefined && name !== undefined && text.endsWith(`/${name}`) && OF_IAM.test(text))
    );
  });
}

/** Stands for a name that is not known: only a wildcard covers it. */
const ANY_NAME = "\uE000";

/** Whether a text of a policy has the function in it. Its ARN is seldom known: then region and account are taken as they are. */
function isAbout(text: PolicyText, fn: Resource): boolean {
  if (mentions(text, fn)) {
    return true;
  }
  const known = fn.text("arn");
  const arn = known ?? `arn:aws:lambda:region:account:function:${fn.text("function_name") ?? ANY_NAME}`;
  const parts = text.text.replace(/(:function:[^:]+):.*$/, "$1").split(":");
  const isWhole = known !== undefined || parts.length < 6;
  return covers(parts.map((part, index) => (isWhole || ![1, 3, 4].includes(index) ? part : "*")).join(":"), arn);
}

function mayInvoke(document: PolicyDocument, fn: Resource): Answer {
  return either(
    document.statements.flatMap((statement) => {
      const { resources, notResources } = statement;
      const named =
        notResources.length > 0
          ? !notResources.some((text) => isAbout(text, fn))
          : resources.some((text) => isAbout(text, fn));
      return INVOKE.map((action) => both(grants(statement, action, document), named ? "yes" : "no"));
    }),
  );
}

function judge(fn: Resource, graph: Graph): Verdict | undefined {
  const permissions = listedPrincipals(fn, graph);
  if (permissions.length === 0) {
    return undefined;
  }
  const others = IDENTITY_TYPES.flatMap((type) => graph.resources(type)).filter(
    (identity) => !isListed(identity, permissions, graph),
  );
  const answered = others.map((identity) => {
    const policies = policiesOf(identity, graph);
    const open = policies.find(({ unknown: why }) => why !== undefined)?.unknown;
    return { identity, answer: either(policies.map((policy) => mayInvoke(policy, fn))), open };
  });
  const sure = answered.filter(({ answer }) => answer === "yes").map(({ identity }) => identity.address);
  if (sure.length > 0) {
    return fail(`${shortList(sure)} may call it too, by ${sure.length > 1 ? "their" : "its"} own policies`);
  }
  const perhaps = answered.find(({ answer, open }) => answer === "unknown" || open !== undefined);
  return perhaps === undefined
    ? pass(
        `${permissions.length === 1 ? "one principal is" : `${permissions.length} principals are`} listed, and nobody else here may call it`,
      )
    : unknown(
        `it cannot be told whether ${perhaps.identity.address} may call it${perhaps.open === undefined ? "" : `: ${perhaps.open}`}`,
      );
}

export const lambdaInvokersListed = control({
  kind: "resource",
  id: "lambda-invokers-listed",
  title: "Functions that list their callers are called by nobody else",
  severity: "medium",
  why: "In one account either policy is enough: a list of principals in the function's own policy promises nothing while a role may call it by a policy of its own.",
  fix: {
    yaml: "databaseFunction.invokers",
    terraform:
      "Take `lambda:InvokeFunction` off the role, or list the role in an `aws_lambda_permission` of the function.",
  },
  references: { nist: ["AC"] },
  types: [FUNCTION],
  evaluate: judge,
});
