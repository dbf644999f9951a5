import type { Control } from "../../../../guardrails/control";
import { albAccessLogged } from "../../../../guardrails/controls/edge/alb-access-logged";
import { albBehindWaf } from "../../../../guardrails/controls/edge/alb-behind-waf";
import { albDeletionProtected } from "../../../../guardrails/controls/edge/alb-deletion-protected";
import { albDesyncDefended } from "../../../../guardrails/controls/edge/alb-desync-defended";
import { albDropsBadHeaders } from "../../../../guardrails/controls/edge/alb-drops-bad-headers";
import { albHttpOnlyRedirects } from "../../../../guardrails/controls/edge/alb-http-only-redirects";
import { albListenerEncrypted } from "../../../../guardrails/controls/edge/alb-listener-encrypted";
import { albPublicOnlyWhenSaid } from "../../../../guardrails/controls/edge/alb-public-only-when-said";
import { albSeveralZones } from "../../../../guardrails/controls/edge/alb-several-zones";
import { albTargetsChecked } from "../../../../guardrails/controls/edge/alb-targets-checked";
import { albTlsPolicyModern } from "../../../../guardrails/controls/edge/alb-tls-policy-modern";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

const UNKNOWN = { aws_ssm_parameter: { x: { name: "x" } } };
const X = "${data.aws_ssm_parameter.x.value}";
const B = "aws_lb.b";
const balancer = (values: JsonObject, more: JsonObject = {}): TerraformJson => ({
  data: UNKNOWN,
  resource: { aws_lb: { b: { name: "b", ...values } }, ...more },
});
const NETWORK = { load_balancer_type: "network" };

const CASES: readonly (readonly [Control, readonly (readonly [string, JsonObject, string | undefined])[]])[] = [
  [
    albDropsBadHeaders,
    [
      ["true", { drop_invalid_header_fields: true }, "pass"],
      ["false", { drop_invalid_header_fields: false }, "fail"],
      ["absent", {}, "fail"],
      ["not known", { drop_invalid_header_fields: X }, "unknown"],
      ["a network load balancer", NETWORK, undefined],
    ],
  ],
  [
    albDeletionProtected,
    [
      ["true", { enable_deletion_protection: true }, "pass"],
      ["absent", {}, "fail"],
      ["not known", { enable_deletion_protection: X }, "unknown"],
      ["a network load balancer", NETWORK, "fail"],
    ],
  ],
  [
    albDesyncDefended,
    [
      ["absent", {}, "pass"],
      ["strictest", { desync_mitigation_mode: "strictest" }, "pass"],
      ["monitor", { desync_mitigation_mode: "monitor" }, "fail"],
      ["not known", { desync_mitigation_mode: X }, "unknown"],
      ["a network load balancer", { ...NETWORK, desync_mitigation_mode: "monitor" }, undefined],
    ],
  ],
  [
    albPublicOnlyWhenSaid,
    [
      ["internal", { internal: true }, "pass"],
      ["said", { internal: false }, "pass"],
      ["absent", {}, "fail"],
      ["not known", { internal: X }, "unknown"],
      ["a gateway load balancer", { load_balancer_type: "gateway" }, undefined],
    ],
  ],
];

describe.each(CASES.map(([control, cases]) => ({ id: control.id, control, cases })))("$id", ({ control, cases }) => {
  it.each(cases.map(([name, values, outcome]) => ({ name, values, outcome })))("$name", ({ values, outcome }) => {
    expect(outcomesOf(control, balancer(values))).toEqual(outcome === undefined ? {} : { [B]: outcome });
  });

  it("reads the other name of the type", () => {
    const [first] = cases;
    const json = { resource: { aws_alb: { b: { name: "b", ...first?.[1] } } } };
    expect(outcomesOf(control, json)).toEqual({ "aws_alb.b": first?.[2] });
  });
});

