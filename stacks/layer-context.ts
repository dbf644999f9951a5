import type { Construct } from "constructs";
import type { Environment } from "../config/environment";
import { Names } from "../config/names";
import { Arns, type AwsAccount } from "../constructs/core/account";
import { addOutput } from "../constructs/core/secure-stack";
import { Knobs } from "./knobs";

/** What every layer of one environment shares. */
export interface LayerContext {
  readonly environment: Environment;
  readonly names: Names;
  readonly account: AwsAccount;
  readonly arns: Arns;
  readonly knobs: Knobs;
  /** Whether what holds data is protected; false in test copies. */
  readonly protect: boolean;
}

/** The context of an environment. */
export function layerContext(environment: Environment): LayerContext {
  const account = { accountId: environment.account, region: environment.region };
  return {
    environment,
    names: new Names(environment),
    account,
    arns: new Arns(account),
    knobs: new Knobs(environment),
    protect: environment.lifecycle === "durable",
  };
}

/** Adds an output for people; what other layers need is published by `exports.ts`. */
export function output(scope: Construct, name: string, description: string, value: string | readonly string[]): void {
  addOutput(scope, name, { description, value });
}
