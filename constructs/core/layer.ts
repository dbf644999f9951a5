import { Construct } from "constructs";

const LAYER = Symbol.for("seccfn/Layer");

/**
 * Defines a part of an environment that lives in one stack, alone or with others.
 * Its own id does not show in Terraform addresses, so that they stay the same whichever stack it lies in.
 */
export class Layer extends Construct {
  public constructor(scope: Construct, id: string) {
    super(scope, id);
    Object.defineProperty(this, LAYER, { value: true });
  }

  /** Whether a construct is a layer, even one of another copy of this module. */
  public static isLayer(construct: object): construct is Layer {
    return LAYER in construct;
  }
}

/** The scope of a layer's outputs; it does not show in their names. */
export function outputsOf(scope: Construct): Construct {
  return child(scope, "Default-outputs");
}

/** The scope of a layer's variables; it does not show in their names. */
export function variablesOf(scope: Construct): Construct {
  return child(scope, "Default-variables");
}

/**
 * A scope beside others that does not show in addresses: for things of another kind with the same id, such as the security
 * group of a load balancer.
 */
export function aside(scope: Construct, kind: string): Construct {
  return child(scope, `Default-${kind}`);
}

function child(scope: Construct, id: string): Construct {
  const existing = scope.node.tryFindChild(id);
  return existing instanceof Construct ? existing : new Construct(scope, id);
}
