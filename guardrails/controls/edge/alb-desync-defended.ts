import { asText, display, isUnset } from "../../../model";
import { control, fail, pass } from "../../control";
import { unknownValue } from "../../support/attributes";
import { BALANCERS, kindOfBalancer } from "./balancers";

const PATH = "desync_mitigation_mode";

export const albDesyncDefended = control({
  kind: "resource",
  id: "alb-desync-defended",
  title: "Application load balancers stop requests that hide another one",
  severity: "medium",
  why: "Where two servers see different ends of a request, the rest of it is taken for another user's.",
  fix: { terraform: 'Set `desync_mitigation_mode = "defensive"` (the default) or `"strictest"`.' },
  references: { fsbp: ["ELB.12"], nist: ["SC"], checkov: ["CKV_AWS_328"] },
  types: BALANCERS,
  evaluate: (balancer) => {
    if (kindOfBalancer(balancer) !== "application") {
      return undefined;
    }
    const value = balancer.get(PATH);
    return (
      unknownValue(balancer, PATH, value) ??
      (isUnset(value) || /^(?:defensive|strictest)$/.test(asText(value) ?? "")
        ? pass(`${PATH} is ${isUnset(value) ? '"defensive" unless set' : display(value)}`, PATH)
        : fail(`${PATH} is ${display(value)}: they are let through`, PATH))
    );
  },
});
