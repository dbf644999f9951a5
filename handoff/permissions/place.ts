import type { Graph } from "../../model";
import type { Place } from "./types";

/** Where nothing is known, every account and region counts: the policy is wider, never wrong. */
const ANYWHERE = "*";

const PARTITIONS: readonly (readonly [RegExp, string])[] = [
  [/^us-gov-/, "aws-us-gov"],
  [/^cn-/, "aws-cn"],
];

/** The account and region of a graph, by its first stack that tells them. */
export function placeOf(graph: Graph): Place {
  const metas = graph.stacks.map(({ meta }) => meta);
  const region = metas.find((meta) => meta.region !== undefined)?.region ?? ANYWHERE;
  const account = metas.find((meta) => meta.account !== undefined)?.account ?? ANYWHERE;
  return { account, region, partition: PARTITIONS.find(([pattern]) => pattern.test(region))?.[1] ?? "aws" };
}

/** The domain of AWS's services as `kms:ViaService` spells it. */
export function serviceDomain({ partition }: Place): string {
  return partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}
