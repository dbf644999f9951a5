const DAY_MINUTES = 24 * 60;
const UNIT_MINUTES: Readonly<Record<string, number>> = {
  minute: 1,
  minutes: 1,
  hour: 60,
  hours: 60,
  day: DAY_MINUTES,
  days: DAY_MINUTES,
};

/** How a field of a cron says that any day, month or year will do. */
const ANY = new Set(["*", "?", "*/1", "1/1"]);

/** Whether a schedule comes each day: a rate of a day at most, or a cron whose days, months and years are any. */
export function runsDaily(schedule: string): boolean {
  const [first, second, ...date] = fieldsOf(schedule);
  return schedule.startsWith("rate")
    ? Number(first) * Number(UNIT_MINUTES[String(second)]) <= DAY_MINUTES
    : date.every((field) => ANY.has(field));
}

/** Whether a cron names one hour of the day, so that there are hours without it each day. */
export function namesOneHour(cron: string): boolean {
  return /^\d+$/.test(String(fieldsOf(cron)[1]));
}

/** What stands between the brackets of `rate(…)` or `cron(…)`. */
function fieldsOf(schedule: string): string[] {
  return schedule.slice("rate(".length, -1).split(" ");
}
