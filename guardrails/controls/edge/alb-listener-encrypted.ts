import { asText, display, type Graph, isUnset, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { unknownValue } from "../../support/attributes";
import { balancersOf, kindOfBalancer, LISTENERS, protocolOf } from "./balancers";
import { judgeRedirect } from "./listener-actions";

const PATH = "protocol";

function judge(listener: Resource, graph: Graph): Verdict | undefined {
  const value = listener.get(PATH);
  const protocol = protocolOf(listener);
  const open = unknownValue(listener, PATH, value);
  if (open !== undefined) {
    return open;
  }
  switch (protocol) {
    case "HTTPS":
    case "TLS":
      return pass(`${PATH} is ${display(value)}`, PATH);
    case "HTTP":
      return judgeRedirect(listener, "default_action");
    case "TCP":
    case "UDP":
    case "TCP_UDP":
    case "QUIC":
    case "TCP_QUIC":
      return unknown(
        `${PATH} is ${display(value)}: it passes on what comes, and it cannot be told whether that is encrypted`,
        PATH,
      );
    default: {
      // Listeners of gateway load balancers have no protocol.
      const kinds = balancersOf(graph, listener).map(kindOfBalancer);
      return isUnset(value) && kinds.includes("gateway")
        ? undefined
        : isUnset(value)
          ? unknown(`${PATH} is not set`, PATH)
          : fail(`${PATH} is ${asText(value)}: what is sent there is in plain text`, PATH);
    }
  }
}

export const albListenerEncrypted = control({
  kind: "resource",
  id: "alb-listener-encrypted",
  title: "Listeners of load balancers speak TLS, or redirect to it",
  severity: "high",
  why: "What goes over the internet in plain text is read and changed on the way: passwords, cookies, answers.",
  fix: {
    yaml: "edge.certificateArn",
    terraform: 'Set `protocol = "HTTPS"` (or `"TLS"`), `certificate_arn` and `ssl_policy`.',
  },
  references: {
    fsbp: ["ELB.18"],
    nist: ["AC", "AU", "CA", "IA", "PM", "SC", "SI"],
    checkov: ["CKV_AWS_2"],
    trivy: ["AWS-0054"],
  },
  types: LISTENERS,
  evaluate: judge,
});
