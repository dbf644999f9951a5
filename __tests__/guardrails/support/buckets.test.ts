import { fail, pass } from "../../../guardrails/control";
import {
  bucketPart,
  bucketsOf,
  judgePart,
  reachesBucket,
  takesAccessLogs,
  takesLogs,
  takesOnlyS3Keys,
} from "../../../guardrails/support/buckets";
import { type Graph, parsePolicy, type Statement } from "../../../model";
import { graphsOf } from "../../support/control-cases";
import { at, synthGraph } from "../../support/graphs";
import type { JsonObject } from "../../support/json";

const A = "aws_s3_bucket.a";
const TYPE = "aws_s3_bucket_versioning";
const PART = { type: TYPE, inline: "versioning" };
const OF_A = "${aws_s3_bucket.a.id}";

/** A bucket, another one, and what stands beside them. */
const graphOf = (bucket: JsonObject = {}, more: JsonObject = {}): Graph =>
  synthGraph({
    variable: { open: {} },
    resource: { ...more, aws_s3_bucket: { a: { bucket: "logs", ...bucket }, b: { bucket: "other" } } },
  });

describe("a part of a bucket", () => {
  const versioning = (bucket: string) => ({ [TYPE]: { v: { bucket } } });
  const part = (bucket: JsonObject, more: JsonObject = {}) => {
    const graph = graphOf(bucket, more);
    return { graph, found: bucketPart(graph, at(graph, A), PART) };
  };

  it("is a resource of its own, a block, perhaps something, or nothing", () => {
    const { graph, found } = part({ versioning: [{ enabled: true }] }, versioning(OF_A));
    expect(found).toEqual({ kind: "resources", parts: [at(graph, `${TYPE}.v`)] });
    expect(part({ versioning: [{ enabled: true }] }, versioning("${var.open}")).found).toEqual({ kind: "inline" });
    expect(part({}, versioning("${var.open}")).found).toEqual({
      kind: "maybe",
      reason: "it cannot be told which bucket aws_s3_bucket_versioning.v is for",
    });
    expect(part({}, versioning("${aws_s3_bucket.b.id}")).found).toEqual({ kind: "none" });
    expect(part({}).found).toEqual({ kind: "none" });
  });

  it.each<[string, JsonObject[string], string]>([
    ["a block", [{ enabled: true }], "inline"],
    ["a text", "x", "inline"],
    ["what is not known", "${var.open}", "inline"],
    ["false", false, "inline"],
    ["an empty list, as a state writes it", [], "none"],
    ["an empty text, as a state writes it", "", "none"],
    ["null", null, "none"],
  ])("is set by %s, or not: %s", (_, versioning, kind) => {
    expect(part({ versioning: versioning ?? null }).found.kind).toBe(kind);
  });

  it("is not looked for within the bucket where it never stood there", () => {
    const graph = graphOf({ versioning: [{ enabled: true }] });
    expect(bucketPart(graph, at(graph, A), { type: TYPE })).toEqual({ kind: "none" });
  });

  it("is judged where it stands", () => {
    const judged = (bucket: JsonObject, more: JsonObject = {}, judgeInline?: () => ReturnType<typeof pass>) => {
      const graph = graphOf(bucket, more);
      return judgePart(graph, at(graph, A), {
        ...PART,
        missing: "there is none",
        ...(judgeInline === undefined ? {} : { judgeInline }),
      });
    };
    expect(judged({}, { [TYPE]: { v: { bucket: OF_A }, w: { bucket: OF_A } } })).toEqual(
      pass("aws_s3_bucket_versioning.v, aws_s3_bucket_versioning.w says how"),
    );
    expect(judged({ versioning: [{}] })).toEqual(pass("versioning says how", "versioning"));
    expect(judged({ versioning: [{}] }, {}, () => fail("it is off"))).toEqual(fail("it is off"));
    expect(judged({}, versioning("${var.open}"))).toEqual({
      outcome: "unknown",
      reason: "it cannot be told which bucket aws_s3_bucket_versioning.v is for",
    });
    expect(judged({})).toEqual(fail("there is none"));
  });

  it("is for the buckets that it leads to, each once, and for nothing else", () => {
    const graph = graphOf(
      {},
      {
        aws_x: { x: {} },
        [TYPE]: {
          v: { bucket: `${OF_A}` },
          w: { bucket: "${var.open ? aws_s3_bucket.a.id : aws_s3_bucket.b.id}-${aws_s3_bucket.a.arn}" },
          x: { bucket: "${aws_x.x.id}" },
          y: { target: OF_A },
        },
      },
    );
    const addresses = (name: string, path?: string) =>
      bucketsOf(graph, at(graph, `${TYPE}.${name}`), path).map(({ address }) => address);
    expect(addresses("v")).toEqual([A]);
    expect(addresses("w")).toEqual([A, "aws_s3_bucket.b"]);
    expect(addresses("x")).toEqual([]);
    expect(addresses("y")).toEqual([]);
    expect(addresses("y", "target")).toEqual([A]);
  });
});

