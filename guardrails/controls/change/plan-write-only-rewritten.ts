import { asText, type Change, type Graph, kindOf, type Resource } from "../../../model";
import { control, fail, unknown, type Verdict } from "../../control";
import { bothValues } from "./cause";

/** Arguments that are written only; each has a version, e.g. `password_wo_version`. Those of the AWS provider 6 that are in no block. */
const WRITE_ONLY: ReadonlyMap<string, string> = new Map([
  ["aws_bedrockagentcore_api_key_credential_provider", "api_key_wo"],
  ["aws_db_instance", "password_wo"],
  ["aws_docdb_cluster", "master_password_wo"],
  ["aws_kms_ciphertext", "plaintext_wo"],
  ["aws_rds_cluster", "master_password_wo"],
  ["aws_redshift_cluster", "master_password_wo"],
  ["aws_redshiftserverless_namespace", "admin_user_password_wo"],
  ["aws_secretsmanager_secret_version", "secret_string_wo"],
  ["aws_ssm_parameter", "value_wo"],
]);

export const planWriteOnlyRewritten = control({
  kind: "change",
  id: "plan-write-only-rewritten",
  title: "What is written only is written again when what it is made of changes",
  severity: "high",
  why: "Terraform cannot see that such a value differs: until its version is counted up the old one stays, and a program is sent to the port that its database had.",
  fix: {
    yaml: "database.passwordVersion: 2",
    terraform: "Count the argument that ends in `_wo_version` up in the same change.",
  },
  references: { nist: ["CM", "IA"] },
  types: [...WRITE_ONLY.keys()],
  evaluate: (change, graph) => {
    const argument = WRITE_ONLY.get(change.type);
    const kind = kindOf(change);
    return argument !== undefined && (kind === "none" || kind === "update")
      ? stale(change, argument, graph)
      : undefined;
  },
});

/** Of each attribute that the argument is made of: whether it changes while the version stays. */
function stale({ before, after }: Change, argument: string, graph: Graph): Verdict[] {
  const version = `${argument}_version`;
  const stays = after && asText(after.get(version));
  if (after === undefined || stays === undefined || stays !== (before && asText(before.get(version)))) {
    return [];
  }
  return graph.referencesOf(after, argument).flatMap(({ to, attribute }): Verdict[] => {
    const other = changesOf(graph).get(to);
    const [was, is] = [other?.before?.get(attribute), other?.after?.get(attribute)];
    if (other === undefined || attribute === "" || was?.kind !== "known" || is === undefined) {
      return [];
    }
    const rest = `${argument} is made of it, and ${version} stays ${stays}`;
    if (is.kind === "unknown") {
      return [unknown(`whether ${to.address}.${attribute} stays shows only after apply; ${rest}`, argument)];
    }
    return is.kind === "known" && JSON.stringify(is.value) === JSON.stringify(was.value)
      ? []
      : [fail(`${to.address}.${attribute} changes: ${bothValues(other, attribute)}; ${rest}`, argument)];
  });
}

const byResource = new WeakMap<Graph, ReadonlyMap<Resource | undefined, Change>>();

/** The changes by what they lead to; many arguments may be asked about. */
function changesOf(graph: Graph): ReadonlyMap<Resource | undefined, Change> {
  let changes = byResource.get(graph);
  if (changes === undefined) {
    changes = new Map(graph.changes().map((change) => [change.after, change]));
    byResource.set(graph, changes);
  }
  return changes;
}
