import {
  Annotations,
  TerraformDataSource,
  TerraformElement,
  TerraformOutput,
  TerraformResource,
  TerraformStack,
  TerraformVariable,
} from "cdktf";
import type { Construct, Node } from "constructs";
import { Layer, outputsOf } from "./layer";
import { Check, EphemeralResource } from "./terraform-blocks";

/** What sets a lowering of security apart from other annotations. */
const LOWERING = "seccfn:lowering";

/** A setting that lowers security, with the reason that configuration gives for it. */
export interface Lowering {
  /** The construct path that it belongs to. */
  readonly path: string;
  readonly message: string;
}

/**
 * Children that take their construct's own name: the one it is mainly about (`Default`), and its companions of other types
 * (`Default-versioning`), so that a bucket `data` has the address `aws_s3_bucket.data` and its versioning
 * `aws_s3_bucket_versioning.data`.
 */
const HIDDEN_ID = /^Default(-|$)/;

/**
 * Defines a stack whose Terraform addresses are readable and stable: `aws_subnet.private_a`, without a hash.
 *
 * An address is made of the ids on the way from the layer to the element; an id `Default` or
 * `Default-…` does not show. Two elements with the same address are an error at synth, as is a reference that cdktf would
 * silently carry between stacks.
 */
export class SecureStack extends TerraformStack {
  private readonly addresses = new Map<string, TerraformElement>();

  public constructor(scope: Construct, id: string) {
    super(scope, id);
    this.node.addValidation({ validate: () => this.automaticCrossStackReferences() });
  }

  /** The lowerings that the stack's constructs have noted, in the order of the tree. */
  public get lowerings(): readonly Lowering[] {
    return this.node
      .findAll()
      .flatMap(({ node }) =>
        node.metadata
          .filter(({ type }) => type === LOWERING)
          .map(({ data }) => ({ path: node.path, message: String(data) })),
      );
  }

  /** The name of an output of this stack; a stack may spell all of its outputs in another way. */
  public outputName(name: string): string {
    return name;
  }

  public override prepareStack(): void {
    const name = this.outputName("security_lowerings");
    if (this.lowerings.length > 0 && this.node.tryFindChild(name) === undefined) {
      new TerraformOutput(this, name, {
        description: "Settings of this environment that lower its security, each with its reason.",
        value: this.lowerings.map(({ message }) => message),
        staticId: true,
      });
    }
    if (this.standsAlone) {
      this.ensureBackendExists();
    } else {
      super.prepareStack();
    }
  }

  /** cdktf's preparing pass resolves every element just to find references between stacks: none can be where there is one. */
  protected get standsAlone(): boolean {
    return !this.node.root.node.children.some((child) => child !== this && TerraformStack.isStack(child));
  }

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const isElement = TerraformElement.isTerraformElement(element);
    const scopes = isElement ? element.node.scopes : element.scopes;
    const start = Math.max(scopes.indexOf(this), scopes.findLastIndex(Layer.isLayer)) + 1;
    const id = scopes
      .slice(start)
      .map(({ node }) => node.id)
      .filter((part) => !HIDDEN_ID.test(part))
      .join("_")
      .toLowerCase()
      .replace(/[^a-z0-9_]+/g, "_");
    if (isElement) {
      this.claim(element, id);
    }
    return id;
  }

  private claim(element: TerraformElement, id: string): void {
    const address = `${addressType(element)}.${id}`;
    const owner = this.addresses.get(address);
    if (owner !== undefined && owner !== element) {
      throw new Error(
        `"${element.node.path}" and "${owner.node.path}" would both be ${address}; give one of them another id`,
      );
    }
    if (!/^[a-z_][a-z0-9_]*$/.test(id)) {
      throw new Error(
        `"${element.node.path}" makes no Terraform name; its ids must have letters, digits and underscores`,
      );
    }
    this.addresses.set(address, element);
  }

  private automaticCrossStackReferences(): string[] {
    return this.node.children
      .filter(({ node }) => node.id.startsWith("cross-stack-"))
      .map(
        ({ node }) =>
          `uses a value of another stack without a named output (${node.id}); publish it in the stack's exports`,
      );
  }
}

/** Notes a setting that lowers security; it is printed at synth and stands in the output `security_lowerings`. */
export function noteLowering(scope: Construct, message: string): void {
  scope.node.addMetadata(LOWERING, message);
  Annotations.of(scope).addWarning(message);
}

/** Adds a described output; its name is spelled as its stack spells them. */
export function addOutput(
  scope: Construct,
  name: string,
  { description, value }: { readonly description: string; readonly value: string | readonly string[] },
): void {
  const stack = TerraformStack.of(scope);
  const spelled = stack instanceof SecureStack ? stack.outputName(name) : name;
  new TerraformOutput(outputsOf(scope), spelled, { description, value, staticId: spelled !== name });
}

function addressType(element: TerraformElement): string {
  if (TerraformDataSource.isTerraformDataSource(element)) {
    return `data.${element.terraformResourceType}`;
  }
  if (TerraformResource.isTerraformResource(element)) {
    return element.terraformResourceType;
  }
  if (TerraformOutput.isTerraformOutput(element)) {
    return "output";
  }
  if (element instanceof EphemeralResource || element instanceof Check) {
    return element.blockType;
  }
  return element instanceof TerraformVariable ? "var" : element.constructor.name;
}
