import type { Interval } from "../../../guardrails/reachability/intervals";
import type { AclRule } from "../../../guardrails/reachability/network";

/** All addresses. */
export const EVERYWHERE: Interval = { first: 0, last: 0xff_ff_ff_ff };

/** An ACL that lets everything through, both ways. */
export const ALLOW_ALL = [false, true].map(
  (egress): AclRule => ({
    id: "all",
    number: 100,
    egress,
    allows: true,
    transport: "any",
    ports: [{ first: 0, last: 65_535 }],
    addresses: [EVERYWHERE],
  }),
);
