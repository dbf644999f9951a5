import { rdsInDataSubnets } from "../../../../guardrails/controls/rds/rds-in-data-subnets";
import { rdsLogsExported } from "../../../../guardrails/controls/rds/rds-logs-exported";
import { rdsStatementsLogged } from "../../../../guardrails/controls/rds/rds-statements-logged";
import { rdsTlsForced } from "../../../../guardrails/controls/rds/rds-tls-forced";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

const UNKNOWN = { aws_ssm_parameter: { x: { name: "x" } } };
const X = "${data.aws_ssm_parameter.x.value}";
const D = "aws_db_instance.d";
const database = (values: JsonObject, more: JsonObject = {}): TerraformJson => ({
  data: UNKNOWN,
  resource: { aws_db_instance: { d: { engine: "postgres", instance_class: "db.t4g.small", ...values } }, ...more },
});

describe("rds-in-data-subnets", () => {
  const net = (routed: string, subnets: JsonObject["x"] = ["${aws_subnet.a.id}", "${aws_subnet.b.id}"]) => ({
    aws_vpc: { v: { cidr_block: "10.0.0.0/16" } },
    aws_internet_gateway: { g: { vpc_id: "${aws_vpc.v.id}" } },
    aws_subnet: {
      a: { vpc_id: "${aws_vpc.v.id}", cidr_block: "10.0.1.0/24" },
      b: { vpc_id: "${aws_vpc.v.id}", cidr_block: "10.0.2.0/24" },
      c: { vpc_id: "${aws_vpc.v.id}", cidr_block: "10.0.3.0/24" },
    },
    aws_route_table: {
      t: {
        vpc_id: "${aws_vpc.v.id}",
        route: [{ cidr_block: "0.0.0.0/0", gateway_id: "${aws_internet_gateway.g.id}" }],
      },
    },
    aws_route_table_association: {
      r: { subnet_id: `\${aws_subnet.${routed}.id}`, route_table_id: "${aws_route_table.t.id}" },
    },
    aws_db_subnet_group: { g: { name: "data", subnet_ids: subnets ?? [] } },
  });
  const grouped = { db_subnet_group_name: "${aws_db_subnet_group.g.name}" };

  it("passes subnets without a route to an internet gateway, and is not about neighbours", () => {
    expect(outcomesOf(rdsInDataSubnets, database(grouped, net("c")))).toEqual({ [D]: "pass" });
    expect(outcomesOf(rdsInDataSubnets, database({ db_subnet_group_name: "data" }, net("c")))).toEqual({ [D]: "pass" });
  });

  it("fails with one of several", () => {
    expect(messagesOf(rdsInDataSubnets, database(grouped, net("b")))).toEqual([
      `fail ${D} db_subnet_group_name: it may be placed in aws_subnet.b, which is public: aws_route_table.t leads to aws_internet_gateway.g`,
    ]);
  });

  it("fails in the default VPC", () => {
    expect(messagesOf(rdsInDataSubnets, database({}))).toEqual([
      `fail ${D} db_subnet_group_name: db_subnet_group_name is not set: it goes into the default VPC, whose subnets are public`,
    ]);
    expect(outcomesOf(rdsInDataSubnets, database({ replicate_source_db: "main" }))).toEqual({});
  });

  it("is unknown where group or subnets are somewhere else", () => {
    expect(outcomesOf(rdsInDataSubnets, database({ db_subnet_group_name: "elsewhere" }))).toEqual({ [D]: "unknown" });
    expect(outcomesOf(rdsInDataSubnets, database(grouped, net("c", ["subnet-0123456789abcdef0"])))).toEqual({
      [D]: "unknown",
    });
    expect(
      outcomesOf(rdsInDataSubnets, database(grouped, net("c", ["${aws_subnet.a.id}", "subnet-0123456789abcdef0"]))),
    ).toEqual({ [D]: "unknown" });
  });

  it("follows modules and for_each", () => {
    const modules = {
      "./net": {
        resource: {
          aws_vpc: { v: { cidr_block: "10.0.0.0/16" } },
          aws_subnet: {
            s: {
              for_each: { a: "10.0.1.0/24", b: "10.0.2.0/24" },
              vpc_id: "${aws_vpc.v.id}",
              cidr_block: "${each.value}",
            },
          },
        },
        output: { ids: { value: "${[for s in aws_subnet.s : s.id]}" } },
      },
    };
    const root = {
      module: { net: { source: "./net" } },
      resource: {
        aws_db_subnet_group: { g: { name: "data", subnet_ids: "${module.net.ids}" } },
        aws_db_instance: { d: { instance_class: "db.t4g.small", ...grouped } },
      },
    };
    expect(outcomesOf(rdsInDataSubnets, root, { modules })).toEqual({ [D]: "pass" });
  });
});

