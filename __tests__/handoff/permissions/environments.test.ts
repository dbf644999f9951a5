import {
  MOST_POLICIES,
  type Permissions,
  type PolicyStatement,
  permissionsFor,
  policiesOf,
} from "../../../handoff/permissions";
import { MOST_CHARACTERS, sizeOf } from "../../../handoff/permissions/policies";
import { ACTION_KINDS, PERMISSIONS } from "../../../handoff/permissions/table";
import { graphOfSynth } from "../../../model";
import { synthesized, variants } from "../../support/environments";
import { type JsonObject, objectOf, parseJson } from "../../support/json";

const CHOSEN = variants(
  "seccfn",
  "layered, state in S3",
  "trail in CloudTrail Lake",
  "password by RDS",
  "another region, all in lower case",
  "web-app",
  "AWS's own keys",
  "an existing key",
  "multi-az",
  "SSH by a transit gateway",
  "enterpriseapp, layered",
  "lambda-app",
  "a service-linked role of its own",
);

describe.each(CHOSEN)("$name", ({ overrides, base }) => {
  let stacks: readonly { readonly name: string; readonly json: JsonObject }[];
  let permissions: Permissions;

  beforeAll(() => {
    stacks = [...synthesized(overrides, base).files]
      .filter(([path]) => path.endsWith("cdk.tf.json"))
      .map(([path, content]) => ({
        name: path.split("/")[1] ?? "",
        json: objectOf(parseJson(content.toString("utf8"))),
      }));
    permissions = permissionsFor(graphOfSynth(stacks));
  });

  it("knows what each type needs", () => {
    expect(permissions.unknownTypes).toEqual([]);
  });

  it("fits into the managed policies that a role may have, each with statements of its own name", () => {
    const { plan, apply } = permissions;
    for (const statements of [plan, apply]) {
      const policies = policiesOf(statements);
      expect(policies.length).toBeLessThanOrEqual(MOST_POLICIES);
      expect(policies.map(({ Statement }) => sizeOf(Statement)).filter((size) => size > MOST_CHARACTERS)).toEqual([]);
      expect(policies.flatMap(({ Statement }) => Statement)).toEqual(statements);
      const sids = statements.map(({ Sid }) => Sid);
      expect(sids.filter((sid, index) => !/^[A-Za-z0-9]+$/.test(sid) || sids.indexOf(sid) !== index)).toEqual([]);
    }
  });

  it("has no pattern of actions, no doubled one, and any resource only where AWS knows no other", () => {
    const { plan, apply } = permissions;
    const problems = [...plan, ...apply].filter(
      ({ Action, Resource }) =>
        Action.some((action) => action.includes("*")) ||
        `${Action}` !== `${[...new Set(Action)].sort()}` ||
        Resource.length === 0 ||
        (Resource.includes("*") && Action.some((action) => (ACTION_KINDS.get(action)?.length ?? 1) > 0)),
    );
    expect(problems).toEqual([]);
  });

  it("lets a plan do nothing that an apply may not, and change nothing but the lock of the state", () => {
    const { plan, apply } = permissions;
    const may = actionsOf(apply);
    const planned = actionsOf(plan);
    expect([...planned].filter((action) => !may.has(action))).toEqual([]);
    const changing = plan.filter(({ Action }) =>
      Action.some((action) => !/:(?:BatchGet|Describe|Get|List|Select)|^kms:Decrypt$/.test(action)),
    );
    expect(changing.map(({ Sid }) => Sid).filter((sid) => !["StateLock", "StateKey"].includes(sid))).toEqual([]);
  });

  it("lets a plan read what the check blocks look up", () => {
    const planned = actionsOf(permissions.plan);
    const lookedUp = stacks.flatMap(({ json }) =>
      Object.values(objectOf(json.check)).flatMap((check) => Object.keys(objectOf(objectOf(check).data))),
    );
    const needed = lookedUp.flatMap((type) => PERMISSIONS.get(`data.${type}`)?.read ?? [`nothing for data.${type}`]);
    expect(needed.filter((action) => !planned.has(action))).toEqual([]);
  });

  it("stays within the account, and within the region where a service has one", () => {
    const { account, region } = synthesized(overrides, base).environment;
    const foreign = permissions.apply
      .flatMap(({ Resource }) => Resource)
      .filter((arn) => arn !== "*")
      .filter((arn) => {
        const [, , service = "", arnRegion = "", arnAccount = ""] = arn.split(":");
        const isGlobal = ["iam", "route53", "s3"].includes(service) || arn.includes(":dashboard/");
        const hasNoAccount = ["route53", "s3"].includes(service) || /:image\/|:parameter\/aws\//.test(arn);
        return arnRegion !== (isGlobal ? "" : region) || (hasNoAccount ? arnAccount !== "" : arnAccount !== account);
      });
    expect([...new Set(foreign)]).toEqual(overrides.backend === undefined ? [] : [STATE_KEY]);
  });
});

/** The key of the state bucket lies in another region. */
const STATE_KEY = "arn:aws:kms:eu-central-1:111111111111:key/11111111-2222-3333-4444-555555555555";

function actionsOf(statements: readonly PolicyStatement[]): ReadonlySet<string> {
  return new Set(statements.flatMap(({ Action }) => Action));
}
