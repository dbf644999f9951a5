import type { Construct } from "constructs";
import { LIMITS } from "../config/aws-limits";
import type { NameKey } from "../config/names";
import { AWS_MANAGED_KEY } from "../constructs/core/key-choice";
import type { ResourcePolicyStatement } from "../constructs/core/policy";
import {
  cloudTrailDelivery,
  configDelivery,
  flowLogDelivery,
  loadBalancerLogDelivery,
  s3AccessLogDelivery,
} from "../constructs/storage/log-delivery";
import { type BucketEncryption, SecureBucket, type SecureBucketProps } from "../constructs/storage/secure-bucket";
import type { LayerContext } from "./layer-context";

/** The log buckets that an environment can have, beside the one that access to buckets is logged to. */
export const LOG_BUCKETS = {
  trail: { id: "trail_logs", nameKey: "trailBucket" },
  config: { id: "config_history", nameKey: "configBucket" },
  queryResults: { id: "query_results", nameKey: "queryResultBucket" },
  flowLogs: { id: "flow_logs", nameKey: "flowLogBucket" },
  loadBalancer: { id: "load_balancer_logs", nameKey: "loadBalancerLogBucket" },
} as const satisfies Readonly<Record<string, { readonly id: string; readonly nameKey: NameKey }>>;

/** The beginnings of the load balancer's log files: of requests, and of connections. */
export const LOAD_BALANCER_LOG_PREFIXES = { accessPrefix: "access", connectionPrefix: "connections" } as const;

/** The word for a log bucket. */
export type LogBucketName = keyof typeof LOG_BUCKETS;

/** The bucket names of an environment: each ends in the same random suffix. */
export class BucketNames {
  public constructor(
    private readonly context: LayerContext,
    private readonly suffix: string,
  ) {}

  public get(key: NameKey): string {
    return `${this.context.names.get(key)}-${this.suffix}`;
  }

  /** The log buckets that the environment has. */
  public get logBuckets(): LogBucketName[] {
    const { baseline, audit, network, edge } = this.context.environment;
    return (Object.keys(LOG_BUCKETS) as LogBucketName[]).filter(
      (name) =>
        name === "trail" ||
        (name === "config" && baseline.config === "own") ||
        (name === "queryResults" && audit.query === "athena") ||
        (name === "flowLogs" && network.flowLogs.destination === "s3") ||
        (name === "loadBalancer" && edge !== undefined),
    );
  }
}

/**
 * Defines the buckets that logs go to: nothing else goes into them, and configuration can make them immutable (SEC-S3-2,
 * ENT-CT-1). Each logs its access to one of them, which logs none itself.
 */
export class LogBuckets {
  private readonly expireAfterDays: number;
  private readonly accessLogs: SecureBucket;

  public constructor(
    private readonly scope: Construct,
    private readonly context: LayerContext,
    private readonly names: BucketNames,
    /** The key of log buckets that take one, but for the trail's. */
    private readonly kmsKeyArn: string,
  ) {
    this.expireAfterDays = context.knobs.number(scope, "log_expire_after_days", {
      description: "Days until log files in S3, and query results, are deleted.",
      value: context.environment.storage.logExpireAfterDays,
      // A locked file that expires is only hidden.
      range: {
        ...LIMITS.lifecycleDays,
        min: context.environment.audit.immutableLogs?.objectLock?.days ?? LIMITS.lifecycleDays.min,
      },
    });
    this.accessLogs = this.defineAccessLogs();
  }

  /** The bucket that access to all other buckets is logged to. */
  public get accessLogBucket(): SecureBucket {
    return this.accessLogs;
  }

