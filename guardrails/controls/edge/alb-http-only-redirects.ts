import type { Graph, Resource } from "../../../model";
import { control, type Verdict } from "../../control";
import { LISTENER_RULES, LISTENERS, protocolOf } from "./balancers";
import { judgeRedirect } from "./listener-actions";

function judge(resource: Resource, graph: Graph): Verdict | undefined {
  if (LISTENERS.includes(resource.type)) {
    return protocolOf(resource) === "HTTP" ? judgeRedirect(resource, "default_action") : undefined;
  }
  const listeners = graph.settle(resource, "listener_arn").ends.map((end) => end.resource);
  return listeners.some((listener) => LISTENERS.includes(listener.type) && protocolOf(listener) === "HTTP")
    ? judgeRedirect(resource, "action")
    : undefined;
}

export const albHttpOnlyRedirects = control({
  kind: "resource",
  id: "alb-http-only-redirects",
  title: "Whatever comes by HTTP is redirected to HTTPS, by every rule of the listener",
  severity: "medium",
  why: "One rule that forwards is enough for a page, and its cookies, to be sent in plain text.",
  fix: {
    yaml: "edge: {}",
    terraform:
      'Let the listener at port 80 have one action: `redirect` with `protocol = "HTTPS"` and `status_code = "HTTP_301"`.',
  },
  references: {
    fsbp: ["ELB.1"],
    nist: ["AC", "AU", "CA", "IA", "PM", "SC", "SI"],
    checkov: ["CKV2_AWS_20"],
  },
  types: [...LISTENERS, ...LISTENER_RULES],
  evaluate: judge,
});
