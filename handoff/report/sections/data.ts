import { encryptedBy, keyName } from "../../facts/encryption";
import { awsName, type Store } from "../../facts/stores";
import { byText, counted } from "../../text";
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
      readers.length > 4
        ? details(counted(readers.length, "reader"), list(readers.map(reader)))
        : (list(readers.map(reader)) ?? NOTHING),
    ],
  };
}

function cell(texts: readonly string[]): Part {
  return texts.length > 1 ? list([...texts]) : (texts[0] ?? NOTHING);
}

/** An address as code, other readers in words. */
function reader(text: string): Part {
  return /^[\w/.[\]"-]+$/.test(text) && text.includes(".") && !text.startsWith("arn:") ? code(text) : text;
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
