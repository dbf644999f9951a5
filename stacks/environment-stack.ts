import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { type App, LocalBackend, S3Backend } from "cdktf";
import type { Environment } from "../config/environment";
import { Names } from "../config/names";
import { Arns } from "../constructs/core/account";
import { SecureStack } from "../constructs/core/secure-stack";
import { localStatePath, stateKey } from "./exports";
import { outputName } from "./output-names";

/**
 * The versions that the synthesized Terraform asks for. Terraform 1.11 is the first with write-only arguments; the
 * providers' are those that the bindings were made for, and their fixes.
 */
export const VERSIONS = {
  terraform: ">= 1.11.0, < 2.0.0",
  aws: "~> 6.25",
  random: "~> 3.7",
} as const;

/** Defines a stack with its backend and providers: nothing of it can reach another account than its own. */
export class EnvironmentStack extends SecureStack {
  public constructor(
    app: App,
    stackName: string,
    private readonly environment: Environment,
  ) {
    super(app, stackName);
    const { account, region, tags } = environment;
    new AwsProvider(this, "aws", { region, allowedAccountIds: [account], defaultTags: [{ tags: { ...tags } }] });
    new RandomProvider(this, "random");
    this.addOverride("terraform.required_providers.aws", { source: "hashicorp/aws", version: VERSIONS.aws });
    this.addOverride("terraform.required_providers.random", { source: "hashicorp/random", version: VERSIONS.random });
    this.defineBackend(stackName, environment);
  }

  /** All layers are in one stack, and environments know nothing of each other: nothing can refer to another stack. */
  protected override get standsAlone(): boolean {
    return this.environment.topology === "single" || super.standsAlone;
  }

  public override outputName(name: string): string {
    return outputName(name, this.environment.naming);
  }

  private defineBackend(stackName: string, environment: Environment): void {
    const { backend } = environment;
    if (backend.type === "local") {
      new LocalBackend(this, { path: localStatePath(stackName) });
      return;
    }
    const { bucket, region } = backend;
    const kmsKeyArn = backend.kmsKeyArn ?? (backend.createBucket ? stateKeyAlias(environment, region) : undefined);
    new S3Backend(this, {
      bucket,
      region,
      key: stateKey(backend, stackName),
      encrypt: true,
      ...(kmsKeyArn === undefined ? {} : { kmsKeyId: kmsKeyArn }),
    });
    // cdktf 0.21 has no argument for S3's own lock (Terraform 1.10 and newer).
    this.addOverride("terraform.backend.s3.use_lockfile", true);
  }
}

/** The key of the state stack, by its alias: known before the key is. */
function stateKeyAlias(environment: Environment, region: Environment["region"]): string {
  const names = new Names({ ...environment, region });
  return new Arns({ accountId: environment.account, region }).regional("kms", names.get("stateKey"));
}

/**
 * The file `versions.tf` of every stack. The constraint stands in a file of its own because Checkov's reader of Terraform
 * JSON stops at a `terraform` block with a plain text in it, and then passes without having looked at anything.
 */
export const VERSIONS_FILE = {
  name: "versions.tf",
  content: `terraform {\n  required_version = "${VERSIONS.terraform}"\n}\n`,
} as const;
