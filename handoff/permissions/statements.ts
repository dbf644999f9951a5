import type { Arns } from "./arns";
import { ATTACHING } from "./attachments";
import type { KeyNeed, Needs } from "./needs";
import { serviceDomain } from "./place";
import { SERVICE_ROLES } from "./service-roles";
import { ACTION_KINDS } from "./table";
import type { Action, Place, PolicyCondition, PolicyStatement } from "./types";

/** Actions that AWS checks against every name, since they list, or find by an id that is no name. */
const LISTING = /^(?:rds|config):Describe|^cloudwatch:DescribeAlarms$|^ec2:Describe/;

/**
 * What weakens or ends a key. Nobody knows its id before it is there, so its tags say whose it is. What makes a key stronger is
 * free: it is done at once after the key is made, and AWS takes minutes until tags count.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html
 */
const KEYS_BY_TAGS =
  /^kms:(?:DisableKey|DisableKeyRotation|PutKeyPolicy|ScheduleKeyDeletion|TagResource|UntagResource|UpdateKeyDescription)$/;

/** Tags of a new key are given with it, when it has none yet. */
const TAGGING_KEYS = "kms:TagResource";

/** What conditions can limit where ARNs cannot. */
export interface Limits {
  /** The tags that all keys carry. */
  readonly tags: Readonly<Record<string, string>>;
  /** The policies that are attached to somebody. */
  readonly attached: readonly string[];
}

/**
 * The statements that give what is needed and no more: for each service what has no resources, what lists, and what touches
 * resources of certain names; then keys by the service that uses them, roles that are passed, and service-linked roles.
 *
 * @param limits what conditions can limit
 */
export function statementsOf(needs: Needs, arns: Arns, place: Place, limits: Limits): readonly PolicyStatement[] {
  const services = new Map<string, Action[]>();
  for (const action of [...needs.actions].sort()) {
    const service = action.slice(0, action.indexOf(":"));
    services.set(service, [...(services.get(service) ?? []), action]);
  }
  return [
    ...[...services].flatMap(([service, actions]) =>
      ofService(service, actions, arns, limits, service === "kms" ? keysNamed(needs) : []),
    ),
    ...ofKeys(needs.keys, arns, place),
    ...ofPasses(needs.passes, arns),
    ...ofServiceRoles(needs.serviceRoles, place),
  ];
}

function ofService(
  service: string,
  actions: readonly Action[],
  arns: Arns,
  { tags, attached }: Limits,
  more: readonly string[],
): readonly PolicyStatement[] {
  const kindsOf = (action: Action) => ACTION_KINDS.get(action) ?? [];
  const kinds = (some: readonly Action[]) => [...new Set(some.flatMap(kindsOf))].sort();
  const anywhere = actions.filter((action) => kindsOf(action).length === 0);
  const placed = actions.filter((action) => kindsOf(action).length > 0);
  const listing = placed.filter((action) => LISTING.test(action));
  const tagged = Object.keys(tags).length === 0 ? [] : placed.filter((action) => KEYS_BY_TAGS.test(action));
  const attaching = placed.filter((action) => ATTACHING.test(action));
  const apart = new Set([...listing, ...tagged, ...attaching]);
  const named = placed.filter((action) => !apart.has(action));
  const name = sidOf(service);
  return [
    ...statement(name, named, sorted([...arns.of(kinds(named)), ...more])),
    ...statement(`${name}Listed`, listing, arns.any(kinds(listing))),
    ...statement(`${name}Tagged`, tagged, arns.of(kinds(tagged)), { StringEquals: onTags("ResourceTag", tags) }),
    ...(tagged.includes(TAGGING_KEYS)
      ? statement(`${name}NewTags`, [TAGGING_KEYS], arns.of(kinds([TAGGING_KEYS])), {
          StringEquals: onTags("RequestTag", tags),
          Null: onTags("ResourceTag", Object.fromEntries(Object.keys(tags).map((key) => [key, "true"]))),
        })
      : []),
    ...statement(`${name}Attach`, attaching, arns.of(kinds(attaching)), {
      ArnLike: { "iam:PolicyARN": attached },
    }),
    ...statement(`${name}Anywhere`, anywhere, ["*"]),
  ];
}

/** Keys that were there before, which may belong to another account. */
function keysNamed({ keys }: Needs): readonly string[] {
  return keys.flatMap(({ keyArn }) => keyArn ?? []);
}

/** A value for each tag, of a resource or of a request. */
function onTags(
  of: "ResourceTag" | "RequestTag",
  tags: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(tags)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [`aws:${of}/${key}`, value]),
  );
}

function ofKeys(needs: readonly KeyNeed[], arns: Arns, place: Place): readonly PolicyStatement[] {
  const services = [...new Set(needs.map(({ via }) => via))].sort();
  return services.flatMap((via) => {
    const own = needs.filter((need) => need.via === via);
    const keys = own.map(({ keyArn }) => keyArn ?? arns.any(["kms:key"])[0] ?? "*");
    return statement(`KeysVia${sidOf(via)}`, sorted(own.flatMap(({ actions }) => actions)), sorted(keys), {
      StringEquals: { "kms:ViaService": `${via}.${place.region}.${serviceDomain(place)}` },
    });
  });
}

function ofPasses(services: ReadonlySet<string>, arns: Arns): readonly PolicyStatement[] {
  return services.size === 0
    ? []
    : statement("PassRoles", ["iam:PassRole"], arns.of(["iam:role"]), {
        StringEquals: { "iam:PassedToService": [...services].sort() },
      });
}

function ofServiceRoles(services: ReadonlySet<string>, { partition, account }: Place): readonly PolicyStatement[] {
  const known = [...services].sort();
  const arns = known.map(
    (service) => `arn:${partition}:iam::${account}:role/aws-service-role/${service}/${SERVICE_ROLES[service] ?? "*"}`,
  );
  return known.length === 0
    ? []
    : statement("ServiceLinkedRoles", ["iam:CreateServiceLinkedRole"], arns, {
        StringEquals: { "iam:AWSServiceName": known },
      });
}

function statement(
  sid: string,
  actions: readonly Action[],
  resources: readonly string[],
  condition?: PolicyCondition,
): readonly PolicyStatement[] {
  return actions.length === 0
    ? []
    : [
        {
          Sid: sid,
          Effect: "Allow",
          Action: sorted(actions),
          Resource: resources,
          ...(condition === undefined ? {} : { Condition: condition }),
        },
      ];
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

/** `access-analyzer` → `AccessAnalyzer`. */
function sidOf(service: string): string {
  return service.replaceAll(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase());
}
