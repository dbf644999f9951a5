import type { Environment } from "./environment";
import type { LoadedEnvironment } from "./load";

/** A violation with the file that it is in. */
export interface AccountViolation {
  readonly file: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

type BaselinePart = keyof Environment["baseline"];

/** What an account or a region has once, and which of the two. */
const ONCE: Readonly<Record<BaselinePart, "account" | "region">> = {
  config: "region",
  guardDuty: "region",
  securityHub: "region",
  accessAnalyzer: "region",
  ebsEncryption: "region",
  s3PublicAccessBlock: "account",
  passwordPolicy: "account",
};

/** Finds what two environments of one account (and region) claim both. */
export function accountProblems(environments: readonly LoadedEnvironment[]): AccountViolation[] {
  const owners = new Map<string, LoadedEnvironment>();
  return environments.flatMap((loaded) =>
    claims(loaded.environment).flatMap(({ part, place }) => {
      const owner = owners.get(`${part} ${place}`);
      if (owner === undefined) {
        owners.set(`${part} ${place}`, loaded);
        return [];
      }
      return [
        {
          file: loaded.file,
          path: ["baseline", part],
          message: `baseline.${part} must have one owner in ${place}, which is environment "${owner.environment.name}" (${owner.file}); set it to false in one of the two`,
        },
      ];
    }),
  );
}

function claims({ account, region, baseline }: Environment): { part: BaselinePart; place: string }[] {
  return (Object.keys(ONCE) as BaselinePart[])
    .filter((part) => baseline[part] !== false)
    .map((part) => ({
      part,
      place: ONCE[part] === "account" ? `account ${account}` : `account ${account}, ${region}`,
    }));
}
