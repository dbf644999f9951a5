import { createLog, LOG_LEVELS, writeLine } from "../../../functions/shared/log";

test("writes one event as one line of JSON, whatever is in it", () => {
  jest.useFakeTimers({ now: Date.UTC(2026, 10, 22, 20, 2, 1, 5) });
  const lines: string[] = [];
  const log = createLog({ level: "info", requestId: "request-1", write: (line) => lines.push(line) });

  log("warn", "two\nlines", { rules: ["a", "b"], count: 2, attempts: undefined });

  expect(lines).toEqual([
    '{"timestamp":"2026-11-22T20:02:01.005Z","level":"warn","message":"two\\nlines","requestId":"request-1","rules":["a","b"],"count":2}',
  ]);
  jest.useRealTimers();
});

test.each([
  ["debug", ["debug", "info", "warn", "error"]],
  ["info", ["info", "warn", "error"]],
  ["warn", ["warn", "error"]],
  ["error", ["error"]],
] as const)("the level %s writes %j", (level, written) => {
  const lines: string[] = [];
  const log = createLog({ level, requestId: "request-1", write: (line) => lines.push(line) });

  for (const each of LOG_LEVELS) {
    log(each, "something happened");
  }

  expect(lines.map((line) => JSON.parse(line).level)).toEqual(written);
});

test("ends each line on the standard output", () => {
  const write = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  writeLine("{}");
  const calls = [...write.mock.calls];
  write.mockRestore();

  expect(calls).toEqual([["{}\n"]]);
});
