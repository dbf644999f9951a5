import { asBoolean, isUnset, type Resource } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { isConfigured, unknownValue } from "../../support/attributes";
import { BALANCERS, kindOfBalancer } from "./balancers";

const PATH = "internal";

function judge(balancer: Resource): Verdict | undefined {
  if (kindOfBalancer(balancer) === "gateway") {
    return undefined;
  }
  const value = balancer.get(PATH);
  const said = isConfigured(balancer, PATH) && !isUnset(value);
  return (
    unknownValue(balancer, PATH, value) ??
    (asBoolean(value) === true
      ? pass(`${PATH} is true`, PATH)
      : said
        ? pass(`${PATH} is false, which says that it is for the internet`, PATH)
        : fail(`${PATH} is not set, which means false: it is on the internet without anybody having said so`, PATH))
  );
}

export const albPublicOnlyWhenSaid = control({
  kind: "resource",
  id: "alb-public-only-when-said",
  title: "Load balancers are on the internet only where the code says so",
  severity: "high",
  why: "What is left out means public. Whoever reads the code does not see that a service of the inside is on the internet.",
  fix: { yaml: "edge: {}", terraform: "Set `internal = true`, or `internal = false` where the internet is meant." },
  references: { nist: ["AC", "SC"], trivy: ["AWS-0053"] },
  types: BALANCERS,
  evaluate: judge,
});
