import { addressRange, isPrivate, parseCidr } from "../../config/cidr";
import type { Environment } from "../../config/environment";
import type { Intervals } from "../../guardrails/reachability/intervals";
import { hostsOfKind, INTERNET, NETWORKS, type NeededFlow } from "../../guardrails/reachability/matrix";
import type { Network } from "../../guardrails/reachability/network";
import { bastionCidrs, HTTP_PORT, HTTPS_PORT, SSH_PORT } from "../../stacks/network-flows";

/** The functions that open connections to the database; the others only ask the APIs of AWS. */
const DATABASE_CLIENTS = ["aws_lambda_function.database_report", "aws_lambda_function.rotation"];

/**
 * The flows that an environment needs, host by host, from its YAML alone: what `seccfn reach` proves possible, and with the
 * internet and other networks the only ones.
 */
export function neededFlows(environment: Environment, network: Network): NeededFlow[] {
  const { database, edge, application, network: settings } = environment;
  const idsOf = (kind: string) => hostsOfKind(network, kind).map(({ id }) => id);
  const [balancers, instances, functions] = [idsOf("load balancer"), idsOf("instances"), idsOf("function")];
  const [databases, bastions, endpoints] = [idsOf("database"), idsOf("instance"), idsOf("interface endpoint")];
  const clients = [...instances, ...functions.filter((id) => DATABASE_CLIENTS.includes(id))];
  const remote =
    application?.ssh === "trusted" ? settings.trustedCidrs.filter((cidr) => isPrivate(parseCidr(cidr))) : [];
  // Where there are interface endpoints, functions reach AWS by them and nothing else.
  const outwards = [
    ...(settings.internetEgress ? [...instances, ...(endpoints.length === 0 ? functions : [])] : []),
    ...bastions,
  ];
  return [
    ...(edge === undefined ? [] : tcp([INTERNET], balancers, edge.allowPlainHttp ? HTTP_PORT : HTTPS_PORT)),
    ...(edge === undefined || edge.allowPlainHttp ? [] : tcp([INTERNET], balancers, HTTP_PORT)), // redirected
    ...(application === undefined ? [] : tcp(balancers, instances, application.port)),
    ...tcp(clients, databases, database.port),
    ...tcp([...instances, ...functions], endpoints, HTTPS_PORT),
    ...tcp(outwards, [INTERNET], HTTPS_PORT),
    ...bastionCidrs(environment).flatMap((cidr) => tcp([INTERNET], bastions, SSH_PORT, addressesOf(cidr))),
    ...(application?.ssh === "bastion" ? tcp(bastions, instances, SSH_PORT) : []),
    ...remote.flatMap((cidr) => [
      ...tcp([NETWORKS], instances, SSH_PORT, addressesOf(cidr)),
      // HTTPS is let out to any address, and so to these too.
      ...(settings.internetEgress ? tcp(instances, [NETWORKS], HTTPS_PORT, addressesOf(cidr)) : []),
    ]),
  ];
}

function tcp(from: readonly string[], to: readonly string[], port: number, addresses?: Intervals): NeededFlow[] {
  return from.flatMap((source) =>
    to.map((target) => ({
      from: source,
      to: target,
      transport: "tcp" as const,
      port,
      ...(addresses === undefined ? {} : { addresses }),
    })),
  );
}

function addressesOf(cidr: string): Intervals {
  return [addressRange(parseCidr(cidr))];
}
