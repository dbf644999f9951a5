import type { Control } from "../../control";
import { analyzerOn } from "./analyzer-on";
import { eventBusNotOpen } from "./event-bus-not-open";
import { findingsReachPeople } from "./findings-reach-people";
import { guarddutyOn } from "./guardduty-on";
import { guarddutyPlansOn } from "./guardduty-plans-on";
import { securityhubOn } from "./securityhub-on";

/** The controls on detection and events. */
export const detectionControls = [
  guarddutyOn,
  guarddutyPlansOn,
  securityhubOn,
  analyzerOn,
  findingsReachPeople,
  eventBusNotOpen,
] as const satisfies readonly Control[];
