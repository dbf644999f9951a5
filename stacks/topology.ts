import type { App } from "cdktf";
import type { Environment } from "../config/environment";
import type { FunctionArchive } from "../constructs/compute/vpc-function";
import { ApplicationLayer } from "./application-layer";
import { DataLayer, dataExports, readDataExports } from "./data-layer";
import { EnvironmentStack } from "./environment-stack";
import { consume, type ExportDefinitions } from "./exports";
import { layerContext } from "./layer-context";
import { NetworkLayer, networkExports, readNetworkExports } from "./network-layer";
import { readSecurityExports, SecurityLayer, securityExports } from "./security-layer";
import { StateStack } from "./state-stack";

/** The built code of each function that an environment can have. */
export interface FunctionArchives {
  readonly compliance: FunctionArchive;
  readonly database: FunctionArchive;
  readonly rotation: FunctionArchive;
  readonly recoveryPoints: FunctionArchive;
}

/** Defines the stacks of an environment: one, or one a layer. The layers are the same either way. */
export function defineEnvironment(app: App, environment: Environment, archives: FunctionArchives): EnvironmentStack[] {
  const { backend, topology } = environment;
  const stacks =
    topology === "single" ? [singleStack(app, environment, archives)] : layeredStacks(app, environment, archives);
  if (backend.type === "local" || !backend.createBucket) {
    return stacks;
  }
  const state = new StateStack(app, environment, backend);
  for (const stack of stacks) {
    stack.addDependency(state);
  }
  return [state, ...stacks];
}

function singleStack(app: App, environment: Environment, archives: FunctionArchives): EnvironmentStack {
  const stack = new EnvironmentStack(app, environment.name, environment);
  const context = layerContext(environment);
  const security = new SecurityLayer(stack, context).exports;
  const network = new NetworkLayer(stack, context, security).exports;
  const data = new DataLayer(stack, context, security, network).exports;
  new ApplicationLayer(stack, context, { security, network, data, archives });
  return stack;
}

function layeredStacks(app: App, environment: Environment, archives: FunctionArchives): EnvironmentStack[] {
  const context = layerContext(environment);
  const stackOf = (layer: string) => new EnvironmentStack(app, `${environment.name}-${layer}`, environment);
  const securityStack = stackOf("security");
  const networkStack = stackOf("network");
  const dataStack = stackOf("data");
  const applicationStack = stackOf("application");
  const read = (stack: EnvironmentStack, upstream: EnvironmentStack, layer: string, definitions: ExportDefinitions) => {
    stack.addDependency(upstream);
    return consume(stack, definitions, { layer, stackName: upstream.node.id, environment });
  };
  const readSecurity = (stack: EnvironmentStack) =>
    readSecurityExports(environment, read(stack, securityStack, "security", securityExports(environment)));
  const readNetwork = (stack: EnvironmentStack) =>
    readNetworkExports(read(stack, networkStack, "network", networkExports(environment)));
  new SecurityLayer(securityStack, context);
  new NetworkLayer(networkStack, context, readSecurity(networkStack));
  new DataLayer(dataStack, context, readSecurity(dataStack), readNetwork(dataStack));
  new ApplicationLayer(applicationStack, context, {
    security: readSecurity(applicationStack),
    network: readNetwork(applicationStack),
    data: readDataExports(read(applicationStack, dataStack, "data", dataExports())),
    archives,
  });
  return [securityStack, networkStack, dataStack, applicationStack];
}
