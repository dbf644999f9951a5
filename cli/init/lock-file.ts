/** A package of a lock file, as far as this needs to know it. */
export interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Dependencies;
  readonly devDependencies?: Dependencies;
  readonly optionalDependencies?: Dependencies;
  readonly peerDependencies?: Dependencies;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly dev?: true;
  readonly optional?: true;
  readonly devOptional?: true;
}

export type Dependencies = Readonly<Record<string, string>>;

/** npm's package-lock.json, version 3. */
export interface LockFile {
  readonly name?: string;
  readonly version?: string;
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

const ROOT = "";
const INSIDE = "node_modules/";

/**
 * The lock file of a project that needs some of what another one needs: the same versions, without what nothing asks for any
 * more. `npm ci` takes it as it takes the other.
 *
 * @param root the new project's entry: its name, version and dependencies
 */
export function lockFileFor(lock: LockFile, root: LockedPackage): LockFile {
  const packages: Readonly<Record<string, LockedPackage>> = { ...lock.packages, [ROOT]: root };
  const { dependencies = {}, devDependencies = {} } = root;
  const production = reachable(packages, Object.keys(dependencies), true);
  const required = reachable(packages, Object.keys(dependencies), false);
  const all = reachable(packages, [...Object.keys(dependencies), ...Object.keys(devDependencies)], true);
  const allRequired = reachable(packages, [...Object.keys(dependencies), ...Object.keys(devDependencies)], false);
  const kept = Object.entries(packages).flatMap(([path, entry]): [string, LockedPackage][] => {
    if (path === ROOT) {
      return [[path, entry]];
    }
    if (!all.has(path)) {
      return [];
    }
    const isDev = !production.has(path);
    const isOptional = !allRequired.has(path);
    const isDevOptional = !isDev && !isOptional && !required.has(path);
    return [[path, withFlags(entry, { dev: isDev, optional: isOptional, devOptional: isDevOptional })]];
  });
  const { name = "", version = "" } = root;
  return { ...lock, name, version, packages: Object.fromEntries(kept) };
}

/** Sets npm's flags and leaves the order of keys as it is where they stay. */
function withFlags(
  { dev: _, optional: __, devOptional: ___, ...entry }: LockedPackage,
  flags: Readonly<Record<"dev" | "optional" | "devOptional", boolean>>,
): LockedPackage {
  const set = Object.entries(flags).filter(([, isSet]) => isSet);
  return { ...entry, ...Object.fromEntries(set) };
}

/** The paths of all packages that are needed by some of the project's, each found where Node looks for it. */
function reachable(
  packages: Readonly<Record<string, LockedPackage>>,
  names: readonly string[],
  withOptional: boolean,
): ReadonlySet<string> {
  const found = new Set<string>();
  const open = names.map((name) => ({ from: ROOT, name }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const path = pathOf(packages, next.from, next.name);
    if (path !== undefined && !found.has(path)) {
      found.add(path);
      const needed = neededBy(packages[path] ?? {}, withOptional);
      open.push(...needed.map((name) => ({ from: path, name })));
    }
  }
  return found;
}

/** npm writes what is optional into `dependencies`, too. Optional peers are for whoever installs them. */
function neededBy(entry: LockedPackage, withOptional: boolean): string[] {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = entry;
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  const plain = Object.keys(dependencies).filter((name) => optionalDependencies[name] === undefined);
  return [...plain, ...peers, ...(withOptional ? Object.keys(optionalDependencies) : [])];
}

/** Node looks into the package's own folder first, then into those around it. */
function pathOf(packages: Readonly<Record<string, LockedPackage>>, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folderAround(folder)) {
    const path = folder === ROOT ? `${INSIDE}${name}` : `${folder}/${INSIDE}${name}`;
    if (packages[path] !== undefined) {
      return path;
    }
    if (folder === ROOT) {
      return undefined;
    }
  }
}

function folderAround(path: string): string {
  const end = path.lastIndexOf(`/${INSIDE}`);
  return end === -1 ? ROOT : path.slice(0, end);
}
