import { asText, type Graph, type Principal, type Resource } from "../../model";

/** Where a resource is, as far as it is known. */
export interface Placement {
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/** Whether a principal is of the own account; services are, too, as they act for somebody. */
export type Side = "own" | "other" | "unknown";

const DEFAULT = "aws";
/** A user, role or identity of the same code, or the account that the code runs in. */
const OF_THE_CODE =
  /\$\{(?:module\.[^}]*\.)?(?:aws_iam_|aws_cloudfront_origin_access_identity\.|data\.aws_(?:caller_identity|canonical_user_id)\.)/;

/** Where a resource is made: by its own region, its provider's configuration, and of the default one by all that tells of it. */
export function placementOf(resource: Resource, graph: Graph): Placement {
  const name = resource.providerConfig ?? DEFAULT;
  const meta = graph.stacks.find((stack) => stack.name === resource.stack)?.meta;
  const provider = meta?.providers.find((one) => one.name === name && one.module === "");
  const ofStack = name === DEFAULT ? meta : undefined;
  const allowed = provider?.get("allowed_account_ids");
  const accounts = allowed?.kind === "known" && Array.isArray(allowed.value) ? allowed.value : [];
  const [account] = accounts;
  const region = provider?.get("region");
  return {
    account: accounts.length === 1 && typeof account === "string" ? account : ofStack?.account,
    region: resource.text("region") ?? (region === undefined ? undefined : asText(region)) ?? ofStack?.region,
  };
}

/** Whether two resources are surely in different accounts or regions. */
export function areApart(one: Placement, other: Placement): boolean {
  return (["account", "region"] as const).some(
    (part) => one[part] !== undefined && other[part] !== undefined && one[part] !== other[part],
  );
}

/** Whose a principal is, seen from an account. The id of a canonical user does not tell. */
export function sideOf({ kind, text, account }: Principal, own: string | undefined): Side {
  if (kind !== "AWS" && kind !== "CanonicalUser") {
    return "own";
  }
  if (text === "*") {
    return "other";
  }
  if (account !== undefined) {
    return own === undefined ? "unknown" : account === own ? "own" : "other";
  }
  return OF_THE_CODE.test(text) ? "own" : "unknown";
}
