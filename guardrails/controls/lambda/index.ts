import type { Control } from "../../control";
import { lambdaCodeSigned } from "./lambda-code-signed";
import { lambdaConcurrencyBounded } from "./lambda-concurrency-bounded";
import { lambdaEnvOwnKey } from "./lambda-env-own-key";
import { lambdaFailuresKept } from "./lambda-failures-kept";
import { lambdaInVpc } from "./lambda-in-vpc";
import { lambdaInvokersListed } from "./lambda-invokers-listed";
import { lambdaLogGroupOwned } from "./lambda-log-group-owned";
import { lambdaPermissionScoped } from "./lambda-permission-scoped";
import { lambdaRuntimeSupported } from "./lambda-runtime-supported";
import { lambdaTraced } from "./lambda-traced";
import { lambdaUrlAuthenticated } from "./lambda-url-authenticated";

/** The controls on Lambda functions. */
export const lambdaControls = [
  lambdaCodeSigned,
  lambdaConcurrencyBounded,
  lambdaEnvOwnKey,
  lambdaFailuresKept,
  lambdaInVpc,
  lambdaInvokersListed,
  lambdaLogGroupOwned,
  lambdaPermissionScoped,
  lambdaRuntimeSupported,
  lambdaTraced,
  lambdaUrlAuthenticated,
] as const satisfies readonly Control[];
