import type { Control } from "../../control";
import { ebsDefaultEncrypted } from "./ebs-default-encrypted";
import { ebsSnapshotsNotPublic } from "./ebs-snapshots-not-public";
import { eipAttached } from "./eip-attached";
import { endpointGatewayS3Present } from "./endpoint-gateway-s3-present";
import { endpointInterfaceCorePresent } from "./endpoint-interface-core-present";
import { endpointPolicyNarrow } from "./endpoint-policy-narrow";
import { endpointPrivateDnsAndSg } from "./endpoint-private-dns-and-sg";
import { endpointServiceAcceptsByHand } from "./endpoint-service-accepts-by-hand";
import { naclAttached } from "./nacl-attached";
import { naclNoWorldAdminPorts } from "./nacl-no-world-admin-ports";
import { naclNoWorldAllPorts } from "./nacl-no-world-all-ports";
import { naclReturnPathOpen } from "./nacl-return-path-open";
import { natOnePerZone } from "./nat-one-per-zone";
import { routeDataTierIsolated } from "./route-data-tier-isolated";
import { routeDefaultThroughNat } from "./route-default-through-nat";
import { routePrivateNotToIgw } from "./route-private-not-to-igw";
import { sgAttached } from "./sg-attached";
import { sgDbOnlyFromApp } from "./sg-db-only-from-app";
import { sgEgressLimited } from "./sg-egress-limited";
import { sgNoWorldAdminPorts } from "./sg-no-world-admin-ports";
import { sgNoWorldAllProtocols } from "./sg-no-world-all-protocols";
import { sgNoWorldRiskyPorts } from "./sg-no-world-risky-ports";
import { sgRulesDescribed } from "./sg-rules-described";
import { sgRulesOneWay } from "./sg-rules-one-way";
import { sgWorldOnlyOnEdge } from "./sg-world-only-on-edge";
import { vpcDefaultNotUsed } from "./vpc-default-not-used";
import { vpcDefaultSgClosed } from "./vpc-default-sg-closed";
import { vpcFlowLogProtected } from "./vpc-flow-log-protected";
import { vpcFlowLogged } from "./vpc-flow-logged";
import { vpcPublicIpOff } from "./vpc-public-ip-off";

/** The controls on networks. */
export const networkControls = [
  ebsDefaultEncrypted,
  ebsSnapshotsNotPublic,
  eipAttached,
  endpointGatewayS3Present,
  endpointInterfaceCorePresent,
  endpointPolicyNarrow,
  endpointPrivateDnsAndSg,
  endpointServiceAcceptsByHand,
  naclAttached,
  naclNoWorldAdminPorts,
  naclNoWorldAllPorts,
  naclReturnPathOpen,
  natOnePerZone,
  routeDataTierIsolated,
  routeDefaultThroughNat,
  routePrivateNotToIgw,
  sgAttached,
  sgDbOnlyFromApp,
  sgEgressLimited,
  sgNoWorldAdminPorts,
  sgNoWorldAllProtocols,
  sgNoWorldRiskyPorts,
  sgRulesDescribed,
  sgRulesOneWay,
  sgWorldOnlyOnEdge,
  vpcDefaultNotUsed,
  vpcDefaultSgClosed,
  vpcFlowLogProtected,
  vpcFlowLogged,
  vpcPublicIpOff,
] as const satisfies readonly Control[];
