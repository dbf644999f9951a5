import actions from "./actions.json";
import kinds from "./kinds.json";
import audit from "./services/audit.json";
import backup from "./services/backup.json";
import compute from "./services/compute.json";
import edge from "./services/edge.json";
import iam from "./services/iam.json";
import kms from "./services/kms.json";
import lambda from "./services/lambda.json";
import messaging from "./services/messaging.json";
import monitoring from "./services/monitoring.json";
import network from "./services/network.json";
import rds from "./services/rds.json";
import s3 from "./services/s3.json";
import secretsmanager from "./services/secretsmanager.json";
import type { ResourceKind, TypePermissions } from "./types";

type Table<T> = Readonly<Record<string, T>>;

const SERVICES: readonly Table<TypePermissions>[] = [
  audit,
  backup,
  compute,
  edge,
  iam,
  kms,
  lambda,
  messaging,
  monitoring,
  network,
  rds,
  s3,
  secretsmanager,
];

/** What each type needs; data sources as `data.aws_…`, ephemeral resources as `ephemeral.aws_…`. */
export const PERMISSIONS: ReadonlyMap<string, TypePermissions> = new Map(
  SERVICES.flatMap((table) => Object.entries(table)).sort(([a], [b]) => (a < b ? -1 : 1)),
);

/**
 * The kinds of resources that an action is checked against, of those that our types make; none where AWS has no
 * resource-level permission for it.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const ACTION_KINDS: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(actions));

/** What ARNs look like. */
export const KINDS: ReadonlyMap<string, ResourceKind> = new Map(Object.entries<ResourceKind>(kinds));
