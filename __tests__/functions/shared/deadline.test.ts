import { startDeadline } from "../../../functions/shared/deadline";

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

test("hands on what the call gives or throws", async () => {
  const deadline = startDeadline(5_000);

  await expect(deadline.guard("a:B", async () => "answer")).resolves.toBe("answer");
  await expect(deadline.guard("a:B", () => Promise.reject(new Error("denied")))).rejects.toThrow("denied");
  deadline.clear();
});

test("rejects a second before the end, even if the call looks at no signal; its late failure goes unheard", async () => {
  const deadline = startDeadline(5_000);
  let fail = (_error: Error): void => undefined;
  let outcome = "pending";
  const guarded = deadline.guard("a:B", () => new Promise((_resolve, reject) => (fail = reject)));
  guarded.catch((error: Error) => (outcome = error.message));

  await jest.advanceTimersByTimeAsync(3_999);
  expect(outcome).toBe("pending");
  await jest.advanceTimersByTimeAsync(1);
  expect(outcome).toMatch(/^stopped 1000 ms before the end of the invocation: a:B had not succeeded; /);
  fail(new Error("late"));
  await jest.advanceTimersByTimeAsync(0);
});

test("aborts the signal that the call was given", async () => {
  const deadline = startDeadline(5_000);
  const signals: AbortSignal[] = [];
  const guarded = deadline.guard("a:B", (signal) => {
    signals.push(signal);
    return new Promise(() => undefined);
  });
  const rejected = expect(guarded).rejects.toThrow("a:B");

  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  await jest.advanceTimersByTimeAsync(4_000);
  await rejected;
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});

test.each([1_000, 0])("makes no call with %i ms left", async (remainingMilliseconds) => {
  const call = jest.fn();

  await expect(startDeadline(remainingMilliseconds).guard("a:B", call)).rejects.toThrow("a:B");
  expect(call).not.toHaveBeenCalled();
});

test("leaves no timer once cleared", () => {
  startDeadline(5_000).clear();

  expect(jest.getTimerCount()).toBe(0);
});
