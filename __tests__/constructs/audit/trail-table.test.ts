import { TRAIL_COLUMNS, TRAIL_QUESTIONS } from "../../../constructs/audit/trail-table";
import { documentedTrailTable } from "./trail-ddl";

const TABLE = '"example"."events"';
const COLUMNS = TRAIL_COLUMNS.map(({ name }) => name);

describe("columns", () => {
  it("SEC-CT-3: are those that AWS documents, in that order and with those types", () => {
    expect(TRAIL_COLUMNS).toEqual(documentedTrailTable().columns);
  });

  it("are 29, none twice, with only lower-case names and types without blanks", () => {
    expect(TRAIL_COLUMNS).toHaveLength(29);
    expect(new Set(COLUMNS).size).toBe(29);
    for (const { name, type } of TRAIL_COLUMNS) {
      expect(`${name} ${type}`).toMatch(/^[a-z]+ [a-z0-9<>:,]+$/);
    }
  });
});

describe("saved queries", () => {
  it("SEC-CT-3: answer the questions of the alarms", () => {
    expect(TRAIL_QUESTIONS.map(({ id }) => id)).toEqual([
      "root_usage", // CIS 4.3
      "unauthorized_calls", // CIS 4.1
      "sign_ins_without_mfa", // CIS 4.2
      "failed_sign_ins", // CIS 4.6
      "security_changes", // CIS 4.4, 4.5 and 4.7 to 4.14
      "data_reads", // no alarm, but the first question after one
    ]);
  });

  describe.each(TRAIL_QUESTIONS)("$id", ({ title, description, sql }) => {
    const query = sql(TABLE);
    const withoutTexts = query.replace(/'[^']*'/g, "''");

    it("reads the table, by its partition, and ends", () => {
      expect(query).toMatch(
        /^SELECT .+\nFROM "example"\."events"\nWHERE "timestamp" >= date_format\(current_date - interval '7' day, '%Y\/%m\/%d'\)\n {2}AND .+\nORDER BY eventtime DESC\nLIMIT \d+$/s,
      );
    });

    it("uses only columns that the table has", () => {
      const words =
        "SELECT AS FROM WHERE AND OR IN IS NULL LIKE ORDER BY DESC LIMIT interval day date_format current_date json_extract_scalar regexp_like principal";
      const known = new Set([...words.split(" "), ...COLUMNS, "timestamp", "example", "events"]);
      const names = [...withoutTexts.matchAll(/(?<![\w.])[A-Za-z_]\w*/g)].map(([name]) => name);

      expect(names.filter((name) => !known.has(name))).toEqual([]);
    });

    it("closes its quotes and brackets, and has nothing that Terraform would read", () => {
      expect((query.match(/'/g) ?? []).length % 2).toBe(0);
      expect(withoutTexts.match(/\(/g)?.length).toBe(withoutTexts.match(/\)/g)?.length);
      expect(query).not.toMatch(/[$%]\{/);
    });

    it("has a title and a description that Athena takes", () => {
      expect(title).toMatch(/^.{1,128}$/);
      expect(description).toMatch(/^.{1,1024}\.$/);
    });
  });

  it("reads fields of a record that the record has", () => {
    const fields = TRAIL_QUESTIONS.flatMap(({ sql }) => [...sql(TABLE).matchAll(/useridentity\.(\w+)/g)]);
    const identity = TRAIL_COLUMNS.find(({ name }) => name === "useridentity")?.type ?? "";

    expect(fields.length).toBeGreaterThan(6);
    for (const [, field] of fields) {
      expect(identity).toMatch(new RegExp(`[<,]${field}:string`));
    }
  });
});
