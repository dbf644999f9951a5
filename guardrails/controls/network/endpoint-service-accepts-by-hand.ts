import { control } from "../../control";
import { judgeBoolean } from "../../support/attributes";

export const endpointServiceAcceptsByHand = control({
  kind: "resource",
  id: "endpoint-service-accepts-by-hand",
  title: "Connections to an endpoint service are accepted one by one",
  severity: "medium",
  why: "Otherwise whoever is among the allowed principals, today or later, is connected to the network without anybody knowing.",
  fix: {
    terraform: "Set `acceptance_required = true`, and accept connections by `aws_vpc_endpoint_connection_accepter`.",
  },
  references: { nist: ["AC"], checkov: ["CKV_AWS_123"] },
  types: ["aws_vpc_endpoint_service"],
  evaluate: (service) =>
    judgeBoolean(service, "acceptance_required", {
      wanted: true,
      unset: false,
      otherwise: "connections are made without being looked at",
    }),
});
