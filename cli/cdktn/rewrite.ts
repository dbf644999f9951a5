import { isObject, type JsonObject, objectOf } from "../../model/json";
import { MOVED } from "./packages";

/** The files in which packages and commands are named. */
export const REWRITTEN = /\.(?:[cm]?[jt]s|json)$/;

const NAMES = Object.keys(MOVED)
  .sort((a, b) => b.length - a.length)
  .map((name) => name.replace(/[/.-]/g, "\\$&"))
  .join("|");

/** A package's name at the beginning of a text, as in imports, or as a folder: `"cdktf"`, `"node_modules/@cdktf/provider-aws/lib"`. */
const SPECIFIER = new RegExp(`(["'\`]|node_modules/)(${NAMES})(?=["'\`/])`, "g");

/** The command, as messages tell it. */
const COMMAND = /\bnpx cdktf\b/g;

/** A source with packages and commands of CDK Terrain. Everything else stays: `cdktf.json` and `cdktf.out` keep their names there. */
export function rewriteSource(text: string): string {
  return text
    .replace(SPECIFIER, (_, before: string, name: string) => `${before}${MOVED[name]?.name ?? name}`)
    .replace(COMMAND, "npx cdktn");
}

/** A `package.json` that asks for the packages of CDK Terrain, sorted as npm does. */
export function rewritePackage(json: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [
      key,
      ["dependencies", "devDependencies"].includes(key) && isObject(value) ? movedDependencies(value) : value,
    ]),
  );
}

function movedDependencies(dependencies: JsonObject): JsonObject {
  const moved = Object.entries(dependencies).map(([name, version]) => {
    const target = MOVED[name];
    return target === undefined ? ([name, version] as const) : ([target.name, target.version] as const);
  });
  return Object.fromEntries(moved.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A `package.json` without the development dependencies that neither a build nor its types need. */
export function withoutTests(json: JsonObject, kept: RegExp): JsonObject {
  const dev = Object.entries(objectOf(json.devDependencies)).filter(([name]) => kept.test(name));
  return { ...json, devDependencies: Object.fromEntries(dev) };
}
