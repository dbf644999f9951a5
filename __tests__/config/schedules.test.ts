import { longestGapMinutes, runsDaily } from "../../config/schedules";

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
    "cron(0 5 1-31 JAN-DEC ? 1970-2199)",
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

const DAY = 24;

describe("the longest time between two runs", () => {
  test.each([
    ["rate(5 minutes)", 5 / 60],
    ["rate(2 days)", 2 * DAY],
    ["cron(0 5 * * ? *)", DAY],
    ["cron(0 * * * ? *)", 1],
    ["cron(0 5,17 * * ? *)", 12],
    ["cron(0 5-7 * * ? *)", 22],
    ["cron(0/15 8-18 * * ? *)", 13.25],
    ["cron(0 22-2 * * ? *)", 20],
    ["cron(0,30 05 ? * SUN *)", 7 * DAY - 0.5],
    ["cron(0 5 ? * L *)", 7 * DAY],
    ["cron(0 5 ? * MON-FRI *)", 3 * DAY],
    ["cron(0 5 ? * FRI-MON *)", 4 * DAY],
    ["cron(0 5 ? * 2,4,6 *)", 3 * DAY],
    ["cron(0 5 */2 * ? *)", 2 * DAY],
    ["cron(0 5 1 * ? *)", 31 * DAY],
    ["cron(0 5 L * ? *)", 31 * DAY],
    // Mostly from a Friday, the 26th of February, to a Wednesday, the 31st of March.
    ["cron(0 5 LW * ? *)", 33 * DAY],
    ["cron(0 5 15W * ? *)", 32 * DAY],
    // From the 31st of a month over one that has none: 31 + 30 days.
    ["cron(0 5 31 * ? *)", 61 * DAY],
    ["cron(0 5 31W * ? *)", 63 * DAY],
    ["cron(0 5 ? * MON#1 *)", 35 * DAY],
    ["cron(0 5 ? * 6L *)", 35 * DAY],
    ["cron(0 5 1 1/3 ? *)", 92 * DAY],
    ["cron(0 5 1 JAN ? *)", 366 * DAY],
    ["cron(0 5 * * ? */2)", 366 * DAY],
    ["cron(0 5 * * ? 2026-2199)", DAY],
    // 2100 is no leap year.
    ["cron(0 5 29 2 ? *)", (8 * 365 + 1) * DAY],
    ["cron(0 5 31 2 ? *)", Number.POSITIVE_INFINITY],
    ["cron(0 5 ? 2 SUN#5 2023)", Number.POSITIVE_INFINITY],
    ["cron(0 5 * * ? 2026)", Number.POSITIVE_INFINITY],
  ])("WEB-BAK-1: of %s is %d hours", (schedule, hours) => {
    expect(longestGapMinutes(schedule) / 60).toBe(hours);
  });
});
