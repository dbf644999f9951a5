import { asText, type Resource } from "../../../model";
import { isGiven } from "../../support/attributes";

/** Somebody whom a resource lets in by an attribute, not by a policy. */
export interface Guest {
  /** An account, an ARN, a canonical id; {@link ANYBODY} for the world. */
  readonly who: string;
  readonly attribute: string;
}

export const ANYBODY = "anybody";

/** Attributes that name whom a resource lets in. */
const GUESTS: Readonly<Record<string, readonly string[]>> = {
  aws_ami_launch_permission: ["account_id", "group", "organization_arn", "organizational_unit_arn"],
  aws_cloudwatch_event_permission: ["principal"],
  aws_db_cluster_snapshot: ["shared_accounts"],
  aws_db_snapshot: ["shared_accounts"],
  aws_db_snapshot_copy: ["shared_accounts"],
  aws_kms_grant: ["grantee_principal"],
  aws_lambda_layer_version_permission: ["principal"],
  aws_lambda_permission: ["principal"],
  aws_snapshot_create_volume_permission: ["account_id"],
  aws_vpc_endpoint_service: ["allowed_principals"],
};

/** Blocks of ACLs that name whom they let in. */
const GRANTS: Readonly<Record<string, { readonly blocks: string; readonly names: readonly string[] }>> = {
  aws_s3_bucket: { blocks: "grant", names: ["id", "uri"] },
  aws_s3_bucket_acl: {
    blocks: "access_control_policy.grant",
    names: ["grantee.email_address", "grantee.id", "grantee.uri"],
  },
};

const EVERYBODY = /^(?:\*|all)$|\/groups\/global\/(?:AllUsers|AuthenticatedUsers)$/;
/** Services have controls of their own, which ask for whom they come. */
const SERVICE = /\.amazonaws\.com(?:\.cn)?$|\/groups\/s3\/LogDelivery$/;
const ACCOUNT = /^(?:arn:[^:]+:(?:iam|sts)::)?(\d{12})(?::|$)/;

/** Whom a resource lets in of others than its own account, as far as they are known. */
export function guestsOf(resource: Resource, account: string | undefined): readonly Guest[] {
  return named(resource).flatMap(({ text, attribute }): Guest[] => {
    const isOwn = account !== undefined && ACCOUNT.exec(text)?.[1] === account;
    if (text === "" || isOwn || SERVICE.test(text)) {
      return [];
    }
    return EVERYBODY.test(text)
      ? isOfOrganization(resource)
        ? []
        : [{ who: ANYBODY, attribute }]
      : [{ who: text, attribute }];
  });
}

/** Those who were not let in before. */
export function newGuests(before: readonly Guest[], after: readonly Guest[]): readonly Guest[] {
  return after.filter(({ who }) => !before.some((other) => other.who === who || other.who === ANYBODY));
}

function named(resource: Resource): readonly { readonly text: string; readonly attribute: string }[] {
  const grants = GRANTS[resource.type];
  if (grants === undefined) {
    return (GUESTS[resource.type] ?? []).flatMap((attribute) =>
      resource.list(attribute).items.map((value) => ({ text: asText(value) ?? "", attribute })),
    );
  }
  const { blocks: attribute, names } = grants;
  const owner = asText(resource.get("access_control_policy.owner.id"));
  return resource
    .blocks(attribute)
    .items.flatMap((grant) => names.map((name) => ({ text: asText(grant.get(name)) ?? "", attribute })))
    .filter(({ text }) => text !== owner);
}

/** Whether `*` stands for an organization only. */
function isOfOrganization(resource: Resource): boolean {
  return (
    ["organization_id", "principal_org_id"].some((name) => isGiven(resource.get(name))) ||
    resource.blocks("condition").items.length > 0
  );
}
