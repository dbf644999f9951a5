/** The fields of a `cron` schedule. */
interface CronFields {
  readonly hour: string;
  /** Day of the month, month, day of the week, year. */
  readonly date: readonly string[];
}

const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;
const UNIT_MINUTES = { minute: 1, hour: HOUR_MINUTES, day: DAY_MINUTES } as const;

/** How a field of a date says that any will do. */
const ANY = new Set(["*", "?", "*/1", "1/1"]);

/** Whether a schedule comes each day: a rate of a day at most, or a cron whose days, months and years are any. */
export function runsDaily(schedule: string): boolean {
  const minutes = minutesOfRate(schedule);
  return minutes === undefined ? cronFields(schedule).date.every((field) => ANY.has(field)) : minutes <= DAY_MINUTES;
}

/** Whether a cron names one hour of the day, so that it comes once a day at most, or several times within that hour. */
export function namesOneHour(cron: string): boolean {
  return /^\d+$/.test(cronFields(cron).hour);
}

function minutesOfRate(schedule: string): number | undefined {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  return unit === undefined ? undefined : Number(count) * UNIT_MINUTES[unit as keyof typeof UNIT_MINUTES];
}

function cronFields(schedule: string): CronFields {
  const [, hour = "", ...date] = schedule.slice("cron(".length, -1).split(" ");
  return { hour, date };
}