describe("the logs that a bucket takes", () => {
  const takes = (more: JsonObject, bucket: JsonObject = {}) => {
    const graph = graphOf(bucket, more);
    const found = at(graph, A);
    return {
      logs: takesLogs(graph, found),
      accessLogs: takesAccessLogs(graph, found),
      onlyS3Keys: takesOnlyS3Keys(graph, found),
    };
  };
  const NONE = { logs: false, accessLogs: false, onlyS3Keys: false };
  const LOGS = { ...NONE, logs: true };

  it.each<[string, JsonObject, ReturnType<typeof takes>]>([
    ["nothing", {}, NONE],
    ["its versioning", { [TYPE]: { v: { bucket: OF_A } } }, NONE],
    [
      "access logs of S3",
      { aws_s3_bucket_logging: { l: { bucket: "x", target_bucket: OF_A } } },
      { logs: true, accessLogs: true, onlyS3Keys: true },
    ],
    [
      "the bucket whose logs go elsewhere",
      { aws_s3_bucket_logging: { l: { bucket: OF_A, target_bucket: "x" } } },
      NONE,
    ],
    ["CloudTrail", { aws_cloudtrail: { t: { s3_bucket_name: OF_A } } }, LOGS],
    ["the prefix of a trail", { aws_cloudtrail: { t: { s3_key_prefix: OF_A } } }, NONE],
    ["Config", { aws_config_delivery_channel: { c: { s3_bucket_name: OF_A } } }, LOGS],
    ["flows", { aws_flow_log: { f: { log_destination: "${aws_s3_bucket.a.arn}" } } }, LOGS],
    [
      "a web ACL",
      { aws_wafv2_web_acl_logging_configuration: { w: { log_destination_configs: ["${aws_s3_bucket.a.arn}"] } } },
      LOGS,
    ],
    ["DNS", { aws_route53_resolver_query_log_config: { r: { destination_arn: "${aws_s3_bucket.a.arn}" } } }, LOGS],
    ...["aws_lb", "aws_alb", "aws_elb"].flatMap((type): [string, JsonObject, ReturnType<typeof takes>][] => [
      [`${type}'s access`, { [type]: { l: { access_logs: [{ bucket: OF_A }] } } }, { ...LOGS, onlyS3Keys: true }],
      [
        `${type}'s connections`,
        { [type]: { l: { connection_logs: { bucket: OF_A } } } },
        { ...LOGS, onlyS3Keys: true },
      ],
      [`the name of ${type}`, { [type]: { l: { name: OF_A } } }, NONE],
    ]),
    ["the prefix of a load balancer's logs", { aws_lb: { l: { access_logs: [{ prefix: OF_A }] } } }, LOGS],
    ["what only begins like a load balancer", { aws_lb_listener: { l: { access_logs: [{ bucket: OF_A }] } } }, NONE],
    ["what only ends like one", { my_aws_lb: { l: { access_logs: [{ bucket: OF_A }] } } }, NONE],
    ["another service", { aws_athena_workgroup: { w: { log_destination: OF_A } } }, NONE],
  ])("%s", (_, more, expected) => {
    expect(takes(more)).toEqual(expected);
  });

  it("are not its own, but may be those of a bucket as it was written once", () => {
    const own = { logging: [{ target_bucket: OF_A }] };
    expect(takes({}, own)).toEqual(NONE);
    const graph = synthGraph({
      resource: { aws_s3_bucket: { a: {}, b: { logging: [{ target_bucket: OF_A }] }, c: { policy: OF_A } } },
    });
    expect(takesLogs(graph, at(graph, A))).toBe(true);
    expect(takesAccessLogs(graph, at(graph, A))).toBe(true);
    expect(takesLogs(graph, at(graph, "aws_s3_bucket.b"))).toBe(false);
  });
});

