import { overlaps, parseCidr } from "./cidr";
import type { Environment } from "./environment";
import { NAME_RULES } from "./name-rules";
import { namesOf, patternPath } from "./names";
import type { YamlFile } from "./read-yaml";
import { formatPath, quoted, sentence, type Violation } from "./sentences";

/** An environment with the file it came from. */
export interface LoadedEnvironment {
  readonly file: string;
  readonly environment: Environment;
  /** The file as it was read, where it was. */
  readonly yaml?: YamlFile | undefined;
}

/** A violation with the file that it is in. */
export interface AccountViolation extends Violation {
  readonly file: string;
}

/** Something that may be there once in a place, which an environment makes. */
interface Claim {
  /** What and where; two claims of one id are one too many. */
  readonly id: string;
  readonly path: readonly PropertyKey[];
  /** The rest of the sentence, once it is known who claims it too. */
  readonly message: (owner: string) => string;
}

/** Finds what two environments claim both: parts of the baseline, names in AWS, a role of AWS, stacks, the state bucket, addresses. */
export function accountViolations(environments: readonly LoadedEnvironment[]): AccountViolation[] {
  if (environments.length < 2) {
    return [];
  }
  return [
    ...[baselineClaims, nameClaims, linkedRoleClaims, stackClaims, stateBucketClaims].flatMap((claimsOf) =>
      conflicts(environments, claimsOf),
    ),
    ...gatewayViolations(environments),
  ];
}

/** A transit gateway has one route to an address, so of two networks on it that share addresses one is not reached. */
function gatewayViolations(environments: readonly LoadedEnvironment[]): AccountViolation[] {
  const attached = environments.filter(({ environment: { network } }) => network.transitGateway !== undefined);
  const path = ["network", "cidr"];
  return attached.flatMap(({ file, environment: { network } }, index) => {
    const other = attached
      .slice(0, index)
      .find(
        ({ environment }) =>
          environment.network.transitGateway?.id === network.transitGateway?.id &&
          overlaps(parseCidr(environment.network.cidr), parseCidr(network.cidr)),
      );
    if (other === undefined) {
      return [];
    }
    const { name, network: theirs } = other.environment;
    const rule = `must not overlap ${quoted(theirs.cidr)} of environment ${quoted(name)} (${other.file})`;
    const hint = `both are attached to ${network.transitGateway?.id}, so take another block in one of the two`;
    return [{ file, path, message: sentence(path, rule, { got: quoted(network.cidr), hint }) }];
  });
}

/** The first to claim something owns it; each other one has a problem, or one for many where the path is the same. */
function conflicts(
  environments: readonly LoadedEnvironment[],
  claimsOf: (environment: Environment) => Claim[],
): AccountViolation[] {
  const owners = new Map<string, LoadedEnvironment>();
  return environments.flatMap((loaded) => {
    const taken = claimsOf(loaded.environment).flatMap(({ id, path, message }) => {
      const owner = owners.get(id);
      if (owner === undefined) {
        owners.set(id, loaded);
        return [];
      }
      const who = `environment ${quoted(owner.environment.name)} (${owner.file})`;
      return owner === loaded ? [] : [{ file: loaded.file, path, owner, message: message(who) }];
    });
    return taken
      .filter(
        ({ path, owner }, index) =>
          taken.findIndex((other) => other.owner === owner && formatPath(other.path) === formatPath(path)) === index,
      )
      .map(({ file, path, message }) => ({ file, path, message }));
  });
}

type BaselinePart = Exclude<keyof Environment["baseline"], "mfaGroup">;

/** What an account or a region has once, and which of the two. */
const ONCE: Readonly<Record<BaselinePart, "account" | "region">> = {
  config: "region",
  guardDuty: "region",
  securityHub: "region",
  accessAnalyzer: "region",
  ebsEncryption: "region",
  s3PublicAccessBlock: "account",
  passwordPolicy: "account",
  rdsMonitoringLogs: "region",
};

function baselineClaims({ account, region, baseline, database }: Environment): Claim[] {
  return (Object.keys(ONCE) as BaselinePart[])
    .filter((part) => part !== "rdsMonitoringLogs" || database.enhancedMonitoringSeconds !== undefined)
    .filter((part) => baseline[part] !== false && baseline[part] !== "external")
    .map((part) => {
      const path = ["baseline", part];
      const place = ONCE[part] === "account" ? `account ${account}` : `account ${account}, ${region}`;
      return {
        id: `${part} ${place}`,
        path,
        message: (owner) =>
          sentence(path, `must have one owner in ${place}`, {
            got: `a second one beside ${owner}`,
            hint: `set it to ${part === "config" ? "external" : "false"} in one of the two`,
          }),
      };
    });
}

/** Buckets end in a random id, and names in a VPC or in tags may be the same. */
function nameClaims(environment: Environment): Claim[] {
  const { account, region, naming } = environment;
  return namesOf(environment).flatMap(({ type, name }) => {
    const { scope } = NAME_RULES[type];
    if (scope !== "account" && scope !== "region") {
      return [];
    }
    const path = patternPath(type, naming);
    const place = scope === "account" ? `account ${account}` : `account ${account}, ${region}`;
    const hint =
      scope === "account"
        ? "names of IAM are one for all regions: put {environment} or {region} into naming.iamPattern"
        : "put {environment} into it, or take another prefix";
    return [
      {
        id: `${type} ${place} ${name.toLowerCase()}`,
        path,
        message: (owner) =>
          sentence(path, `must make names that ${place} does not have yet`, {
            got: `${quoted(name)} (${type}), which is also made by ${owner}`,
            hint,
          }),
      },
    ];
  });
}

/** An account has one service-linked role of Auto Scaling, whatever the regions. */
function linkedRoleClaims({ account, application }: Environment): Claim[] {
  const path = ["application", "serviceLinkedRole"];
  return application?.serviceLinkedRole === "create"
    ? [
        {
          id: `AWSServiceRoleForAutoScaling ${account}`,
          path,
          message: (owner) =>
            sentence(path, `must be create in one environment of account ${account}`, {
              got: `a second one beside ${owner}`,
              hint: "set it to exist in one of the two",
            }),
        },
      ]
    : [];
}

/** What the stacks of layers and of the state bucket are called after the environment. */
export const STACK_SUFFIXES = ["security", "network", "data", "application", "state"] as const;

/** Stack names begin with the environment's; two environments must not share one, whatever their topology becomes. */
function stackClaims({ name }: Environment): Claim[] {
  return [name, ...STACK_SUFFIXES.map((suffix) => `${name}-${suffix}`)].map((stack) => ({
    id: stack,
    path: ["name"],
    message: (owner) =>
      sentence(["name"], "must make stacks of its own", {
        got: `${quoted(stack)}, which ${owner} can make too`,
        hint: "rename one of the two",
      }),
  }));
}

function stateBucketClaims({ backend }: Environment): Claim[] {
  const path = ["backend", "createBucket"];
  return backend.type === "s3" && backend.createBucket
    ? [
        {
          id: backend.bucket,
          path,
          message: (owner) =>
            sentence(path, `must be true once for bucket ${quoted(backend.bucket)}`, {
              got: `a second one beside ${owner}`,
              hint: "set it to false in one of the two",
            }),
        },
      ]
    : [];
}
