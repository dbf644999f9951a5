import { synthesized } from "../../support/environments";
import type { Template } from "../../support/template";

const CERTIFICATE = "arn:aws:acm:us-east-1:222222222222:certificate/11111111-2222-3333-4444-555555555555";

const webApp = () => synthesized({}, "web-app").template;
const givenCertificate = () =>
  synthesized({ edge: { domainName: undefined, hostedZoneId: undefined, certificateArn: CERTIFICATE } }, "web-app");
const plainHttp = () =>
  synthesized({ edge: { domainName: undefined, hostedZoneId: undefined, allowPlainHttp: true } }, "web-app");

/** What belongs to the load balancer itself, its name and its certificate. */
function parts(template: Template): string[] {
  return template.addresses().filter((address) => /^aws_(?:lb|acm|route53)/.test(address));
}

const BALANCER = [
  "aws_lb.load_balancer",
  "aws_lb_listener.load_balancer_http", // sends on
  "aws_lb_listener.load_balancer_https",
  "aws_lb_target_group.load_balancer", // the instances
];

describe("the certificate", () => {
  it("WEB-ALB-1: is requested and validated by DNS where a hosted zone is given, and the name leads to the load balancer", () => {
    const template = webApp();

    expect(parts(template)).toEqual([
      "aws_acm_certificate.certificate",
      "aws_acm_certificate_validation.certificate", // waits until it is issued
      ...BALANCER,
      "aws_route53_record.certificate", // proves that the name is ours
      "aws_route53_record.load_balancer_name", // what people type
    ]);
    expect(template.only("aws_acm_certificate")).toMatchObject({
      domain_name: "app.example.com",
      validation_method: "DNS",
      lifecycle: { create_before_destroy: true },
    });
    expect(template.at("aws_route53_record.certificate")).toMatchObject({
      zone_id: "Z0123456789EXAMPLE",
      type: "CNAME",
      name: expect.stringContaining("aws_acm_certificate.certificate.domain_validation_options"),
    });
    expect(template.only("aws_acm_certificate_validation")).toEqual({
      certificate_arn: "${aws_acm_certificate.certificate.arn}",
      validation_record_fqdns: ["${aws_route53_record.certificate.fqdn}"],
    });
    expect(template.at("aws_route53_record.load_balancer_name")).toEqual({
      zone_id: "Z0123456789EXAMPLE",
      name: "app.example.com",
      type: "A",
      alias: {
        name: "${aws_lb.load_balancer.dns_name}",
        zone_id: "${aws_lb.load_balancer.zone_id}",
        evaluate_target_health: true,
      },
    });
  });

  it("WEB-ALB-1: the listener waits until it is issued", () => {
    expect(webApp().at("aws_lb_listener.load_balancer_https").certificate_arn).toBe(
      "${aws_acm_certificate_validation.certificate.certificate_arn}",
    );
  });

  it("WEB-ALB-1: a given one is taken as it is, and nothing is made beside it", () => {
    const { template, summaries } = givenCertificate();

    expect(template.at("aws_lb_listener.load_balancer_https").certificate_arn).toBe(CERTIFICATE);
    expect(parts(template)).toEqual(BALANCER);
    expect(summaries[0]?.lowerings).toEqual([]);
  });

  it("WEB-ALB-1: a given one with a hosted zone leaves the name only to be made", () => {
    const { template } = synthesized({ edge: { certificateArn: CERTIFICATE } }, "web-app");

    expect(template.at("aws_lb_listener.load_balancer_https").certificate_arn).toBe(CERTIFICATE);
    expect(parts(template)).toEqual([...BALANCER, "aws_route53_record.load_balancer_name"]);
  });

  it("WEB-ALB-1: without one there is HTTP only, which must be said and is listed as a lowering", () => {
    const { template, summaries } = plainHttp();
    const lowering =
      "The load balancer serves HTTP without a certificate, because edge.allowPlainHttp is true. Whoever is on the way can read and change everything.";

    expect(parts(template)).toEqual(BALANCER.filter((address) => !address.endsWith("https")));
    expect(template.at("aws_lb_listener.load_balancer_http").default_action).toEqual([
      { type: "forward", target_group_arn: "${aws_lb_target_group.load_balancer.arn}" },
    ]);
    expect(summaries[0]?.lowerings).toEqual([lowering]);
    expect(template.outputs.security_lowerings?.value).toEqual([lowering]);
    expect(template.outputs.application_url?.value).toBe("http://${aws_lb.load_balancer.dns_name}");
  });
});

