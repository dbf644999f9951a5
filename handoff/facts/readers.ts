import {
  type Attributes,
  covers,
  coversAction,
  type Graph,
  mentions,
  type PolicyText,
  patternOf,
  type Resource,
  type Statement,
} from "../../model";
import { byText } from "../text";
import { principalWords } from "./policy-words";
import type { Role } from "./roles";

/** The action that reads what a type of store holds, in lower case. */
const READ_ACTIONS: Readonly<Record<string, string>> = {
  aws_backup_vault: "backup:startrestorejob",
  aws_cloudtrail_event_data_store: "cloudtrail:startquery",
  aws_cloudwatch_log_group: "logs:getlogevents",
  aws_dynamodb_table: "dynamodb:getitem",
  aws_s3_bucket: "s3:getobject",
  aws_secretsmanager_secret: "secretsmanager:getsecretvalue",
  aws_sqs_queue: "sqs:receivemessage",
  aws_ssm_parameter: "ssm:getparameter",
};

/** Where the policies of stores are: the type that holds one, and its argument that names the store. */
const RESOURCE_POLICIES: Readonly<Record<string, readonly [string, string]>> = {
  aws_s3_bucket: ["aws_s3_bucket_policy", "bucket"],
  aws_secretsmanager_secret: ["aws_secretsmanager_secret_policy", "secret_arn"],
  aws_sqs_queue: ["aws_sqs_queue_policy", "queue_url"],
  aws_backup_vault: ["aws_backup_vault_policy", "backup_vault_name"],
};

/** Somebody who may read: a resource by its address, or somebody in words. */
export interface Reader {
  readonly address?: string;
  readonly words?: string;
}

/**
 * Who may read a store by what this Terraform says: roles whose policies allow it, and principals of the store's own policy. Policies
 * of AWS, and policies made elsewhere, are not part of it; conditions and denials are not weighed, so it is rather too many.
 *
 * @returns nothing where it is not known by which action its type is read
 */
export function readersOf(graph: Graph, store: Resource, roles: readonly Role[]): readonly Reader[] | undefined {
  const action = READ_ACTIONS[store.type];
  if (action === undefined) {
    return undefined;
  }
  const byIdentity = roles
    .filter(({ policies }) =>
      policies.some(
        ({ document }) => document?.statements.some((one) => allows(one, action) && isOn(one, store)) === true,
      ),
    )
    .map(({ resource }) => ({ address: resource.label }));
  const byResource = policyStatements(graph, store)
    .filter((statement) => allows(statement, action))
    .flatMap(({ principals }) => principals.map(principalWords));
  return [...byIdentity, ...[...new Set(byResource)].sort(byText).map((words) => ({ words }))];
}

function policyStatements(graph: Graph, store: Resource): readonly Statement[] {
  const [type, path] = RESOURCE_POLICIES[store.type] ?? [];
  const places: readonly Attributes[] =
    type === undefined || path === undefined ? [] : graph.companions(store, type, path).found;
  return places.flatMap((place) => graph.policy(place, "policy").statements);
}

function allows(statement: Statement, action: string): boolean {
  return statement.effect === "Allow" && coversAction(statement, action);
}

/** Whether a statement is about a store: by a reference, by its name, or by a wildcard that covers it. */
function isOn({ resources, notResources }: Statement, store: Resource): boolean {
  return notResources.length > 0 || resources.some((text) => isAbout(text, store));
}

function isAbout(resource: PolicyText, store: Resource): boolean {
  if (resource.text === "*" || mentions(resource, store)) {
    return true;
  }
  const name = patternOf(store.get(store.type === "aws_s3_bucket" ? "bucket" : "name"));
  if (name === undefined || name === "") {
    return false;
  }
  // The part of the ARN behind the account: `secret:name-??????`, `log-group:name:*`, `name/*`.
  const own = resource.text.split(":").slice(5).join(":");
  const rest = own.replace(/^(?:secret|log-group|parameter|backup-vault|table)[:/]/, "");
  return [name, `${name}-123456`, `${name}:x`, `${name}/x`, `/${name}`].some((text) =>
    covers(rest === "" ? resource.text : rest, text),
  );
}