describe("messages", () => {
  it.each<[Control, JsonObject, string]>([
    [
      albDropsBadHeaders,
      {},
      "drop_invalid_header_fields: drop_invalid_header_fields is not set, which means false: they are passed on to the targets",
    ],
    [
      albPublicOnlyWhenSaid,
      {},
      "internal: internal is not set, which means false: it is on the internet without anybody having said so",
    ],
    [albAccessLogged, {}, "access_logs: access_logs is not set: nobody can tell who asked for what"],
    [albBehindWaf, {}, ": no web ACL is before it"],
  ])("%#", (control, values, message) => {
    expect(messagesOf(control, balancer(values))).toEqual([`fail ${B}${message.startsWith(":") ? "" : " "}${message}`]);
  });
});

describe("alb-access-logged", () => {
  const logs = (values: JsonObject) => ({ access_logs: [{ bucket: "${aws_s3_bucket.l.id}", ...values }] });
  const on = logs({ enabled: true });
  const bucket = { aws_s3_bucket: { l: { bucket: "balancer-logs" } } };
  const policy = (...statements: readonly JsonObject[]) => ({
    ...bucket,
    aws_s3_bucket_policy: {
      l: { bucket: "${aws_s3_bucket.l.id}", policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) },
    },
  });
  const put = (principal: JsonObject): JsonObject => ({
    Effect: "Allow",
    Action: "s3:PutObject",
    Resource: "arn:aws:s3:::balancer-logs/*",
    Principal: principal,
  });
  const service = put({ Service: "logdelivery.elasticloadbalancing.amazonaws.com" });

  it.each<[string, JsonObject, JsonObject, string | undefined]>([
    ["to a bucket that takes them", on, policy(service), "pass"],
    ["by an account of AWS", on, policy(put({ AWS: "arn:aws:iam::127311923021:root" })), "pass"],
    ["actions in other letters", on, policy({ ...service, Action: "S3:PUTOBJECT" }), "pass"],
    ["a bucket that takes nothing", on, bucket, "fail"],
    ["a bucket for another service", on, policy(put({ Service: "cloudtrail.amazonaws.com" })), "fail"],
    ["a bucket that refuses", on, policy({ ...service, Effect: "Deny" }), "fail"],
    ["a bucket of somebody else", { access_logs: [{ bucket: "elsewhere", enabled: true }] }, {}, "pass"],
    ["off", logs({ enabled: false }), policy(service), "fail"],
    ["not switched on", logs({}), policy(service), "fail"],
    ["not known", logs({ enabled: X }), policy(service), "unknown"],
    ["none", {}, {}, "fail"],
    ["a gateway load balancer", { load_balancer_type: "gateway" }, {}, undefined],
  ])("%s", (_, values, more, outcome) => {
    expect(outcomesOf(albAccessLogged, balancer(values, more))).toEqual(outcome === undefined ? {} : { [B]: outcome });
  });

  it("is unknown with a policy that is known later", () => {
    const later = { ...bucket, aws_s3_bucket_policy: { l: { bucket: "${aws_s3_bucket.l.id}", policy: X } } };
    expect(outcomesOf(albAccessLogged, balancer(on, later))).toEqual({ [B]: "unknown" });
  });
});

describe("alb-behind-waf", () => {
  const association = (values: JsonObject = {}) => ({
    aws_wafv2_web_acl_association: {
      a: {
        resource_arn: "${aws_lb.b.arn}",
        web_acl_arn: "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/w/1",
        ...values,
      },
    },
  });
  it.each<[string, JsonObject, JsonObject, string | undefined]>([
    ["associated", {}, association(), "pass"],
    ["not", {}, {}, "fail"],
    [
      "another one is",
      {},
      association({ resource_arn: "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/other/1" }),
      "fail",
    ],
    ["internal", { internal: true }, {}, undefined],
    ["a network load balancer", NETWORK, {}, undefined],
    ["not known whether it is internal", { internal: X }, {}, "unknown"],
  ])("%s", (_, values, more, outcome) => {
    expect(outcomesOf(albBehindWaf, balancer(values, more))).toEqual(outcome === undefined ? {} : { [B]: outcome });
  });
});

