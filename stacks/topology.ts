import type { App } from "cdktf";
import type { Environment } from "../config/environment";
import type { FunctionArchive } from "../constructs/compute/vpc-function";
import { ApplicationLayer } from "./application-layer";
import { DATA_EXPORTS, DataLayer } from "./data-layer";
import { EnvironmentStack } from "./environment-stack";
import { consume } from "./exports";
import { layerContext } from "./layer-context";
import { NETWORK_EXPORTS, NetworkLayer } from "./network-layer";
import { SECURITY_EXPORTS, SecurityLayer } from "./security-layer";
import { StateStack } from "./state-stack";

/** The built code of the functions that an environment has. */
export interface FunctionArchives {
  readonly compliance: FunctionArchive;
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
  new ApplicationLayer(stack, context, { security, network, data, complianceArchive: archives.compliance });
  return stack;
}

function layeredStacks(app: App, environment: Environment, archives: FunctionArchives): EnvironmentStack[] {
  const context = layerContext(environment);
  const stackOf = (layer: string) => new EnvironmentStack(app, `${environment.name}-${layer}`, environment);
  const from = (stack: EnvironmentStack, upstream: EnvironmentStack, layer: string) => {
    stack.addDependency(upstream);
    return { layer, stackName: upstream.node.id, backend: environment.backend };
  };
  const securityStack = stackOf("security");
  const networkStack = stackOf("network");
  const dataStack = stackOf("data");
  const applicationStack = stackOf("application");
  const readSecurity = (stack: EnvironmentStack) =>
    consume(stack, SECURITY_EXPORTS, from(stack, securityStack, "security"));
  const readNetwork = (stack: EnvironmentStack) =>
    consume(stack, NETWORK_EXPORTS, from(stack, networkStack, "network"));
  new SecurityLayer(securityStack, context);
  new NetworkLayer(networkStack, context, readSecurity(networkStack));
  new DataLayer(dataStack, context, readSecurity(dataStack), readNetwork(dataStack));
  new ApplicationLayer(applicationStack, context, {
    security: readSecurity(applicationStack),
    network: readNetwork(applicationStack),
    data: consume(applicationStack, DATA_EXPORTS, from(applicationStack, dataStack, "data")),
    complianceArchive: archives.compliance,
  });
  return [securityStack, networkStack, dataStack, applicationStack];
}
