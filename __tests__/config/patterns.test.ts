import { EVENT_SCHEDULE } from "../../config/aws-limits";
import { type Pattern, prose, schedule, tagValue } from "../../config/sections/fields";
import { tags } from "../../config/sections/tags";

const TAG_KEY = "^(?![aA][wW][sS]:)[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{1,128}$";
const TAG_VALUE = "^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{1,256}$";
const LINE = "^[^\\p{C}\\p{Zl}\\p{Zp}]{1,60}$";

/** All of ASCII, some letters and signs of others, and what is refused of them. */
const CHARACTERS = [
  ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)),
  ..."äΩ字\u{1d11e}\u00a0\u0301€\u2028\u2029\u200b\u007f\u0085\ud800",
];

/** Whether each character is taken alone, in a longer text, and as often as fits, once more, and not at all. */
function textsOf(max: number): string[] {
  return ["", ...CHARACTERS.flatMap((one) => [one, `a${one}b`, one.repeat(max), one.repeat(max + 1)])];
}

function disagreeing(texts: readonly string[], isTaken: (text: string) => boolean, pattern: Pattern): string[] {
  return texts.filter((text) => isTaken(text) !== pattern.test(text)).map((text) => JSON.stringify(text));
}

/** Simpler patterns stand before these, which are as the schema shows them: nobody may see a difference. */
describe("a text is held to its whole pattern", () => {
  const keys = (text: string) => tags.safeParse({ Environment: "a", Project: "b", Owner: "c", [text]: "d" }).success;

  test("the key of a tag, in letter case, too", () => {
    const texts = [...textsOf(128), ...["aws:a", "AWS:a", "aWs:", "awsa:", "aws", " aws:"]];
    const others = texts.filter((text) => !/^(?:environment|project|owner|__proto__)$/i.test(text));
    expect(disagreeing(others, keys, new RegExp(TAG_KEY, "u"))).toEqual([]);
  });

  test("the value of a tag", () => {
    const taken = (text: string) => tagValue().safeParse(text).success;
    expect(disagreeing(textsOf(256), taken, new RegExp(TAG_VALUE, "u"))).toEqual([]);
  });

  test("a line that people write", () => {
    const taken = (text: string) => prose(60).safeParse(text).success;
    expect(disagreeing(textsOf(60), taken, new RegExp(LINE, "u"))).toEqual([]);
  });

  test("a cron schedule, for each minute and hour with one digit and two", () => {
    const numbers = Array.from({ length: 101 }, (_, value) => [`${value}`, `0${value}`]).flat();
    const schedules = numbers.flatMap((number) => [
      `cron(${number} 5 * * ? *)`,
      `cron(5 ${number} * * ? *)`,
      `cron(${number} 5 * * ? *) `,
      `cron(${number} 5 ? * ? *)`,
      `cron(${number} 5 * * * *)`,
    ]);
    const taken = (text: string) => schedule().safeParse(text).success;
    expect(disagreeing(schedules, taken, EVENT_SCHEDULE.cron)).toEqual([]);
    expect(schedules.filter(taken).length).toBeGreaterThan(100);
  });
});
