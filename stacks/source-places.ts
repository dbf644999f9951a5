import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformDataSource, TerraformElement, TerraformResource } from "cdktf";
import { type IConstruct, Node } from "constructs";
import type { Environment } from "../config/environment";
import { withoutStackTraces } from "./stack-traces";
import { defineEnvironment, type FunctionArchives } from "./topology";

/** An element with the calls that made it. */
export interface TracedElement {
  readonly stack: string;
  /** The Terraform address. */
  readonly address: string;
  readonly constructPath: string;
  /** As V8 writes it, the innermost call first. */
  readonly trace: string;
}

/** From the layer's constructor to cdktf's own are some 30 calls at most. */
const FRAMES = 50;

/** What cdktf notes of every element that is made. */
const NOTE = "stacktrace";

/**
 * Makes the constructs of an environment once more and tells which calls made each of its resources. Nothing is synthesized
 * or written. A synthesis does without: traces would cost it a fifth of its time, and are wanted only where something is wrong.
 */
export function traceEnvironment(environment: Environment, archives: FunctionArchives): TracedElement[] {
  const traces = new WeakMap<Node, string>();
  // An app makes its output folder, although nothing comes into it.
  const outdir = mkdtempSync(join(tmpdir(), "seccfn-trace-"));
  try {
    return withoutStackTraces(() => {
      const app = new App({ outdir, stackTraces: false });
      withTraces(traces, () => defineEnvironment(app, environment, archives));
      return app.node.children.flatMap((stack) =>
        stack.node.findAll().flatMap((element) => traced(element, stack, traces)),
      );
    });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function withTraces<T>(traces: WeakMap<Node, string>, build: () => T): T {
  const { addMetadata } = Node.prototype;
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  Node.prototype.addMetadata = function (type, data, options) {
    if (type === NOTE) {
      traces.set(this, new Error().stack ?? "");
    }
    addMetadata.call(this, type, data, options);
  };
  try {
    return build();
  } finally {
    Node.prototype.addMetadata = addMetadata;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function traced(element: IConstruct, stack: IConstruct, traces: WeakMap<Node, string>): TracedElement[] {
  const trace = traces.get(element.node);
  const isResource = TerraformResource.isTerraformResource(element);
  const isData = TerraformDataSource.isTerraformDataSource(element);
  if (trace === undefined || !TerraformElement.isTerraformElement(element) || (!isResource && !isData)) {
    return [];
  }
  const { terraformResourceType, friendlyUniqueId } = element;
  const address = `${isData ? "data." : ""}${terraformResourceType}.${friendlyUniqueId}`;
  return [{ stack: stack.node.id, address, constructPath: element.node.path, trace }];
}