describe("the resources of a policy reach a bucket", () => {
  const reaches = (resources: readonly string[], bucket: JsonObject = {}, known = true) => {
    const graph = graphOf(bucket);
    const texts = resources.map((text) => ({ text, known }));
    return reachesBucket(graph, at(graph, A), [{ ...statement(), resources: texts }]);
  };

  it.each<[string, string[], "yes" | "no" | "unknown"]>([
    ["everything", ["*"], "yes"],
    ["every bucket", ["arn:aws:s3:::*"], "yes"],
    ["the bucket and its objects", ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"], "yes"],
    ["the same in China", ["arn:aws-cn:s3:::logs", "arn:aws-cn:s3:::logs/*"], "yes"],
    ["by its attributes", ["${aws_s3_bucket.a.arn}", "${aws_s3_bucket.a.arn}/*"], "yes"],
    ["by its id", ["arn:aws:s3:::${aws_s3_bucket.a.id}", "arn:aws:s3:::${aws_s3_bucket.a.id}/*"], "yes"],
    ["by its name", ["arn:aws:s3:::${aws_s3_bucket.a.bucket}", "arn:aws:s3:::${aws_s3_bucket.a.bucket}/*"], "yes"],
    ["by the beginning of its name", ["arn:aws:s3:::lo*", "arn:aws:s3:::lo*/*"], "yes"],
    ["any bucket, any object", ["arn:aws:s3:::*", "arn:aws:s3:::*/*"], "yes"],
    ["the bucket", ["arn:aws:s3:::logs"], "no"],
    ["its objects", ["arn:aws:s3:::logs/*"], "no"],
    ["some of its objects", ["arn:aws:s3:::logs", "arn:aws:s3:::logs/a/*"], "no"],
    ["another bucket", ["arn:aws:s3:::other", "arn:aws:s3:::other/*"], "no"],
    ["one whose name begins alike", ["arn:aws:s3:::logs2", "arn:aws:s3:::logs2/*"], "no"],
    ["one whose name is its beginning", ["arn:aws:s3:::log", "arn:aws:s3:::log/*"], "no"],
    ["another by its attributes", ["${aws_s3_bucket.b.arn}", "${aws_s3_bucket.b.arn}/*"], "no"],
    ["another service", ["arn:aws:sqs:::logs", "arn:aws:sqs:::logs/*"], "no"],
    ["no ARN", ["logs", "logs/*"], "no"],
    ["an ARN in something else", ["x arn:aws:s3:::logs", "x arn:aws:s3:::logs/*"], "no"],
    ["nothing", [], "no"],
  ])("%s", (_, resources, expected) => {
    expect(reaches(resources)).toBe(expected);
  });

  it.each<[string, string[], "yes" | "no" | "unknown"]>([
    ["somebody's ARN", ["${aws_kms_key.k.arn}"], "no"],
    ["somebody's ARN in a module", ["${module.m.aws_kms_key.k.arn}"], "no"],
    ["a variable", ["${var.open}"], "unknown"],
    ["a local", ["${local.aws_arn}"], "unknown"],
    ["its own attributes", ["${aws_s3_bucket.a.arn}", "${aws_s3_bucket.a.arn}/*"], "yes"],
    ["its name in an ARN", ["arn:aws:s3:::${aws_s3_bucket.a.id}", "arn:aws:s3:::${aws_s3_bucket.a.id}/*"], "yes"],
    ["one of another partition", ["arn:${data.aws_partition.p.partition}:s3:::logs", "arn:x:s3:::logs/*"], "yes"],
  ])("which are not known: %s", (_, resources, expected) => {
    expect(reaches(resources, {}, false)).toBe(expected);
  });

  it("by a name that is made of others", () => {
    const made = { bucket: "logs-${data.aws_caller_identity.me.account_id}" };
    const name = "arn:aws:s3:::logs-${data.aws_caller_identity.me.account_id}";
    expect(reaches([name, `${name}/*`], made, false)).toBe("yes");
    expect(reaches(["arn:aws:s3:::logs-${aws_x.y.a/b}", "arn:aws:s3:::logs-${aws_x.y.a/b}/*"], made, false)).toBe("no");
  });

  it("not by what they leave out, and perhaps by what is not known", () => {
    const graph = graphOf();
    const bucket = at(graph, A);
    const all = [{ text: "*", known: true }];
    expect(reachesBucket(graph, bucket, [{ ...statement(), resources: all, notResources: all }])).toBe("no");
    expect(reachesBucket(graph, bucket, [{ ...statement(), resources: [], unknown: ["known after apply"] }])).toBe(
      "unknown",
    );
    expect(reachesBucket(graph, bucket, [{ ...statement(), resources: all, unknown: ["known after apply"] }])).toBe(
      "yes",
    );
    const halves = ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"].map((text) => ({
      ...statement(),
      resources: [{ text, known: true }],
    }));
    expect(reachesBucket(graph, bucket, halves)).toBe("yes");
    expect(reachesBucket(graph, bucket, [])).toBe("no");
  });

  it("cannot be told of a plan, which does not tell what stands around a reference", () => {
    const { plan } = graphsOf({ resource: { aws_s3_bucket: { a: { bucket: "logs" } } } });
    const unknown = [{ ...statement(), resources: [{ text: "${aws_s3_bucket.a.arn}", known: false }] }];
    expect(reachesBucket(plan, at(plan, A), unknown)).toBe("unknown");
    expect(reachesBucket(plan, at(plan, A), [{ ...statement(), resources: [{ text: "*", known: true }] }])).toBe("yes");
  });

  function statement(): Statement {
    const [first] = parsePolicy('{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}').statements;
    if (first === undefined) {
      throw new Error("there is a statement");
    }
    return first;
  }
});
