import { asText, display, isUnset, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { unknownValue } from "../../support/attributes";
import { LISTENERS, protocolOf } from "./balancers";

const PATH = "ssl_policy";
/** Policies by the oldest version of TLS that they take: `TLS13-1-2-…` takes 1.3 and 1.2. */
const MODERN = /^ELBSecurityPolicy-(?:TLS13-1-[23]-|TLS-1-2-|FS-1-2-)/;
const OLD = /^ELBSecurityPolicy-(?:20\d\d-\d\d|TLS13-1-[01]-|TLS-1-[01]-|FS-20\d\d-\d\d|FS-1-[01]-)/;

function judge(listener: Resource): Verdict | undefined {
  const protocol = protocolOf(listener);
  if (protocol !== "HTTPS" && protocol !== "TLS") {
    return undefined;
  }
  const value = listener.get(PATH);
  const policy = asText(value) ?? "";
  return (
    unknownValue(listener, PATH, value) ??
    (isUnset(value) || policy === ""
      ? fail(`${PATH} is not set, which means ELBSecurityPolicy-2016-08: it takes TLS 1.0`, PATH)
      : MODERN.test(policy)
        ? pass(`${PATH} is ${display(value)}`, PATH)
        : OLD.test(policy)
          ? fail(`${PATH} is ${display(value)}: it takes versions of TLS before 1.2`, PATH)
          : unknown(`${PATH} is ${display(value)}, which this version does not know`, PATH))
  );
}

export const albTlsPolicyModern = control({
  kind: "resource",
  id: "alb-tls-policy-modern",
  title: "Listeners take TLS 1.2 and newer only",
  severity: "high",
  why: "TLS 1.0 and 1.1 have holes by which a connection can be read, and clients can be made to fall back to them.",
  fix: { terraform: 'Set `ssl_policy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"`.' },
  references: {
    fsbp: ["ELB.17"],
    nist: ["SC"],
    checkov: ["CKV_AWS_103", "CKV2_AWS_74"],
    trivy: ["AWS-0047"],
  },
  types: LISTENERS,
  evaluate: judge,
});
