import { type Graph, isAnyone, type Resource, type Statement } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { statementText } from "../../support/openness";
import { doubtOf, neededCompanions } from "../../support/presence";
import { ENDPOINT, kindOfEndpoint } from "./endpoints";

const POLICY = "aws_vpc_endpoint_policy";

function judge(endpoint: Resource, graph: Graph): Verdict | undefined {
  if (!/^(?:Gateway|Interface)$/.test(kindOfEndpoint(endpoint) ?? "")) {
    return undefined;
  }
  const { found, maybe } = neededCompanions(graph, endpoint, POLICY, "vpc_endpoint_id");
  const documents = [endpoint, ...found].map((from) => graph.policy(from, "policy")).filter(({ present }) => present);
  const written = documents.filter(({ statements, unknown: why }) => statements.length > 0 || why !== undefined);
  if (written.length === 0) {
    return maybe[0] === undefined
      ? fail("it has no policy: it lets everybody do everything with the service, in any account", "policy")
      : unknown(doubtOf(maybe[0], `which endpoint ${maybe[0].address} is for`));
  }
  const statements = written.flatMap((document) => document.statements);
  const wide = statements.find(isWide);
  const open =
    written.find((document) => document.unknown !== undefined)?.unknown ?? statements.flatMap((s) => s.unknown)[0];
  return wide !== undefined
    ? fail(`${statementText(wide, statements.indexOf(wide))} lets everybody do everything`, "policy")
    : open !== undefined
      ? unknown(`its policy cannot be told: ${open}`, "policy")
      : pass("its policy limits who may do what", "policy");
}

/** Everybody, everything, everywhere, whatever else is asked. */
function isWide({
  effect,
  principals,
  notPrincipals,
  actions,
  notActions,
  resources,
  notResources,
  conditions,
}: Statement): boolean {
  return (
    effect === "Allow" &&
    conditions.length === 0 &&
    (notPrincipals.length > 0 || principals.some(isAnyone)) &&
    (notActions.length > 0 || actions.some(({ text }) => /^(?:\*|[a-z0-9-]+:\*)$/.test(text))) &&
    (notResources.length > 0 || resources.some(({ text }) => text === "*"))
  );
}

export const endpointPolicyNarrow = control({
  kind: "resource",
  id: "endpoint-policy-narrow",
  title: "VPC endpoints have a policy that limits them",
  severity: "medium",
  why: "By an endpoint without one, stolen credentials of another account carry data out of the network to a bucket there.",
  fix: {
    yaml: "network.endpoints: true",
    terraform:
      "Write a `policy` that allows the actions that are needed, with a condition on `aws:PrincipalAccount` or `aws:PrincipalOrgID`.",
  },
  references: { nist: ["AC"] },
  onByDefault: false,
  types: [ENDPOINT],
  evaluate: judge,
});
