import type { Control } from "../../control";
import { eventStoreHardToEnd } from "./event-store-hard-to-end";
import { eventStoreOwnKey } from "./event-store-own-key";
import { trailAllRegions } from "./trail-all-regions";
import { trailAnnounces } from "./trail-announces";
import { trailBucketSealed } from "./trail-bucket-sealed";
import { trailFilesValidated } from "./trail-files-validated";
import { trailObjectEvents } from "./trail-object-events";
import { trailOwnKey } from "./trail-own-key";
import { trailToCloudwatch } from "./trail-to-cloudwatch";

/** The controls on CloudTrail. */
export const cloudtrailControls = [
  trailAllRegions,
  trailFilesValidated,
  trailOwnKey,
  trailToCloudwatch,
  trailBucketSealed,
  trailObjectEvents,
  trailAnnounces,
  eventStoreOwnKey,
  eventStoreHardToEnd,
] as const satisfies readonly Control[];
