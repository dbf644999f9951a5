import type { Sections } from "./known-sections";
import { valueAt } from "./plain-data";
import { type Violation, violation } from "./sentences";

/** A key with a default that another value leaves without effect. */
export interface UnusedKey {
  readonly path: readonly string[];
  /** When it has no effect, continuing "must be left out …"; nothing where it has one. */
  readonly unused: (sections: Sections) => string | undefined;
  readonly hint: string;
}

/** Whoever writes one of these believes that it counts. By default they are there, and nobody is told. */
export const UNUSED_KEYS: readonly UnusedKey[] = [
  {
    path: ["network", "zoneCount"],
    unused: ({ network }) =>
      network !== undefined && network.zones !== "auto" && network.zones.length !== network.zoneCount
        ? `where network.zones lists ${network.zones.length}`
        : undefined,
    hint: "it is for zones: auto",
  },
  {
    path: ["network", "natGateways"],
    unused: ({ network }) => (network?.internetEgress === false ? "with internetEgress: false" : undefined),
    hint: "there are none then",
  },
  {
    path: ["network", "flowLogs", "retentionDays"],
    unused: ({ network }) => (network?.flowLogs.destination === "s3" ? "with destination: s3" : undefined),
    hint: "the bucket follows storage.logExpireAfterDays",
  },
  {
    path: ["audit", "lakeRetentionDays"],
    unused: ({ audit }) => (audit === undefined || audit.query === "lake" ? undefined : `with query: ${audit.query}`),
    hint: "it is for query: lake",
  },
  {
    path: ["audit", "queryFirstDay"],
    unused: ({ audit }) => (audit === undefined || audit.query === "athena" ? undefined : `with query: ${audit.query}`),
    hint: "it is for query: athena",
  },
  {
    path: ["database", "secretRecoveryDays"],
    unused: ({ database }) => (database?.credentials === "rdsManaged" ? "with credentials: rdsManaged" : undefined),
    hint: "RDS deletes that secret itself",
  },
];

/** What a file says without effect, so that nobody believes that it counts. */
export function unusedViolations(written: unknown, sections: Sections): Violation[] {
  return UNUSED_KEYS.flatMap(({ path, unused, hint }) => {
    const value = valueAt(written, path);
    const why = value === undefined ? undefined : unused(sections);
    return why === undefined ? [] : [violation(path, `must be left out ${why}`, value, hint)];
  });
}
