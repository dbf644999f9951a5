import { namesOneHour, runsDaily } from "../../config/schedules";

describe("a schedule that runs each day", () => {
  test.each([
    "rate(1 minute)",
    "rate(1 hour)",
    "rate(24 hours)",
    "rate(1440 minutes)",
    "rate(1 day)",
    "cron(0 5 * * ? *)",
    "cron(0 5 ? * * *)",
    "cron(0/15 8-18 */1 * ? *)",
    "cron(0 0 1/1 * ? *)",
  ])("SEC-MON-2: %s", (schedule) => {
    expect(runsDaily(schedule)).toBe(true);
  });
});

describe("a schedule that leaves days out", () => {
  test.each([
    "rate(25 hours)",
    "rate(1441 minutes)",
    "rate(2 days)",
    "cron(0 5 1 * ? *)",
    "cron(0 5 L * ? *)",
    "cron(0 5 */2 * ? *)",
    "cron(0 5 * 1 ? *)",
    "cron(0 5 ? * MON-FRI *)",
    "cron(0 5 ? * 1 *)",
    "cron(0 5 * * ? 2026)",
  ])("SEC-MON-2: %s", (schedule) => {
    expect(runsDaily(schedule)).toBe(false);
  });
});

describe("a schedule", () => {
  test.each([
    ["cron(0 5 * * ? *)", true],
    ["cron(*/10 05 ? * SUN *)", true],
    ["cron(0 23 * * ? *)", true],
    ["cron(0 * * * ? *)", false],
    ["cron(0 5,17 * * ? *)", false],
    ["cron(0 5-7 * * ? *)", false],
    ["cron(0 0/6 * * ? *)", false],
  ])("WEB-BAK-1: %s names one hour: %s", (schedule, expected) => {
    expect(namesOneHour(schedule)).toBe(expected);
  });
});
