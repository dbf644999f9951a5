import { isUnset, type Provider } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { literalAt } from "./provider-arguments";

/** Credentials, which are somewhere else: in the environment, in a profile, in a role. */
const CREDENTIALS = ["access_key", "secret_key", "token"] as const;

function judge(provider: Provider, stack: string): Verdict {
  const { name } = provider;
  const key = CREDENTIALS.find((argument) => isKey(provider, argument));
  if (key !== undefined) {
    return fail(`${stack}: the provider ${name} has its ${key} in the code`);
  }
  const accounts = provider.get("allowed_account_ids");
  const role = roleOf(provider);
  if (accounts.kind === "known" && Array.isArray(accounts.value) && accounts.value.length > 0) {
    return pass(`${stack}: the provider ${name} works in certain accounts only`);
  }
  if (/:iam::\d{12}:role\//.test(role)) {
    return pass(`${stack}: the provider ${name} takes on a role of a certain account`);
  }
  return accounts.kind === "unknown" && !isUnset(accounts)
    ? unknown(`${stack}: allowed_account_ids of the provider ${name} cannot be told: ${accounts.reason}`)
    : fail(`${stack}: the provider ${name} works in whatever account the credentials are of`);
}

/** A text in the code; what a variable gives is none. */
function isKey({ config }: Provider, argument: string): boolean {
  const given = literalAt(config, argument);
  return typeof given === "string" && given !== "" && !given.includes("${");
}

function roleOf({ config }: Provider): string {
  const arn = literalAt(literalAt(config, "assume_role"), "role_arn");
  return typeof arn === "string" ? arn : "";
}

export const providerAccountPinned = control({
  kind: "environment",
  id: "provider-account-pinned",
  title: "The provider names its account, and has no keys",
  severity: "medium",
  why: "With the wrong profile in the shell an apply changes another account; keys in the code are in every clone of it.",
  fix: {
    yaml: "account",
    terraform: "Set `allowed_account_ids` of the provider `aws`; leave `access_key`, `secret_key` and `token` out.",
  },
  references: { nist: ["CM", "IA"] },
  types: ["*"],
  evaluate: (graph) =>
    graph.stacks.flatMap(({ kind, name: stack, meta: { providers } }) =>
      kind === "state"
        ? []
        : providers.filter(({ name }) => /^aws(?:\.|$)/.test(name)).map((provider) => judge(provider, stack)),
    ),
});
