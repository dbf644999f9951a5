import { counted } from "../../../guardrails/report/report";
import { conditionWords, principalWords, type StatementWords, statementWords } from "../../facts/policy-words";
import type { HeldPolicy, Role } from "../../facts/roles";
import { listed } from "../../text";
import { code, details, list, section } from "../elements";
import { type Html, html, type Part } from "../html";
import type { ReportFacts } from "../subject";

/** Roles: who may take each on, and what it may do. */
export function accessSection({ roles, graph }: ReportFacts): Html {
  const groups = ["aws_iam_user", "aws_iam_group"].flatMap((type) => graph.resources(type));
  return section(
    "access",
    "Access",
    html`${counted(roles.length, "IAM role")} of this Terraform: who may take each on, and what it may do. Terms in <code>${"${…}"}</code> are known after the apply.`,
    [
      roles.length === 0 ? html`<p>It makes no roles.</p>` : roles.map(roleDetails),
      groups.length === 0 ? undefined : html`<p>Also ${listed(groups.map(({ label }) => label))}.</p>`,
    ],
  );
}

function roleDetails({ resource, name, description, trust, policies, boundary, usedBy }: Role): Html {
  return html`<article class="role item" aria-labelledby="role-${resource.label}">
<h3 id="role-${resource.label}">${code(resource.label)}</h3>
<p>${description}${name === undefined ? undefined : html` <span class="muted">${name}</span>`}</p>
<dl class="facts">
<div><dt>Taken on by</dt><dd>${whoTakesOn(trust)}</dd></div>
${usedBy.length === 0 ? undefined : html`<div><dt>Used by</dt><dd>${usedBy.map((label, index) => html`${index === 0 ? "" : ", "}${code(label)}`)}</dd></div>`}
${boundary === undefined ? undefined : html`<div><dt>Boundary</dt><dd>${code(boundary)}</dd></div>`}
</dl>
${policies.length === 0 ? html`<p>It may do nothing.</p>` : [policies.map(policyWords), elsewhere(policies)]}
${details("Policies as JSON", [policyJson(resource.label, "Who may take it on", trust), policies.map((policy) => policyJson(resource.label, policy.name, policy))])}
</article>
`;
}

/** Principals, each with what it depends on. */
function whoTakesOn({ document, names }: HeldPolicy): Part {
  if (document === undefined || names === undefined || document.statements.length === 0) {
    return document?.unknown ?? "not known";
  }
  return list(
    document.statements.map(({ effect, principals, conditions }) => {
      const who = listed(principals.map(principalWords));
      const when = conditions.map((condition) => conditionWords(condition, names));
      return html`${effect === "Deny" ? "never " : undefined}${who}${when.length === 0 ? undefined : html`, if ${listed(when)}`}`;
    }),
  );
}

function policyWords({ document, names }: HeldPolicy): Part {
  if (document === undefined || names === undefined) {
    return undefined;
  }
  const statements = document.statements.map((statement) => statementItem(statementWords(statement, names)));
  return html`<ul class="statements">${statements}</ul>${document.unknown === undefined ? undefined : html`<p class="muted">There may be more: ${document.unknown}.</p>`}`;
}

/** Policies that are attached by their ARN. */
function elsewhere(policies: readonly HeldPolicy[]): Part {
  const names = policies.filter(({ document }) => document === undefined).map(({ name }) => code(name));
  return names.length === 0
    ? undefined
    : html`<p>${names.length === 1 ? "And what this policy" : "And what these policies"} of AWS or from elsewhere let${names.length === 1 ? "s" : ""} it do: ${names.map((name, index) => html`${index === 0 ? "" : ", "}${name}`)}.</p>`;
}

function statementItem({ verb, actions, resources, conditions }: StatementWords): Html {
  const what = actions.map(
    ({ service, what: words }, index) =>
      html`${index === 0 ? "" : "; "}${words}${service === "" ? undefined : html` in <strong>${service}</strong>`}`,
  );
  const on =
    resources.length === 1 && resources[0] === "everything"
      ? html`everything`
      : resources.map((text, index) => html`${index === 0 ? "" : ", "}${code(text)}`);
  return html`<li><span class="verb">${verb}</span> ${what}${resources.length === 0 ? undefined : html` – on ${on}`}${conditions.length === 0 ? undefined : html` – if ${listed(conditions)}`}</li>`;
}

function policyJson(role: string, title: string, { json }: HeldPolicy): Html | undefined {
  return json === undefined
    ? undefined
    : html`<p>${title}</p><pre tabindex="0" role="region" aria-label="${role}: ${title}, JSON"><code>${json}</code></pre>`;
}
