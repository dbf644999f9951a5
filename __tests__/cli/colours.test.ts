import { isColoured } from "../../cli/colours";

test.each([
  [{}, true, true],
  [{}, false, false],
  [{}, undefined, false],
  [{ TERM: "dumb" }, true, false],
  [{ NO_COLOR: "1" }, true, false],
  [{ NO_COLOR: "" }, true, true],
  [{ FORCE_COLOR: "1" }, false, true],
  [{ FORCE_COLOR: "0" }, true, false],
  [{ FORCE_COLOR: "false" }, true, false],
  [{ FORCE_COLOR: "" }, true, true],
  [{ NO_COLOR: "1", FORCE_COLOR: "1" }, false, true],
  [{ CI: "true" }, false, false],
])("with %j, at a terminal: %s, it is %s", (environment, isTerminal, expected) => {
  expect(isColoured(environment, isTerminal)).toBe(expected);
});
