import fc from "fast-check";
import { namePatterns } from "../../../handoff/permissions/names";

it.each([
  ["one name is told as it is", ["SecCFN-Data-Bucket"], ["SecCFN-Data-Bucket"]],
  [
    "names that begin alike are told by what they share, up to a separator",
    ["corp-role-app-a", "corp-role-app-ab"],
    ["corp-role-app-*"],
  ],
  [
    "paths count whole, and the first word behind them",
    ["/aws/lambda/corp-x", "/aws/lambda/corp-y", "/aws/rds/corp-x"],
    ["/aws/lambda/corp-*", "/aws/rds/corp-x"],
  ],
  ["what is not known of a name ends its prefix", ["corp-logs-*", "corp-logs-archive-*"], ["corp-logs-*"]],
  ["a short first word is none to share", ["a-role", "a-table"], ["a-role", "a-table"]],
  ["others stay apart", ["RDSOSMetrics", "SecCFN-Trail"], ["RDSOSMetrics", "SecCFN-Trail"]],
  ["any name is any name", ["*", "corp-role"], ["*"]],
  ["no name is none", [], []],
])("%s", (_, names, patterns) => {
  expect(namePatterns(names)).toEqual(patterns);
});

it("matches every name, whatever they are", () => {
  const names = fc.array(fc.stringMatching(/^[a-c]{1,3}(?:[-/_.][a-c]{1,3}){0,4}$/), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(names, (given) => {
      const patterns = namePatterns(given);
      const matches = (name: string, pattern: string) =>
        pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
      expect(given.filter((name) => !patterns.some((pattern) => matches(name, pattern)))).toEqual([]);
    }),
  );
});