describe("alb-several-zones", () => {
  const subnet = (zone: string, number: number) => ({
    vpc_id: "vpc-0123456789abcdef0",
    cidr_block: `10.0.${number}.0/24`,
    availability_zone: zone,
  });
  const subnets = { aws_subnet: { a: subnet("us-east-1a", 0), b: subnet("us-east-1b", 1) } };
  it.each<[string, JsonObject, JsonObject, string]>([
    ["two", { subnets: ["${aws_subnet.a.id}", "${aws_subnet.b.id}"] }, subnets, "pass"],
    ["two of somebody else", { subnets: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"] }, {}, "pass"],
    [
      "two by mappings",
      { subnet_mapping: [{ subnet_id: "${aws_subnet.a.id}" }, { subnet_id: "${aws_subnet.b.id}" }] },
      subnets,
      "pass",
    ],
    ["one", { subnets: ["${aws_subnet.a.id}"] }, subnets, "fail"],
    ["one of somebody else", { subnets: ["subnet-0123456789abcdef0"] }, {}, "fail"],
    ["not known", { subnets: `\${split(",", data.aws_ssm_parameter.x.value)}` }, {}, "unknown"],
  ])("%s", (_, values, more, outcome) => {
    expect(outcomesOf(albSeveralZones, balancer(values, more))).toEqual({ [B]: outcome });
  });
});

const L = "aws_lb_listener.l";
const redirect = (values: JsonObject = { protocol: "HTTPS", port: "443" }) => ({
  type: "redirect",
  redirect: [{ status_code: "HTTP_301", ...values }],
});
const forward = {
  type: "forward",
  target_group_arn: "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/t/1",
};
const listener = (values: JsonObject, more: JsonObject = {}): TerraformJson => ({
  data: UNKNOWN,
  resource: {
    aws_lb_listener: {
      l: {
        load_balancer_arn: "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/b/1",
        default_action: [forward],
        ...values,
      },
    },
    ...more,
  },
});

describe("alb-listener-encrypted", () => {
  it.each<[string, JsonObject, string]>([
    ["HTTPS", { port: 443, protocol: "HTTPS" }, "pass"],
    ["TLS", { port: 443, protocol: "TLS" }, "pass"],
    ["HTTP that redirects", { port: 80, protocol: "HTTP", default_action: [redirect()] }, "pass"],
    ["HTTP that forwards", { port: 80, protocol: "HTTP" }, "fail"],
    ["HTTP in small letters", { port: 80, protocol: "http" }, "fail"],
    [
      "HTTP that redirects to HTTP",
      { port: 80, protocol: "HTTP", default_action: [redirect({ protocol: "HTTP", port: "8080" })] },
      "fail",
    ],
    [
      "HTTP that redirects to the same",
      { port: 80, protocol: "HTTP", default_action: [redirect({ host: "www.example.com" })] },
      "fail",
    ],
    ["TCP", { port: 443, protocol: "TCP" }, "unknown"],
    ["not known", { port: 443, protocol: X }, "unknown"],
  ])("%s", (_, values, outcome) => {
    expect(outcomesOf(albListenerEncrypted, listener(values))).toEqual({ [L]: outcome });
  });

  it("says nothing of gateways", () => {
    const gateway = { aws_lb: { b: { name: "b", load_balancer_type: "gateway" } } };
    expect(outcomesOf(albListenerEncrypted, listener({ load_balancer_arn: "${aws_lb.b.arn}" }, gateway))).toEqual({});
  });

  it("says what is wrong", () => {
    expect(messagesOf(albListenerEncrypted, listener({ port: 80, protocol: "HTTP" }))).toEqual([
      `fail ${L} default_action.0.type: default_action.0.type is "forward": what is sent there is in plain text`,
    ]);
  });
});

describe("alb-http-only-redirects", () => {
  const http = { port: 80, protocol: "HTTP", default_action: [redirect()] };
  const rule = (...action: readonly JsonObject[]) => ({
    aws_lb_listener_rule: {
      r: {
        listener_arn: "${aws_lb_listener.l.arn}",
        condition: [{ path_pattern: [{ values: ["/old"] }] }],
        action: [...action],
      },
    },
  });
  const R = "aws_lb_listener_rule.r";

  it("looks at rules of the listener, too", () => {
    expect(outcomesOf(albHttpOnlyRedirects, listener(http))).toEqual({ [L]: "pass" });
    expect(outcomesOf(albHttpOnlyRedirects, listener(http, rule(redirect())))).toEqual({ [L]: "pass", [R]: "pass" });
    expect(messagesOf(albHttpOnlyRedirects, listener(http, rule(forward)))).toEqual([
      `fail ${R} action.0.type: action.0.type is "forward": what is sent there is in plain text`,
    ]);
  });

  it("fails where HTTP is answered", () => {
    expect(outcomesOf(albHttpOnlyRedirects, listener({ port: 80, protocol: "HTTP" }))).toEqual({ [L]: "fail" });
    const fixed = { type: "fixed-response", fixed_response: [{ content_type: "text/plain", status_code: "200" }] };
    expect(outcomesOf(albHttpOnlyRedirects, listener({ ...http, default_action: [fixed] }))).toEqual({ [L]: "fail" });
    expect(messagesOf(albHttpOnlyRedirects, listener({ ...http, default_action: [redirect({})] }))).toEqual([
      `fail ${L} default_action.0.redirect.protocol: default_action.0.redirect.protocol is not set, which means that of the request: it leads to plain text again`,
    ]);
  });

  it("is unknown where the action is, and silent for HTTPS", () => {
    expect(outcomesOf(albHttpOnlyRedirects, listener({ ...http, default_action: [{ type: X }] }))).toEqual({
      [L]: "unknown",
    });
    expect(outcomesOf(albHttpOnlyRedirects, listener({ port: 443, protocol: "HTTPS" }, rule(forward)))).toEqual({});
  });
});

describe("alb-tls-policy-modern", () => {
  const https = (ssl_policy?: string) =>
    listener({ port: 443, protocol: "HTTPS", ...(ssl_policy === undefined ? {} : { ssl_policy }) });
  it.each<[string | undefined, string]>([
    ["ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", "pass"],
    ["ELBSecurityPolicy-TLS13-1-2-2021-06", "pass"],
    ["ELBSecurityPolicy-TLS13-1-3-2021-06", "pass"],
    ["ELBSecurityPolicy-TLS-1-2-Ext-2018-06", "pass"],
    ["ELBSecurityPolicy-FS-1-2-Res-2020-10", "pass"],
    ["ELBSecurityPolicy-TLS13-1-0-2021-06", "fail"],
    ["ELBSecurityPolicy-TLS13-1-1-2021-06", "fail"],
    ["ELBSecurityPolicy-TLS-1-1-2017-01", "fail"],
    ["ELBSecurityPolicy-FS-2018-06", "fail"],
    ["ELBSecurityPolicy-2016-08", "fail"],
    [undefined, "fail"],
    ["ELBSecurityPolicy-TLS14-Future", "unknown"],
    [X, "unknown"],
  ])("%s", (policy, outcome) => {
    expect(outcomesOf(albTlsPolicyModern, https(policy))).toEqual({ [L]: outcome });
  });

  it("says nothing of HTTP", () => {
    expect(outcomesOf(albTlsPolicyModern, listener({ port: 80, protocol: "HTTP" }))).toEqual({});
  });
});

describe("alb-targets-checked", () => {
  const group = (values: JsonObject): TerraformJson => ({
    data: UNKNOWN,
    resource: { aws_lb_target_group: { t: { name: "t", port: 80, protocol: "HTTP", ...values } } },
  });
  it.each<[string, JsonObject, string | undefined]>([
    ["a path", { health_check: [{ path: "/healthz" }] }, "pass"],
    ["no path", { health_check: [{ interval: 10 }] }, "fail"],
    ["none", {}, "fail"],
    ["off", { health_check: [{ enabled: false, path: "/healthz" }] }, "fail"],
    ["TCP", { protocol: "TCP" }, undefined],
    ["a function", { target_type: "lambda" }, undefined],
  ])("%s", (_, values, outcome) => {
    expect(outcomesOf(albTargetsChecked, group(values))).toEqual(
      outcome === undefined ? {} : { "aws_lb_target_group.t": outcome },
    );
  });
});
