import type { Control } from "../../control";
import { configAggregated } from "./config-aggregated";
import { configDeliveryProtected } from "./config-delivery-protected";
import { configRecorderOn } from "./config-recorder-on";
import { configRecordsEverything } from "./config-records-everything";
import { configRulesBaseline } from "./config-rules-baseline";

/** The controls on AWS Config. */
export const configControls = [
  configRecorderOn,
  configRecordsEverything,
  configDeliveryProtected,
  configRulesBaseline,
  configAggregated,
] as const satisfies readonly Control[];
