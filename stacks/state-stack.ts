import type { App } from "cdktf";
import { LIMITS } from "../config/aws-limits";
import type { Environment } from "../config/environment";
import { CustomerManagedKey } from "../constructs/encryption/customer-managed-key";
import { throughServices } from "../constructs/encryption/key-statements";
import { s3AccessLogDelivery } from "../constructs/storage/log-delivery";
import { SecureBucket } from "../constructs/storage/secure-bucket";
import { EnvironmentStack } from "./environment-stack";
import { type LayerContext, layerContext, output } from "./layer-context";

type S3BackendConfiguration = Extract<Environment["backend"], { type: "s3" }>;

/**
 * Defines the bucket that the environment's state lies in, with its key (unless configuration gives one) and the bucket that
 * its access is logged to.
 * Its own state is local: it is applied once, before there is any other place for state.
 */
export class StateStack extends EnvironmentStack {
  public constructor(app: App, environment: Environment, backend: S3BackendConfiguration) {
    super(app, `${environment.name}-state`, { ...environment, region: backend.region, backend: { type: "local" } });
    const context = layerContext({ ...environment, region: backend.region });
    const { account, arns, protect } = context;
    const keyArn = backend.kmsKeyArn ?? this.defineKey(environment, context);
    const lifecycle = { expireNoncurrentAfterDays: environment.storage.logExpireAfterDays };
    const logBucketName = `${backend.bucket}-logs`;
    const logs = new SecureBucket(this, "state_access_logs", {
      account,
      bucketName: logBucketName,
      encryption: "AES256",
      accessLogs: "none",
      lifecycle: { expireAfterDays: environment.storage.logExpireAfterDays },
      statements: [s3AccessLogDelivery(arns, logBucketName, [backend.bucket])],
      protect,
    });
    const bucket = new SecureBucket(this, "state_files", {
      account,
      bucketName: backend.bucket,
      encryption: { kmsKeyArn: keyArn },
      accessLogs: { bucketName: logs.bucketName, prefix: "state/", dependsOn: logs.ready },
      lifecycle,
      protect,
    });
    output(this, "state_bucket_name", "The bucket that Terraform state lies in.", bucket.bucketName);
    output(this, "state_key_arn", "The key that encrypts the state.", keyArn);
  }

  /** The key of this stack's own, where configuration gives none. */
  private defineKey({ kms }: Environment, { account, arns, names, protect }: LayerContext): string {
    return new CustomerManagedKey(this, "state", {
      account,
      alias: names.get("stateKey"),
      description: `Encrypts the Terraform state of ${names.prefix}`,
      deletionWindowDays: protect ? kms.deletionWindowDays : LIMITS.kmsDeletionWindowDays.min,
      uses: throughServices(arns, ["s3"]),
      protect,
    }).keyArn;
  }
}
