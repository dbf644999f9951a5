const DAY_MINUTES = 24 * 60;
const UNIT_MINUTES: Readonly<Record<string, number>> = {
  minute: 1,
  minutes: 1,
  hour: 60,
  hours: 60,
  day: DAY_MINUTES,
  days: DAY_MINUTES,
};

/** What a field of a cron counts, and the words that may stand for its numbers. */
interface Field {
  readonly min: number;
  readonly max: number;
  readonly words?: readonly string[];
}

const FIELDS = {
  minute: { min: 0, max: 59 },
  hour: { min: 0, max: 23 },
  day: { min: 1, max: 31 },
  month: {
    min: 1,
    max: 12,
    words: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
  },
  weekday: { min: 1, max: 7, words: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] },
  year: { min: 1970, max: 2199 },
} as const satisfies Readonly<Record<string, Field>>;

const SUNDAY = 1;
const SATURDAY = 7;

/** The weekday before 1970 began, a Wednesday. */
const WEEKDAY_BEFORE = 4;

/** Whether a schedule comes each day. */
export function runsDaily(schedule: string): boolean {
  return longestGapMinutes(schedule) <= DAY_MINUTES;
}

/**
 * The longest time between two runs, in minutes, over all years that a schedule can name; without end where it never comes, or
 * not after some year.
 */
export function longestGapMinutes(schedule: string): number {
  const [first = "", second = "", ...date] = fieldsOf(schedule);
  if (schedule.startsWith("rate")) {
    return Number(first) * Number(UNIT_MINUTES[second]);
  }
  const minutes = valuesOf(first, FIELDS.minute);
  const times = valuesOf(second, FIELDS.hour).flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
  const [earliest = 0] = times;
  const overnight = longestGapDays(date) * DAY_MINUTES + earliest - Number(times.at(-1));
  return Math.max(overnight, ...gapsOf(times));
}

/** What stands between the brackets of `rate(…)` or `cron(…)`. */
function fieldsOf(schedule: string): string[] {
  return schedule.slice("rate(".length, -1).split(" ");
}

/** How a field mostly says that any will do. */
const ANY = new Set(["*", "?", "*/1", "1/1"]);

function longestGapDays([days = "", months = "", weekdays = "", years = ""]: readonly string[]): number {
  if ([days, months, weekdays, years].every((field) => ANY.has(field))) {
    return 1;
  }
  const dates = datesOf(days, weekdays, valuesOf(months, FIELDS.month), valuesOf(years, FIELDS.year));
  const ends = dates.lastYear < FIELDS.year.max - LONGEST_CYCLE_YEARS;
  return ends ? Number.POSITIVE_INFINITY : gapsOf(dates.numbers).reduce((longest, gap) => Math.max(longest, gap), 0);
}

/** How long the rarest day lets itself be waited for: a fifth Sunday of February, past a year like 2100. */
const LONGEST_CYCLE_YEARS = 40;

/** The days of a schedule, counted from 1970 on. */
function datesOf(days: string, weekdays: string, months: readonly number[], years: readonly number[]) {
  const numbers: number[] = [];
  // There are only so many months: four lengths, and seven weekdays to begin with.
  const kinds = new Map<string, readonly number[]>();
  let lastYear = Number.NEGATIVE_INFINITY;
  let before = 0;
  for (let year = FIELDS.year.min; year <= FIELDS.year.max; year += 1) {
    for (let month = FIELDS.month.min; month <= FIELDS.month.max; month += 1) {
      const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
      if (years.includes(year) && months.includes(month)) {
        const kind = `${length} ${before % 7}`;
        const found = kinds.get(kind) ?? daysOfMonth(days, weekdays, { length, before });
        kinds.set(kind, found);
        numbers.push(...found.map((day) => before + day));
        lastYear = found.length > 0 ? year : lastYear;
      }
      before += length;
    }
  }
  return { numbers, lastYear };
}

/** A month: how many days it has, and how many there were before it. */
interface Month {
  readonly length: number;
  readonly before: number;
}

function daysOfMonth(days: string, weekdays: string, month: Month): number[] {
  const all = Array.from({ length: month.length }, (_, index) => index + 1);
  if (weekdays === "?") {
    const [, wanted] = /^(\d+|L)W$/.exec(days) ?? [];
    if (wanted !== undefined) {
      const day = wanted === "L" ? month.length : Number(wanted);
      return day > month.length ? [] : [nearestWorkday(day, month)];
    }
    return days === "L" ? [month.length] : valuesOf(days, FIELDS.day).filter((day) => day <= month.length);
  }
  const [, weekday = weekdays, place] = /^(\w+?)(L|#\d)$/.exec(weekdays) ?? [];
  const wanted = weekday === "L" ? [SATURDAY] : valuesOf(weekday, FIELDS.weekday);
  const matching = all.filter((day) => wanted.includes(weekdayOf(day, month)));
  return place === undefined ? matching : matching.slice(place === "L" ? -1 : Number(place[1]) - 1).slice(0, 1);
}

function weekdayOf(day: number, { before }: Month): number {
  return ((WEEKDAY_BEFORE - 1 + before + day) % 7) + 1;
}

/** From Monday to Friday, and in the same month. */
function nearestWorkday(day: number, month: Month): number {
  const weekday = weekdayOf(day, month);
  if (weekday === SATURDAY) {
    return day > 1 ? day - 1 : day + 2;
  }
  return weekday === SUNDAY ? (day < month.length ? day + 1 : day - 2) : day;
}

/** The numbers that a field names, in order; a range may go over the end, as `FRI-MON`. */
function valuesOf(field: string, { min, max, words = [] }: Field): number[] {
  const numberOf = (word: string) => (words.includes(word) ? words.indexOf(word) + min : Number(word));
  const values = field.split(",").flatMap((item) => {
    const [span = "", step] = item.split("/");
    const [from, to] = span === "*" ? [min, max] : span.split("-").map(numberOf);
    const first = from ?? min;
    const last = to ?? (step === undefined ? first : max);
    const size = max - min + 1;
    const count = ((last - first + size) % size) + 1;
    return Array.from({ length: count }, (_, index) => index)
      .filter((index) => index % Number(step ?? 1) === 0)
      .map((index) => min + ((first - min + index) % size));
  });
  return [...new Set(values)].sort((a, b) => a - b);
}

function gapsOf(numbers: readonly number[]): number[] {
  return numbers.slice(1).map((number, index) => number - Number(numbers[index]));
}
