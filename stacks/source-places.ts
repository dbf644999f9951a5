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
  /** The calls of wanted files, as V8 writes each, the innermost first. */
  readonly calls: readonly string[];
}

/** From the layer's constructor to cdktf's own are some 30 calls at most. */
const FRAMES = 50;

/** What cdktf notes of every element that is made. */
const NOTE = "stacktrace";

/**
 * Makes the constructs of an environment once more and tells which calls made each of its resources. Nothing is synthesized
 * or written. A synthesis does without: traces would cost it a fifth of its time, and are wanted only where something is wrong.
 *
 * @param isWanted whether calls in a file are told
 */
export function traceEnvironment(
  environment: Environment,
  archives: FunctionArchives,
  isWanted: (file: string) => boolean,
): TracedElement[] {
  // An app makes its output folder, although nothing comes into it.
  const outdir = mkdtempSync(join(tmpdir(), "seccfn-trace-"));
  try {
    return withoutStackTraces(() => {
      const app = new App({ outdir, stackTraces: false });
      const noted = notingCalls(() => defineEnvironment(app, environment, archives));
      const write = callWriter();
      const callsOf = ({ node }: IConstruct) =>
        (noted.get(node) ?? []).filter((call) => isWanted(call.getFileName() ?? "")).map(write);
      return app.node.children.flatMap((stack) =>
        stack.node.findAll().flatMap((element) => traced(element, stack, callsOf)),
      );
    });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The calls that made each node while something is built. */
function notingCalls(build: () => void): WeakMap<Node, readonly NodeJS.CallSite[]> {
  const noted = new WeakMap<Node, readonly NodeJS.CallSite[]>();
  const { addMetadata } = Node.prototype;
  Node.prototype.addMetadata = function (type, data, options) {
    if (type === NOTE) {
      noted.set(this, currentCalls());
    }
    addMetadata.call(this, type, data, options);
  };
  try {
    build();
  } finally {
    Node.prototype.addMetadata = addMetadata;
  }
  return noted;
}

/** The calls as V8 has them, not yet as text: that takes most of the time. */
function currentCalls(): readonly NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  let calls: readonly NodeJS.CallSite[] = [];
  Error.stackTraceLimit = FRAMES;
  Error.prepareStackTrace = (_, current) => {
    calls = current;
  };
  try {
    // Calls are given when the stack is first asked for.
    Reflect.get(new Error(), "stack");
  } finally {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  }
  return calls;
}

/** Writes each place of a call once, and by source maps where somebody has asked V8 for it. */
function callWriter(): (call: NodeJS.CallSite) => string {
  const texts = new Map<string, string>();
  const { prepareStackTrace } = Error;
  return (call) => {
    const place = `${call.getFileName()}:${call.getLineNumber()}:${call.getColumnNumber()}`;
    const known = texts.get(place);
    if (known !== undefined) {
      return known;
    }
    const text = prepareStackTrace === undefined ? `${call}` : String(prepareStackTrace(new Error("a call"), [call]));
    const [line = ""] = text.split("\n").slice(-1);
    texts.set(place, line);
    return line;
  };
}

function traced(
  element: IConstruct,
  stack: IConstruct,
  callsOf: (element: IConstruct) => readonly string[],
): TracedElement[] {
  const isResource = TerraformResource.isTerraformResource(element);
  const isData = TerraformDataSource.isTerraformDataSource(element);
  if (!TerraformElement.isTerraformElement(element) || (!isResource && !isData)) {
    return [];
  }
  const { terraformResourceType, friendlyUniqueId } = element;
  const address = `${isData ? "data." : ""}${terraformResourceType}.${friendlyUniqueId}`;
  return [{ stack: stack.node.id, address, constructPath: element.node.path, calls: callsOf(element) }];
}
