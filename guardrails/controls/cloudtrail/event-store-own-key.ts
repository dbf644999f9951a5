import { control } from "../../control";
import { judgeOwnKey } from "../../support/kms-key";

export const eventStoreOwnKey = control({
  kind: "resource",
  id: "event-store-own-key",
  title: "CloudTrail Lake's event data stores are encrypted with a customer managed KMS key",
  severity: "medium",
  why: "With a key of your own, who may query the store needs the key as well, and each use of it is on record.",
  fix: {
    yaml: "kms.mode: own",
    terraform: "Set `kms_key_id = aws_kms_key.<name>.arn` on the store. CAUTION: this replaces a store that exists.",
  },
  references: { fsbp: ["CloudTrail.10"], nist: ["AU", "SC"], checkov: ["CKV_AWS_294"] },
  types: ["aws_cloudtrail_event_data_store"],
  evaluate: (store, graph) =>
    judgeOwnKey(graph, store, "kms_key_id", "AWS's own key opens for whoever may query the store"),
});
