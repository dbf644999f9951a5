import { counted } from "../../guardrails/report/report";
import { graphOfSynth } from "../../model";
import { objectOf } from "../../model/json";
import { MOST_POLICIES, type Permissions, type PolicyStatement, permissionsFor, policiesOf } from "../permissions";
import { byText } from "../text";
import type { BundledStack } from "./bundle";
import { code, table } from "./markdown";
import type { Guide } from "./readme";
import type { BundleSource } from "./source";

/** What a role is for. */
type Purpose = "plan" | "apply";

const PURPOSES: readonly Purpose[] = ["plan", "apply"];

/** What the policies say for a bucket that the receiver has still to choose. */
const UNKNOWN_BUCKET = "your-state-bucket";

/** What the roles need: also of the state, whose place is not in the configuration that is handed over. */
export function bundlePermissions(stacks: readonly BundledStack[], { state }: BundleSource): Permissions {
  const placedState = {
    bucket: state.bucket ?? UNKNOWN_BUCKET,
    ...(state.kmsKeyArn === undefined ? {} : { kms_key_id: state.kmsKeyArn }),
  };
  return permissionsFor(
    graphOfSynth(
      stacks.map(({ stack, json }) => {
        const terraform = objectOf(json.terraform);
        const { s3 } = objectOf(terraform.backend);
        const backend = s3 === undefined ? {} : { backend: { s3: { ...objectOf(s3), ...placedState } } };
        return { name: stack.name, json: { ...json, terraform: { ...terraform, ...backend } } };
      }),
    ),
  );
}

/** The policies for the roles that plan and apply, as files: `iam/apply-1.json`. */
export function policyFiles(permissions: Permissions): ReadonlyMap<string, string> {
  return new Map(
    PURPOSES.flatMap((purpose) =>
      policiesOf(permissions[purpose]).map((document, index): [string, string] => [
        `iam/${purpose}-${index + 1}.json`,
        `${JSON.stringify(document, null, 2)}\n`,
      ]),
    ),
  );
}

/** What the roles may do, in the README. */
export function permissionSections({ permissions, source, options }: Guide): string[][] {
  const [plans, applies] = PURPOSES.map((purpose) => policiesOf(permissions[purpose]).length);
  const [planned, applied] = PURPOSES.map((purpose) => actionsByService(permissions[purpose]));
  const services = [...(applied?.keys() ?? [])].sort(byText);
  const rows = services.map((service) => {
    const reads = planned?.get(service) ?? new Set<string>();
    const writes = [...(applied?.get(service) ?? [])].filter((action) => !reads.has(action));
    return [code(service), [...reads].sort(byText).join(", "), writes.sort(byText).join(", ")];
  });
  return [
    ["## Permissions"],
    [
      "What Terraform's AWS provider calls for these resources, and no more, limited to the names and the region of this environment where AWS",
      `can: as managed policies for a role that plans (${counted(plans ?? 0, "policy", "policies")}, ${code("iam/plan-*.json")}) and one that applies (${counted(applies ?? 0, "policy", "policies")}, ${code("iam/apply-*.json")}).`,
      ...(options.use === "root" && source.state.bucket === undefined
        ? [
            `Replace ${code(UNKNOWN_BUCKET)} in them by your bucket; where a key of yours encrypts the state, they need it, too.`,
          ]
        : []),
      ...((applies ?? 0) > MOST_POLICIES
        ? [`A role has ${MOST_POLICIES} managed policies unless the quota ${code("iam/L-0DA4ABF3")} is raised.`]
        : []),
      ...(permissions.unknownTypes.length === 0
        ? []
        : [`Not known, so not in them: what ${permissions.unknownTypes.map(code).join(", ")} needs.`]),
    ],
    table(["service", "a plan", "an apply, besides"], rows),
  ];
}

function actionsByService(statements: readonly PolicyStatement[]): ReadonlyMap<string, Set<string>> {
  const services = new Map<string, Set<string>>();
  for (const action of statements.flatMap((statement) => statement.Action)) {
    const [service = "", name = ""] = action.split(":");
    services.set(service, (services.get(service) ?? new Set()).add(name));
  }
  return services;
}