describe("the listeners", () => {
  it("WEB-ALB-1: 443 takes TLS 1.2 and 1.3 with forward secrecy, nothing older, and passes on to the application", () => {
    expect(webApp().at("aws_lb_listener.load_balancer_https")).toEqual({
      load_balancer_arn: "${aws_lb.load_balancer.arn}",
      port: 443,
      protocol: "HTTPS",
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
      certificate_arn: "${aws_acm_certificate_validation.certificate.certificate_arn}",
      default_action: [{ type: "forward", target_group_arn: "${aws_lb_target_group.load_balancer.arn}" }],
    });
  });

  it("WEB-ALB-1: 80 only redirects to HTTPS, for good", () => {
    expect(webApp().at("aws_lb_listener.load_balancer_http")).toEqual({
      load_balancer_arn: "${aws_lb.load_balancer.arn}",
      port: 80,
      protocol: "HTTP",
      default_action: [{ type: "redirect", redirect: { port: "443", protocol: "HTTPS", status_code: "HTTP_301" } }],
    });
  });
});

describe("the load balancer", () => {
  it("WEB-ALB-1: faces the internet from the public subnets, drops invalid headers, and refuses deletion", () => {
    expect(webApp().only("aws_lb")).toMatchObject({
      name: "WebApp-LB",
      load_balancer_type: "application",
      internal: false,
      subnets: ["${aws_subnet.public_a.id}", "${aws_subnet.public_b.id}"],
      security_groups: ["${aws_security_group.load_balancer.id}"],
      drop_invalid_header_fields: true,
      desync_mitigation_mode: "defensive",
      enable_deletion_protection: true,
    });
  });

  it("WEB-ALB-1: a test copy can be deleted", () => {
    const copy = synthesized({ lifecycle: "ephemeral", stage: "development" }, "web-app").template;

    expect(copy.only("aws_lb").enable_deletion_protection).toBe(false);
  });

  it("WEB-ALB-1: waits for the internet gateway, without which AWS refuses one that faces the internet", () => {
    expect(webApp().only("aws_lb").depends_on).toContain("aws_internet_gateway.vpc");
  });

  it("WEB-ALB-1: logs requests and connections to a bucket that lets it, before it starts", () => {
    const template = webApp();
    const bucket = "${aws_s3_bucket.load_balancer_logs.id}";

    expect(template.only("aws_lb")).toMatchObject({
      access_logs: { bucket, enabled: true, prefix: "access" },
      connection_logs: { bucket, enabled: true, prefix: "connections" },
      depends_on: expect.arrayContaining(["aws_s3_bucket_policy.load_balancer_logs"]),
    });
    expect(template.policyOf("aws_s3_bucket_policy.load_balancer_logs", "policy")[1]).toEqual({
      sid: "AllowLoadBalancersToDeliverLogs",
      effect: "Allow",
      principals: { Service: ["logdelivery.elasticloadbalancing.amazonaws.com"] },
      actions: ["s3:PutObject"],
      resources: ["access", "connections"].map(
        (prefix) =>
          `arn:aws:s3:::webapp-lb-logs-bucket-\${random_id.bucket_suffix.hex}/${prefix}/AWSLogs/222222222222/*`,
      ),
      conditions: [
        {
          test: "ArnLike",
          variable: "aws:SourceArn",
          values: ["arn:aws:elasticloadbalancing:us-east-1:222222222222:loadbalancer/*"],
        },
      ],
    });
  });

  it("WEB-ALB-1: its log bucket has S3's own keys, since it takes no others", () => {
    expect(
      webApp().value("aws_s3_bucket_server_side_encryption_configuration.load_balancer_logs", "rule.0"),
    ).toMatchObject({ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } });
  });

  it("WEB-ALB-1: asks instances for their health by the configured path, and can be given a new target group", () => {
    const other = synthesized({ application: { healthCheckPath: "/alive" } }, "web-app").template;
    const group = (template: Template) => template.only("aws_lb_target_group");

    expect(group(webApp())).toMatchObject({
      port: 8080,
      protocol: "HTTP",
      target_type: "instance",
      vpc_id: "${aws_vpc.vpc.id}",
      health_check: { path: "/healthz", protocol: "HTTP", matcher: "200" },
      lifecycle: { create_before_destroy: true },
    });
    expect(group(other).health_check).toMatchObject({ path: "/alive" });
    expect(group(synthesized({ application: { port: 9000 } }, "web-app").template).name).not.toBe(group(webApp()).name);
  });
});
