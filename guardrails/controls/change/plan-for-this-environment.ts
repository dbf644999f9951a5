import { asText, type Graph, type Stack } from "../../../model";
import { control, type Expectation, fail, pass, unknown, type Verdict } from "../../control";

const ARN = /^arn:[^:]+:[^:]*:([^:]*):(\d{12}):/;

export const planForThisEnvironment = control({
  kind: "environment",
  id: "plan-for-this-environment",
  title: "Plan and state are of the account and region that the environment is for",
  severity: "critical",
  why: "Applied with the wrong credentials or workspace, it changes or destroys another environment.",
  fix: {
    yaml: 'account: "111111111111"',
    terraform: "Set `allowed_account_ids` in the provider, check credentials and workspace, and plan again.",
  },
  references: { nist: ["CM"] },
  types: ["*"],
  evaluate: (graph, expectation = {}) =>
    graph.kind === "synth" || (expectation.account ?? expectation.region) === undefined
      ? []
      : graph.stacks.flatMap((stack) => [...verdicts(graph, stack, expectation)]),
});

function* verdicts(graph: Graph, stack: Stack, { environment = "", account, region }: Expectation): Generator<Verdict> {
  const seen = placesIn(graph, stack);
  for (const [what, expected, known, found] of [
    ["account", account, stack.meta.account, seen.accounts],
    ["region", region, stack.meta.region, seen.regions],
  ] as const) {
    if (expected === undefined) {
      continue;
    }
    const other = known === undefined ? [...found].find(([place]) => place !== expected) : undefined;
    if (known !== undefined && known !== expected) {
      yield fail(`${stack.file} is for ${what} ${known}, ${environment} is in ${expected}`, what);
    } else if (other !== undefined) {
      yield fail(`${stack.file} has ${other[1]} in ${what} ${other[0]}, ${environment} is in ${expected}`, what);
    } else if (known === undefined && found.size === 0) {
      yield unknown(
        `${stack.file} does not tell its ${what}; set ${what === "account" ? "allowed_account_ids" : "region"} in the provider`,
        what,
      );
    } else {
      yield pass(`${stack.file} is for ${what} ${expected}`, what);
    }
  }
}

/** Accounts and regions by the ARNs of resources, each with one of them. With several providers, they may rightly differ. */
function placesIn(graph: Graph, { resources, meta }: Stack) {
  const accounts = new Map<string, string>();
  const regions = new Map<string, string>();
  const isOnly = meta.providers.filter(({ name }) => name === "aws" || name.startsWith("aws.")).length <= 1;
  for (const resource of isOnly && graph.kind !== "synth" ? resources : []) {
    const [, region = "", account = ""] =
      resource.mode === "managed" ? (ARN.exec(asText(resource.get("arn")) ?? "") ?? []) : [];
    if (account !== "") {
      accounts.set(account, resource.address);
    }
    if (region !== "") {
      regions.set(region, resource.address);
    }
  }
  return { accounts, regions };
}
