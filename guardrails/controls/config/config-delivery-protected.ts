import { display, type Graph, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { worst } from "../../support/attributes";
import { bucketPart, bucketsOf } from "../../support/buckets";
import { judgeOwnKey, keyAt } from "../../support/kms-key";
import { s3EncryptedWithOwnKey } from "../s3/s3-encrypted-with-own-key";
import { judgeFlags, PUBLIC_ACCESS_BLOCK } from "../s3/s3-public-access-blocked";

const KEY = "s3_kms_key_arn";
const BUCKET_NAME = "s3_bucket_name";
const ENCRYPTION = { type: "aws_s3_bucket_server_side_encryption_configuration" } as const;

/** The key that Config encrypts with: its own setting, else the bucket's. */
function judgeKey(graph: Graph, channel: Resource, bucket: Resource): Verdict {
  if (keyAt(graph, channel, KEY).kind !== "none") {
    return judgeOwnKey(graph, channel, KEY, "whoever may read the bucket may read what Config has recorded");
  }
  const found = bucketPart(graph, bucket, ENCRYPTION);
  const places = found.kind === "resources" ? found.parts : [bucket];
  const verdict = worst(places.flatMap((place) => s3EncryptedWithOwnKey.evaluate(place, graph) ?? []));
  return verdict?.outcome === "pass"
    ? pass(`${bucket.address} encrypts what is delivered`, KEY)
    : {
        ...(verdict ?? fail("there is no key")),
        reason: `${KEY} is not set, and of the bucket: ${verdict?.reason}`,
        attribute: KEY,
      };
}

function judgeBlock(graph: Graph, bucket: Resource): Verdict {
  const found = bucketPart(graph, bucket, { type: PUBLIC_ACCESS_BLOCK });
  switch (found.kind) {
    case "resources": {
      const verdict = worst(found.parts.map((block) => judgeFlags(block)));
      return verdict?.outcome === "pass"
        ? pass(`${bucket.address} blocks public access`, BUCKET_NAME)
        : { ...(verdict ?? fail("")), reason: `${bucket.address} is open: ${verdict?.reason}`, attribute: BUCKET_NAME };
    }
    case "maybe":
      return unknown(found.reason, BUCKET_NAME);
    default:
      return fail(`${bucket.address} has no ${PUBLIC_ACCESS_BLOCK}`, BUCKET_NAME);
  }
}

export const configDeliveryProtected = control({
  kind: "resource",
  id: "config-delivery-protected",
  title: "What AWS Config delivers is encrypted and closed to the public",
  severity: "medium",
  why: "Config's history describes the whole account: every address, every rule, every way in.",
  fix: {
    yaml: "kms.mode: own",
    terraform:
      "Set `s3_kms_key_arn` on the channel to a key whose policy admits `config.amazonaws.com`, and give its bucket an `aws_s3_bucket_public_access_block`.",
  },
  references: { nist: ["AU", "SC"] },
  types: ["aws_config_delivery_channel"],
  evaluate: (channel, graph) => {
    const [bucket] = bucketsOf(graph, channel, BUCKET_NAME);
    return bucket === undefined
      ? unknown(`the bucket ${display(channel.get(BUCKET_NAME))} is not part of the input`, BUCKET_NAME)
      : worst([judgeKey(graph, channel, bucket), judgeBlock(graph, bucket)]);
  },
});
