import { control } from "../../control";
import { destruction } from "./destruction";
import { GUARDED_TYPES } from "./guarded-types";

export const changeNetworkNotReplaced = control({
  kind: "change",
  id: "change-network-not-replaced",
  title: "Networks, subnets, load balancers and NAT gateways are neither deleted nor replaced",
  severity: "high",
  why: "All that stands on them goes down with them or changes its address; often the apply breaks half-way.",
  fix: {
    terraform:
      "Undo what forces it (CIDR blocks, zones, names), write a `moved` block if only the address changed, or suppress this for the address with a reason.",
  },
  references: { nist: ["CP"] },
  types: GUARDED_TYPES["change-network-not-replaced"],
  evaluate: (change) => destruction(change, change.type.replace(/^aws_/, "the ").replaceAll("_", " ")),
});
