import { asText, isUnset } from "../../../model";
import { control, fail, pass } from "../../control";
import { unknownValue } from "../../support/attributes";
import { judgeOpenness } from "../../support/openness";

const PRINCIPAL = "principal";

export const eventBusNotOpen = control({
  kind: "resource",
  id: "event-bus-not-open",
  title: "Event buses take events from named accounts only",
  severity: "medium",
  why: "Whoever may put events on the bus makes rules run with events of their own making.",
  fix: {
    terraform:
      'Name accounts as `principal`, or narrow the permission by `condition { key = "aws:PrincipalOrgID" }`; in a policy name who is let in.',
  },
  references: { fsbp: ["EventBridge.3"], nist: ["AC"] },
  types: ["aws_cloudwatch_event_bus_policy", "aws_cloudwatch_event_permission"],
  evaluate: (resource, graph) => {
    if (resource.type === "aws_cloudwatch_event_bus_policy") {
      const document = graph.policy(resource, "policy");
      return document.present ? judgeOpenness(document, "policy") : undefined;
    }
    const value = resource.get(PRINCIPAL);
    const { items, unknown } = resource.blocks("condition");
    return asText(value) === "*" && items.length === 0 && (unknown === undefined || isUnset(unknown))
      ? fail('principal is "*" without a condition: any account may put events', PRINCIPAL)
      : (unknownValue(resource, PRINCIPAL, value) ?? pass("it is for somebody certain", PRINCIPAL));
  },
});
