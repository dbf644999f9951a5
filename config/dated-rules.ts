import type { LoadedEnvironment } from "./account-rules";
import type { Problem } from "./problems";
import { violation } from "./sentences";

/** What is wrong on one day and right on a later one, so that no rule of the file alone can tell. */
export function datedProblems(environments: readonly LoadedEnvironment[], today: string): Problem[] {
  return environments.flatMap(({ file, environment: { audit }, yaml }) => {
    if (audit.query !== "athena" || audit.queryFirstDay <= today.replaceAll("-", "/")) {
      return [];
    }
    const rule = `must be no later than today, ${today.replaceAll("-", "/")}`;
    const { path, message } = violation(
      ["audit", "queryFirstDay"],
      rule,
      audit.queryFirstDay,
      "a table that ends before it begins has no rows",
    );
    const line = yaml?.lineOf(path);
    return [{ file, message, ...(line === undefined ? {} : { line }) }];
  });
}
