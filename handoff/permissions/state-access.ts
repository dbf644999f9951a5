import type { Graph, JsonObject } from "../../model";
import { objectOf } from "../../model/json";
import type { Place, PolicyStatement } from "./types";

/** Where one stack's state lies. */
interface StatePlace {
  readonly bucket: string;
  readonly key: string;
  readonly kmsKeyArn: string | undefined;
}

/**
 * What Terraform's S3 backend needs: to find the state, to read it, to lock it by a file beside it, and, to apply, to write it.
 * Nothing where the state is kept elsewhere.
 *
 * @see https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions
 */
export function stateStatements(graph: Graph, place: Place, purpose: "plan" | "apply"): readonly PolicyStatement[] {
  const places = graph.stacks.flatMap(({ meta }) => statePlace(meta.terraform) ?? []);
  if (places.length === 0) {
    return [];
  }
  const bucketArn = (bucket: string) => `arn:${place.partition}:s3:::${bucket}`;
  const buckets = sorted(places.map(({ bucket }) => bucketArn(bucket)));
  const states = sorted(places.map(({ bucket, key }) => `${bucketArn(bucket)}/${key}`));
  const locks = states.map((state) => `${state}.tflock`);
  const keys = sorted(places.flatMap(({ kmsKeyArn }) => kmsKeyArn ?? []));
  return [
    { Sid: "StateBucket", Effect: "Allow", Action: ["s3:ListBucket"], Resource: buckets },
    {
      Sid: "State",
      Effect: "Allow",
      Action: purpose === "plan" ? ["s3:GetObject"] : ["s3:GetObject", "s3:PutObject"],
      Resource: states,
    },
    {
      Sid: "StateLock",
      Effect: "Allow",
      Action: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      Resource: locks,
    },
    ...(keys.length === 0
      ? []
      : [
          {
            Sid: "StateKey",
            Effect: "Allow" as const,
            // The lock file is encrypted, too: who only plans writes that one.
            Action: ["kms:Decrypt", "kms:GenerateDataKey"],
            Resource: keys,
          },
        ]),
  ];
}

function statePlace(terraform: JsonObject): StatePlace | undefined {
  const s3 = objectOf(objectOf(terraform.backend).s3);
  const { bucket, key, kms_key_id: kmsKeyId } = s3;
  return typeof bucket === "string" && typeof key === "string"
    ? { bucket, key, kmsKeyArn: typeof kmsKeyId === "string" ? kmsKeyId : undefined }
    : undefined;
}

function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
