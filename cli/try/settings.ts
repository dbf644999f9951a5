import { devNull } from "node:os";
import type { JsonObject } from "../../model";
import { objectOf } from "../../model/json";

/** The file in which Terraform finds other settings of the provider than those of the stack. */
export const OVERRIDE_FILE = "try_override.tf.json";

/** What the emulator cannot do it cannot do at the second try either; the provider's own number is 25. */
const RETRIES = 3;

/** Nobody's: the emulator takes any. */
const KEY = "testing";

/**
 * Settings of the AWS provider for an emulator. Where services are is told by environment variables, for all services at once.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/custom-service-endpoints
 */
export const OVERRIDE: JsonObject = {
  provider: {
    aws: [
      {
        access_key: KEY,
        secret_key: KEY,
        max_retries: RETRIES,
        skip_credentials_validation: true,
        skip_metadata_api_check: "true",
        s3_use_path_style: true,
      },
    ],
  },
};

/** The same stack with its state beside it, so that all goes with the folder. */
export function withLocalState(stack: JsonObject): JsonObject {
  const terraform = objectOf(stack.terraform);
  return { ...stack, terraform: { ...terraform, backend: { local: { path: "terraform.tfstate" } } } };
}

/** What Terraform and the emulator get to see: no profile and no key of yours, so that nothing can reach a real account. */
export function environmentOfTry(own: NodeJS.ProcessEnv, endpoint: string, account: string): NodeJS.ProcessEnv {
  const others = Object.entries(own).filter(
    ([name]) => !/^(?:AWS_|TF_VAR_|TF_CLI_ARGS|TF_WORKSPACE$|TF_DATA_DIR$)/.test(name),
  );
  return {
    ...Object.fromEntries(others),
    AWS_ENDPOINT_URL: endpoint,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    CHECKPOINT_DISABLE: "1",
    MOTO_ACCOUNT_ID: account,
    // Policies that AWS keeps, such as AWSLambdaVPCAccessExecutionRole.
    MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
  };
}
