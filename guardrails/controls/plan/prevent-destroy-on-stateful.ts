import { asBoolean, type Json, type Resource } from "../../../model";
import { control, fail, pass, unknown } from "../../control";
import { takesLogs } from "../../support/buckets";
import { onlyBlock } from "./provider-arguments";

const BUCKET = "aws_s3_bucket";
const PATH = "lifecycle.prevent_destroy";

function preventDestroy({ lifecycle }: Resource): Json {
  const block = onlyBlock(lifecycle) ?? null;
  return block !== null && typeof block === "object" && "prevent_destroy" in block
    ? (block.prevent_destroy ?? false)
    : false;
}

export const preventDestroyOnStateful = control({
  kind: "resource",
  id: "prevent-destroy-on-stateful",
  title: "Terraform refuses to destroy what cannot be made again",
  severity: "high",
  why: "A renamed block or a changed argument replaces a database or a key; with `prevent_destroy` the plan fails instead. A plan does not show it; synthesized files do.",
  fix: { yaml: "lifecycle: durable", terraform: "Set `lifecycle { prevent_destroy = true }`." },
  references: { nist: ["CP"] },
  types: [
    "aws_db_instance",
    "aws_rds_cluster",
    "aws_kms_key",
    "aws_backup_vault",
    "aws_cloudtrail",
    "aws_cloudtrail_event_data_store",
    BUCKET,
  ],
  evaluate: (resource, graph) => {
    if (graph.kind !== "synth" || (resource.type === BUCKET && !takesLogs(graph, resource))) {
      return undefined;
    }
    const value = preventDestroy(resource);
    const given = asBoolean({ kind: "known", value, sensitive: false });
    return given === true
      ? pass(`${PATH} is true`, PATH)
      : given === false
        ? fail(`${PATH} is not true`, PATH)
        : unknown(`${PATH} is no literal, which Terraform does not take`, PATH);
  },
});
