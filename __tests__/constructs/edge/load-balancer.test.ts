import { Lb } from "@cdktf/provider-aws/lib/lb";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { LoadBalancer, type LoadBalancerProps, TLS_POLICY } from "../../../constructs/edge/load-balancer";
import { LOAD_BALANCER_LIMITS } from "../../../constructs/edge/load-balancer-rules";
import { argumentProblems, typeOf } from "../../support/bindings";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";

const CERTIFICATE = "arn:aws:acm:us-east-1:111111111111:certificate/11111111-2222-3333-4444-555555555555";

const PROPS: LoadBalancerProps = {
  loadBalancerName: "example-web",
  vpcId: "vpc-1",
  subnetIds: ["subnet-a", "subnet-b"],
  securityGroupIds: ["sg-web"],
  listener: { kind: "https", certificateArn: CERTIFICATE },
  logs: { bucketName: "example-logs", accessPrefix: "web/access", connectionPrefix: "web/connections" },
  targetGroupName: "example-web",
  targetPort: 8080,
  healthCheck: { path: "/healthz" },
  dependsOn: [],
};

const PLAIN: Partial<LoadBalancerProps> = { listener: { kind: "plainHttp" } };
const BALANCER = "aws_lb.web";
const TARGETS = "aws_lb_target_group.web";