describe("rds-logs-exported", () => {
  const both = { identifier: "main", enabled_cloudwatch_logs_exports: ["postgresql", "upgrade"] };
  const groups = (...names: readonly string[]) => ({
    aws_cloudwatch_log_group: Object.fromEntries(names.map((name, index) => [`g${index}`, { name }])),
  });
  const OWN = ["/aws/rds/instance/main/postgresql", "/aws/rds/instance/main/upgrade"];

  it("passes with both logs and their groups", () => {
    expect(outcomesOf(rdsLogsExported, database(both, groups(...OWN)))).toEqual({ [D]: "pass, pass" });
  });

  it("fails where a log is missing", () => {
    expect(
      messagesOf(
        rdsLogsExported,
        database({ identifier: "main", enabled_cloudwatch_logs_exports: ["postgresql"] }, groups(...OWN)),
      ),
    ).toEqual([
      `fail ${D} enabled_cloudwatch_logs_exports: enabled_cloudwatch_logs_exports lacks upgrade: the logs stay on the database's disk, for days`,
    ]);
    expect(outcomesOf(rdsLogsExported, database({ identifier: "main" }))).toEqual({ [D]: "fail" });
    expect(
      outcomesOf(
        rdsLogsExported,
        database({ identifier: "main", engine: "oracle-se2", enabled_cloudwatch_logs_exports: ["alert"] }),
      ),
    ).toEqual({ [D]: "fail" });
  });

  it("fails where a group is not made beforehand", () => {
    expect(
      messagesOf(
        rdsLogsExported,
        database(both, groups("/aws/rds/instance/main/postgresql", "/aws/rds/instance/other/upgrade")),
      ),
    ).toEqual([
      `fail ${D} enabled_cloudwatch_logs_exports: no aws_cloudwatch_log_group is /aws/rds/instance/main/upgrade: RDS makes one that is kept for ever, without a key of yours`,
    ]);
  });

  it("cannot tell without the identifier, or where a group's name is not known", () => {
    expect(
      outcomesOf(rdsLogsExported, database({ enabled_cloudwatch_logs_exports: ["postgresql", "upgrade"] })),
    ).toEqual({ [D]: "pass, unknown" });
    expect(outcomesOf(rdsLogsExported, database(both, groups(X)))).toEqual({ [D]: "pass, unknown" });
    const open = {
      identifier: "main",
      enabled_cloudwatch_logs_exports: `\${split(",", data.aws_ssm_parameter.x.value)}`,
    };
    expect(outcomesOf(rdsLogsExported, database(open))).toEqual({ [D]: "unknown" });
  });

  it("follows for_each over the logs", () => {
    const each = {
      aws_cloudwatch_log_group: {
        g: { for_each: '${toset(["postgresql", "upgrade"])}', name: "/aws/rds/instance/main/${each.key}" },
      },
    };
    expect(outcomesOf(rdsLogsExported, database(both, each))).toEqual({ [D]: "pass, pass" });
  });
});

describe("parameters", () => {
  const parameters = (family: string, ...parameter: readonly JsonObject[]) => ({
    aws_db_parameter_group: { p: { name: "p", family, parameter: [...parameter] } },
  });
  const own = (family: string, ...parameter: readonly JsonObject[]) =>
    database({ parameter_group_name: "${aws_db_parameter_group.p.name}" }, parameters(family, ...parameter));
  const force = (value: string): JsonObject => ({ name: "rds.force_ssl", value });

  it.each<[string, TerraformJson, string | undefined]>([
    ["set", own("postgres14", force("1")), "pass"],
    ["set among others", own("postgres14", { name: "log_connections", value: "1" }, force("1")), "pass"],
    ["switched off", own("postgres17", force("0")), "fail"],
    ["a newer default", own("postgres17"), "pass"],
    ["an older default", own("postgres14"), "fail"],
    ["a value that is not known", own("postgres17", force(X)), "unknown"],
    ["a family that is not known", own(X), "unknown"],
    ["a group of AWS", database({ parameter_group_name: "default.postgres17" }), "pass"],
    ["an older group of AWS", database({ parameter_group_name: "default.postgres13" }), "fail"],
    ["no group, and a version", database({ engine_version: "16.3" }), "pass"],
    ["no group, and an older version", database({ engine_version: "14" }), "fail"],
    ["neither", database({}), "unknown"],
    ["a group that is somewhere else", database({ parameter_group_name: "elsewhere" }), "unknown"],
    [
      "MySQL, set",
      database(
        { engine: "mysql", parameter_group_name: "${aws_db_parameter_group.p.name}" },
        parameters("mysql8.0", { name: "require_secure_transport", value: "ON" }),
      ),
      "pass",
    ],
    ["MySQL, not set", database({ engine: "mysql" }), "fail"],
    ["an engine without it", database({ engine: "oracle-se2" }), undefined],
  ])("rds-tls-forced: %s", (_, json, outcome) => {
    expect(outcomesOf(rdsTlsForced, json)).toEqual(outcome === undefined ? {} : { [D]: outcome });
  });

  it("rds-tls-forced says which parameter", () => {
    expect(messagesOf(rdsTlsForced, own("postgres14", force("0")))).toEqual([
      `fail ${D}: rds.force_ssl of aws_db_parameter_group.p is 0: passwords and data may go over the network in plain text`,
    ]);
  });

  it.each<[string, TerraformJson, string | undefined]>([
    ["slow ones", own("postgres17", { name: "log_min_duration_statement", value: "1000" }), "pass"],
    ["all of a kind", own("postgres17", { name: "log_statement", value: "ddl" }), "pass"],
    [
      "none",
      own("postgres17", { name: "log_statement", value: "none" }, { name: "log_min_duration_statement", value: "-1" }),
      "fail",
    ],
    ["not set", own("postgres17"), "fail"],
    ["no group", database({}), "fail"],
    ["not known", own("postgres17", { name: "log_statement", value: X }), "unknown"],
    ["another engine", database({ engine: "mysql" }), undefined],
  ])("rds-statements-logged: %s", (_, json, outcome) => {
    expect(outcomesOf(rdsStatementsLogged, json)).toEqual(outcome === undefined ? {} : { [D]: outcome });
  });
});
