import { counted } from "../../../guardrails/report/report";
import { encryptedBy, keyName } from "../../facts/encryption";
import type { Reader } from "../../facts/readers";
import { awsName, type Store } from "../../facts/stores";
import { byText } from "../../text";
import { code, details, list, NOTHING, section, table } from "../elements";
import { type Html, html, type Part } from "../html";
import type { ReportFacts } from "../subject";

/** How data is protected: store by store, and key by key. */
export function dataSection(facts: ReportFacts): Html {
  const { stores } = facts;
  return section(
    "data",
    "Data protection",
    html`Everything that keeps data. <em>Who may read</em> tells of the roles and policies of this Terraform, without weighing conditions and denials; the account's administrators, and policies made elsewhere, may read too.`,
    [
      table(
        `${counted(stores.length, "store")} of data`,
        ["Store", "Key", "Backups", "Retention", "Against deletion", "Who may read"],
        stores.map(storeRow),
      ),
      keyTable(facts),
    ],
  );
}

function storeRow({ resource, kind, encryption, backups, retention, protection, readers }: Store) {
  const name = awsName(resource);
  return {
    cells: [
      html`${code(resource.label)}<br><span class="muted">${kind}${name === undefined ? undefined : html` · ${name}`}</span>`,
      encryption === undefined ? NOTHING : html`<span class="key key-${encryption.kind}">${encryption.text}</span>`,
      cell(backups),
      cell(retention),
      cell(protection),
      readersCell(readers),
    ],
  };
}

function cell(texts: readonly string[]): Part {
  return list([...texts]) ?? NOTHING;
}

/** Most readers that are shown at once. */
const SHOWN = 4;

function readersCell(readers: Store["readers"]): Part {
  if (readers === undefined) {
    return NOTHING;
  }
  const words = list(readers.map(reader)) ?? html`<span class="muted">nobody by this Terraform</span>`;
  return readers.length > SHOWN ? details(counted(readers.length, "reader"), words) : words;
}

function reader({ address, words }: Reader): Html {
  return html`${address === undefined ? undefined : code(address)}${address === undefined || words === undefined ? undefined : " "}${words}`;
}

/** What each key encrypts. */
function keyTable({ graph }: ReportFacts): Html | undefined {
  const keys = graph.resources("aws_kms_key").toSorted((a, b) => byText(a.label, b.label));
  return keys.length === 0
    ? undefined
    : table(
        "Encryption by key",
        ["Key", "What it encrypts"],
        keys.map((key) => {
          const users = encryptedBy(graph, key);
          return {
            cells: [
              html`${code(key.label)}<br><span class="muted">key ${keyName(key)}</span>`,
              list(users.map(({ label }) => code(label))) ?? NOTHING,
            ],
          };
        }),
      );
}