  /**
   * The trail's bucket, with the key of the trail, so that nothing in it takes another one. No key of the bucket's own is
   * derived from it: CloudTrail would need `kms:Decrypt` for that.
   */
  public defineTrailLogs(trailKeyArn: string): SecureBucket {
    const bucketName = this.names.get("trailBucket");
    const { arns, names, environment } = this.context;
    const { objectLock } = environment.audit.immutableLogs ?? {};
    return this.define("trail", {
      encryption: encryptionBy(trailKeyArn, false),
      statements: cloudTrailDelivery(arns, bucketName, names.get("trail")),
      ...(objectLock === undefined || !this.context.protect ? {} : { objectLock }),
    });
  }

  /** The bucket that AWS Config delivers to. */
  public defineConfigHistory(): SecureBucket {
    return this.define("config", {
      encryption: encryptionBy(this.kmsKeyArn),
      statements: configDelivery(this.context.arns, this.names.get("configBucket")),
    });
  }

  /** The bucket that Athena writes its results to. */
  public defineQueryResults(): SecureBucket {
    return this.define("queryResults", { encryption: encryptionBy(this.kmsKeyArn), mutable: true });
  }

  /** The bucket of VPC flow logs. */
  public defineFlowLogs(): SecureBucket {
    return this.define("flowLogs", {
      encryption: encryptionBy(this.kmsKeyArn),
      statements: flowLogDelivery(this.context.arns, this.names.get("flowLogBucket")),
    });
  }

  /** The bucket of the load balancer's logs, which takes S3's own keys only. */
  public defineLoadBalancerLogs(): SecureBucket {
    return this.define("loadBalancer", {
      encryption: "AES256",
      statements: [
        loadBalancerLogDelivery(
          this.context.arns,
          this.names.get("loadBalancerLogBucket"),
          Object.values(LOAD_BALANCER_LOG_PREFIXES),
        ),
      ],
    });
  }

  private define(
    name: LogBucketName,
    {
      mutable = false,
      ...props
    }: Pick<SecureBucketProps, "encryption" | "statements" | "objectLock"> & { readonly mutable?: boolean },
  ): SecureBucket {
    const { id, nameKey } = LOG_BUCKETS[name];
    return this.bucket(id, this.names.get(nameKey), {
      ...props,
      accessLogs: { bucketName: this.accessLogs.bucketName, prefix: `${id}/`, dependsOn: this.accessLogs.ready },
      ...(mutable ? {} : this.immutable),
    });
  }

  private defineAccessLogs(): SecureBucket {
    const sources = [...this.names.logBuckets.map((name) => LOG_BUCKETS[name].nameKey), "dataBucket" as const];
    const bucketName = this.names.get("accessLogBucket");
    const statements: ResourcePolicyStatement[] = [
      s3AccessLogDelivery(
        this.context.arns,
        bucketName,
        sources.map((key) => this.names.get(key)),
      ),
    ];
    return this.bucket("access_logs", bucketName, {
      encryption: "AES256",
      accessLogs: "none",
      statements,
      ...this.immutable,
    });
  }

  private bucket(
    id: string,
    bucketName: string,
    props: Pick<SecureBucketProps, "encryption" | "statements" | "accessLogs" | "objectLock" | "immutable">,
  ): SecureBucket {
    const { account, protect } = this.context;
    return new SecureBucket(this.scope, id, {
      account,
      bucketName,
      lifecycle: { expireAfterDays: this.expireAfterDays },
      protect,
      ...props,
    });
  }

  /** Test copies are emptied and destroyed, so nothing of them is immutable. */
  private get immutable(): Pick<SecureBucketProps, "immutable"> {
    const { environment, protect } = this.context;
    const { immutableLogs } = environment.audit;
    return immutableLogs === undefined || !protect
      ? {}
      : { immutable: { administratorArns: immutableLogs.logAdministrators } };
  }
}

/** AWS's own key aws/s3 cannot be used by services that deliver logs: S3 encrypts such buckets itself. */
function encryptionBy(kmsKeyArn: string, bucketKey = true): BucketEncryption {
  return kmsKeyArn === AWS_MANAGED_KEY ? "AES256" : { kmsKeyArn, bucketKey };
}