function define(props: Partial<LoadBalancerProps> = {}): Template {
  return Template.of((stack) => new LoadBalancer(stack, "web", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("a load balancer, its targets and two listeners", () => {
    const template = define();

    expect(template.addresses()).toEqual([
      "aws_lb.web",
      "aws_lb_listener.web_http", // redirects
      "aws_lb_listener.web_https", // forwards
      "aws_lb_target_group.web",
    ]);
    expect(template.blocks).toHaveLength(4);
  });

  it("instances that are asked for the path on their own port", () => {
    expect(define().at(TARGETS)).toEqual({
      name: "example-web-d26df2",
      vpc_id: "vpc-1",
      target_type: "instance",
      protocol: "HTTP",
      port: 8080,
      deregistration_delay: "60",
      health_check: {
        protocol: "HTTP",
        path: "/healthz",
        matcher: "200",
        interval: 30,
        timeout: 5,
        healthy_threshold: 3,
        unhealthy_threshold: 2,
      },
      lifecycle: { create_before_destroy: true },
    });
  });

  it.each<[string, Partial<LoadBalancerProps>]>([
    ["https", {}],
    ["plainHttp", PLAIN],
  ])("what the provider takes, with %s", (_, props) => {
    for (const block of define(props).resources) {
      expect(ruleProblems(rulesOf(typeOf(block)), block.values)).toEqual([]);
      expect(argumentProblems(typeOf(block), block.values)).toEqual([]);
    }
  });

  it("the same in anybody's stack", () => {
    expect(Testing.synthScope((scope) => new LoadBalancer(scope, "web", PROPS))).toHaveResourceWithProperties(Lb, {
      name: "example-web",
      drop_invalid_header_fields: true,
    });
  });
});

describe("attributes", () => {
  it("are references: who uses them waits", () => {
    const template = Template.of((stack) => {
      const balancer = new LoadBalancer(stack, "web", PROPS);
      const { loadBalancerArn, dnsName, zoneId, arnSuffix, targetGroupArn, targetGroupArnSuffix } = balancer;
      new TerraformOutput(stack, "attributes", {
        value: { loadBalancerArn, dnsName, zoneId, arnSuffix, targetGroupArn, targetGroupArnSuffix },
      });
    });

    expect(template.outputs.attributes?.value).toEqual({
      loadBalancerArn: "${aws_lb.web.arn}",
      dnsName: "${aws_lb.web.dns_name}",
      zoneId: "${aws_lb.web.zone_id}",
      arnSuffix: "${aws_lb.web.arn_suffix}",
      targetGroupArn: "${aws_lb_target_group.web.arn}",
      targetGroupArnSuffix: "${aws_lb_target_group.web.arn_suffix}",
    });
  });

  it.each<[string, Partial<LoadBalancerProps>, string]>([
    ["https", {}, "aws_lb_listener.web_https"],
    ["plainHttp", PLAIN, "aws_lb_listener.web_http"],
  ])("listener is what forwards, with %s", (_, props, address) => {
    const template = Template.of((stack) => {
      const { listener } = new LoadBalancer(stack, "web", { ...PROPS, ...props });
      new S3Bucket(stack, "waiting", { dependsOn: [listener] });
    });

    expect(template.only("aws_s3_bucket").depends_on).toEqual([address]);
  });
});

describe("guarantees", () => {
  it("WEB-ALB-1: faces the internet and drops headers that are not valid and requests that smuggle others", () => {
    expect(define().at(BALANCER)).toMatchObject({
      load_balancer_type: "application",
      internal: false,
      subnets: ["subnet-a", "subnet-b"],
      security_groups: ["sg-web"],
      drop_invalid_header_fields: true,
      desync_mitigation_mode: "defensive",
    });
  });

  it("WEB-ALB-1: serves HTTPS with the certificate, by TLS 1.2 or later only", () => {
    expect(TLS_POLICY).toMatch(/^ELBSecurityPolicy-TLS13-1-2-Res-/);
    expect(define().at("aws_lb_listener.web_https")).toEqual({
      load_balancer_arn: "${aws_lb.web.arn}",
      port: 443,
      protocol: "HTTPS",
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
      certificate_arn: CERTIFICATE,
      default_action: [{ type: "forward", target_group_arn: "${aws_lb_target_group.web.arn}" }],
    });
  });

  it("WEB-ALB-1: only redirects HTTP, for good", () => {
    expect(define().at("aws_lb_listener.web_http")).toEqual({
      load_balancer_arn: "${aws_lb.web.arn}",
      port: 80,
      protocol: "HTTP",
      default_action: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", status_code: "HTTP_301" } }],
    });
  });

  it("WEB-ALB-1: logs requests and connections, each under its own prefix, when the bucket takes them", () => {
    const template = Template.of((stack) => {
      const policy = new S3Bucket(stack, "policy");
      new LoadBalancer(stack, "web", { ...PROPS, dependsOn: [policy] });
    });

    expect(template.at(BALANCER)).toMatchObject({
      access_logs: { bucket: "example-logs", prefix: "web/access", enabled: true },
      connection_logs: { bucket: "example-logs", prefix: "web/connections", enabled: true },
      depends_on: ["aws_s3_bucket.policy"],
    });
  });

  it("ALL-14: refuses deletion, by AWS alone, since it holds no data", () => {
    expect(define().at(BALANCER)).toMatchObject({ enable_deletion_protection: true });
    expect(define().at(BALANCER)).not.toHaveProperty("lifecycle");
  });

  it("ALL-12: a target group that is replaced has another name than its successor, and only then", () => {
    const names = [{}, { targetPort: 8081 }, { healthCheck: { path: "/" } }, { deregistrationDelaySeconds: 0 }].map(
      (props) => define(props).at(TARGETS).name,
    );

    expect(names).toEqual([
      "example-web-d26df2",
      expect.stringMatching(/^example-web-(?!d26df2)[0-9a-f]{6}$/),
      "example-web-d26df2",
      "example-web-d26df2",
    ]);
  });

  it("ENT-ACM-1: without a certificate it serves HTTP, at the address of the later redirect", () => {
    const template = define(PLAIN);

    expect(template.addresses("aws_lb_listener")).toEqual(["aws_lb_listener.web_http"]);
    expect(template.at("aws_lb_listener.web_http")).toEqual({
      load_balancer_arn: "${aws_lb.web.arn}",
      port: 80,
      protocol: "HTTP",
      default_action: [{ type: "forward", target_group_arn: "${aws_lb_target_group.web.arn}" }],
    });
  });
});

describe("props", () => {
  it("protect false: a test copy that can be destroyed", () => {
    expect(define({ protect: false }).json).toEqual(
      define().with(["resource", "aws_lb", "web", "enable_deletion_protection"], false).json,
    );
  });

  it.each<[Partial<LoadBalancerProps>, string[], string | number]>([
    [{ deregistrationDelaySeconds: 0 }, ["deregistration_delay"], "0"],
    [{ healthCheck: { path: "/" } }, ["health_check", "path"], "/"],
    [{ healthCheck: { path: "/healthz", matcher: "200-299" } }, ["health_check", "matcher"], "200-299"],
    [{ healthCheck: { path: "/healthz", intervalSeconds: 10 } }, ["health_check", "interval"], 10],
    [{ healthCheck: { path: "/healthz", timeoutSeconds: 29 } }, ["health_check", "timeout"], 29],
    [{ vpcId: "vpc-2" }, ["vpc_id"], "vpc-2"],
  ])("%j changes just the argument of that name", (props, path, value) => {
    expect(define(props).json).toEqual(define().with(["resource", "aws_lb_target_group", "web", ...path], value).json);
  });

  it("times and names that only Terraform knows", () => {
    const template = Template.of((stack) => {
      const seconds = new TerraformVariable(stack, "seconds", { type: "number" }).numberValue;
      const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
      new LoadBalancer(stack, "web", {
        ...PROPS,
        loadBalancerName: name,
        listener: { kind: "https", certificateArn: name },
        healthCheck: { path: "/healthz", intervalSeconds: seconds, timeoutSeconds: seconds },
        deregistrationDelaySeconds: seconds,
      });
    });

    expect(template.at(BALANCER).name).toBe("${var.name}");
    expect(template.at(TARGETS)).toMatchObject({
      deregistration_delay: "${var.seconds}",
      health_check: { interval: "${var.seconds}", timeout: "${var.seconds}" },
    });
  });

  it.each(["a".repeat(32), "A-1", "internal", "a--b"])("the name %j", (loadBalancerName) => {
    expect(define({ loadBalancerName }).at(BALANCER).name).toBe(loadBalancerName);
  });

  it.each(["200", "200,302", "200-499", "299"])("the matcher %j", (matcher) => {
    expect(define({ healthCheck: { path: "/", matcher } }).value(TARGETS, "health_check.matcher")).toBe(matcher);
  });

  it("the longest target group's name that there is room for", () => {
    expect(String(define({ targetGroupName: "a".repeat(25) }).at(TARGETS).name)).toHaveLength(32);
  });

  it.each([1, 65_535])("the target port %i", (targetPort) => {
    expect(define({ targetPort }).at(TARGETS).port).toBe(targetPort);
  });

  it("times at the limits", () => {
    const { healthCheckIntervalSeconds: interval, healthCheckTimeoutSeconds: timeout } = LOAD_BALANCER_LIMITS;
    const times = (intervalSeconds: number, timeoutSeconds: number, deregistrationDelaySeconds: number) =>
      define({ healthCheck: { path: "/", intervalSeconds, timeoutSeconds }, deregistrationDelaySeconds }).at(TARGETS);

    expect(times(interval.min, timeout.min, 0)).toMatchObject({
      deregistration_delay: "0",
      health_check: { interval: 5, timeout: 2 },
    });
    expect(times(interval.max, timeout.max, 3600)).toMatchObject({
      deregistration_delay: "3600",
      health_check: { interval: 300, timeout: 120 },
    });
  });
});

describe("rejects", () => {
  it.each<[string, Partial<LoadBalancerProps>, string]>([
    ...["", "a".repeat(33), "internal-web", "-web", "web-", "web_1", "web.1"].map(
      (loadBalancerName): [string, Partial<LoadBalancerProps>, string] => [
        "the load balancer's name",
        { loadBalancerName },
        `loadBalancerName must be 1 to 32 letters, digits and hyphens, not begin or end with a hyphen and not begin with "internal-", got ${JSON.stringify(loadBalancerName)}`,
      ],
    ),
    ...["", "a".repeat(26), "-web", "web_1"].map((targetGroupName): [string, Partial<LoadBalancerProps>, string] => [
      "the target group's name",
      { targetGroupName },
      `targetGroupName must be 1 to 25 letters, digits and hyphens and not begin with a hyphen; 7 characters are added, got ${JSON.stringify(targetGroupName)}`,
    ]),
    ...[0, 65_536, 80.5].map((targetPort): [string, Partial<LoadBalancerProps>, string] => [
      "the target port",
      { targetPort },
      `targetPort must be a whole number between 1 and 65535 (a TCP port), got ${targetPort}`,
    ]),
    ...["", "healthz", "/a b", "/ä", `/${"a".repeat(1024)}`].map(
      (path): [string, Partial<LoadBalancerProps>, string] => [
        "the path",
        { healthCheck: { path } },
        `healthCheck.path must be a path that begins with / and has 1 to 1024 ASCII characters without spaces, got ${JSON.stringify(path)}`,
      ],
    ),
    ...["", "500", "199", "200-", "200,", "200-299,302", "OK"].map(
      (matcher): [string, Partial<LoadBalancerProps>, string] => [
        "the matcher",
        { healthCheck: { path: "/", matcher } },
        `healthCheck.matcher must be status codes from 200 to 499 such as "200", "200,302" or "200-299", got ${JSON.stringify(matcher)}`,
      ],
    ),
    ...[4, 301].map((intervalSeconds): [string, Partial<LoadBalancerProps>, string] => [
      "the interval",
      { healthCheck: { path: "/", intervalSeconds, timeoutSeconds: 2 } },
      `healthCheck.intervalSeconds must be a whole number between 5 and 300 seconds, got ${intervalSeconds}`,
    ]),
    ...[1, 121].map((timeoutSeconds): [string, Partial<LoadBalancerProps>, string] => [
      "the timeout",
      { healthCheck: { path: "/", intervalSeconds: 300, timeoutSeconds } },
      `healthCheck.timeoutSeconds must be a whole number between 2 and 120 seconds, got ${timeoutSeconds}`,
    ]),
    ...[-1, 3601].map((deregistrationDelaySeconds): [string, Partial<LoadBalancerProps>, string] => [
      "the delay",
      { deregistrationDelaySeconds },
      `deregistrationDelaySeconds must be a whole number between 0 and 3600 seconds, got ${deregistrationDelaySeconds}`,
    ]),
    [
      "a timeout as long as the interval",
      { healthCheck: { path: "/", intervalSeconds: 10, timeoutSeconds: 10 } },
      "healthCheck.timeoutSeconds must be less than intervalSeconds, 10, got 10; a check must end before the next begins",
    ],
    [
      "one zone",
      { subnetIds: ["subnet-a"] },
      'subnetIds must name at least 2 subnets in different zones, got ["subnet-a"]',
    ],
    ["no group", { securityGroupIds: [] }, "securityGroupIds must name at least 1 security group, got []"],
    [
      "another kind of certificate",
      { listener: { kind: "https", certificateArn: "arn:aws:iam::111111111111:server-certificate/web" } },
      'listener.certificateArn must be the ARN of an ACM certificate, got "arn:aws:iam::111111111111:server-certificate/web"',
    ],
    ...["", "/web", "web/", "web//access", "AWSLogs", "web/AWSLogs/access", "w b"].map(
      (accessPrefix): [string, Partial<LoadBalancerProps>, string] => [
        "the prefix",
        { logs: { ...PROPS.logs, accessPrefix } },
        `logs.accessPrefix must be a path without slashes at its ends and without "AWSLogs", which the service adds itself, got ${JSON.stringify(accessPrefix)}`,
      ],
    ),
    [
      "the other prefix",
      { logs: { ...PROPS.logs, connectionPrefix: "/" } },
      'logs.connectionPrefix must be a path without slashes at its ends and without "AWSLogs", which the service adds itself, got "/"',
    ],
    [
      "one prefix for both",
      { logs: { ...PROPS.logs, connectionPrefix: "web/access" } },
      'logs.connectionPrefix must differ from accessPrefix, got "web/access" for both; a query reads one kind of line',
    ],
  ])("fails if %s is wrong: %j", (_, props, problem) => {
    expect(() => define(props)).toThrow(new Error(`test/web: ${problem}`));
  });

  it("fails if the target port is one that only Terraform will know", () => {
    expect(() =>
      Template.of((stack) => {
        const targetPort = new TerraformVariable(stack, "port", { type: "number" }).numberValue;
        new LoadBalancer(stack, "web", { ...PROPS, targetPort });
      }),
    ).toThrow(
      new Error("test/web: targetPort must be known at synth, got a reference; the target group's name carries it"),
    );
  });

  it("fails with all problems at once", () => {
    expect(() => define({ targetPort: 0, subnetIds: [], securityGroupIds: [] })).toThrow(
      new Error(
        "test/web: 3 problems\n" +
          "  - targetPort must be a whole number between 1 and 65535 (a TCP port), got 0\n" +
          "  - subnetIds must name at least 2 subnets in different zones, got []\n" +
          "  - securityGroupIds must name at least 1 security group, got []",
      ),
    );
  });
});
