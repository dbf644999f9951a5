import { type EnvironmentOverrides, environmentOf, synthesized } from "../../support/environments";
import { groupRules } from "../network-rules";

const enterprise = () => synthesized({}, "enterpriseapp").template;

/** The edge with other ways to a certificate; what is not named is left out. */
const edge = (values: NonNullable<EnvironmentOverrides["edge"]>): EnvironmentOverrides => ({
  edge: { domainName: undefined, hostedZoneId: undefined, ...values },
});

const ZONE = "Z0123456789EXAMPLE";
const CERTIFICATE = "arn:aws:acm:us-east-1:444444444444:certificate/11111111-2222-3333-4444-555555555555";

describe("with a domain", () => {
  it("ENT-ACM-1: the certificate, its proof and the names are these, and no others", () => {
    expect(
      enterprise()
        .addresses()
        .filter((address) => /^aws_(?:acm|route53)/.test(address)),
    ).toEqual([
      "aws_acm_certificate.certificate",
      "aws_acm_certificate_validation.certificate", // waits until it is issued
      "aws_route53_record.certificate", // the proof
      "aws_route53_record.load_balancer_name", // what people type
    ]);
  });

  it("ENT-ACM-1: the certificate is ACM's, for the domain, proven by DNS, and replaced before it goes", () => {
    expect(enterprise().only("aws_acm_certificate")).toEqual({
      domain_name: "enterprise.example.com",
      validation_method: "DNS",
      options: { certificate_transparency_logging_preference: "ENABLED" },
      lifecycle: { create_before_destroy: true },
    });
  });

  it("ENT-ACM-1: the proof is the record that ACM asks for, in the hosted zone", () => {
    const option = (attribute: string) =>
      `one([for option in aws_acm_certificate.certificate.domain_validation_options : option.${attribute} if option.domain_name == "enterprise.example.com"])`;

    expect(enterprise().at("aws_route53_record.certificate")).toEqual({
      zone_id: ZONE,
      name: `\${${option("resource_record_name")}}`,
      records: [`\${${option("resource_record_value")}}`],
      type: "CNAME",
      ttl: 60,
      allow_overwrite: true,
    });
    expect(enterprise().only("aws_acm_certificate_validation")).toEqual({
      certificate_arn: "${aws_acm_certificate.certificate.arn}",
      validation_record_fqdns: ["${aws_route53_record.certificate.fqdn}"],
    });
  });

  it("ENT-ACM-1: HTTPS listens with that certificate, once it is issued; HTTP only redirects there", () => {
    expect(
      enterprise()
        .blocksOf("aws_lb_listener")
        .map(({ values }) => values),
    ).toEqual([
      {
        load_balancer_arn: "${aws_lb.load_balancer.arn}",
        port: 80,
        protocol: "HTTP",
        default_action: [{ type: "redirect", redirect: { port: "443", protocol: "HTTPS", status_code: "HTTP_301" } }],
      },
      {
        load_balancer_arn: "${aws_lb.load_balancer.arn}",
        port: 443,
        protocol: "HTTPS",
        ssl_policy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        certificate_arn: "${aws_acm_certificate_validation.certificate.certificate_arn}",
        default_action: [{ type: "forward", target_group_arn: "${aws_lb_target_group.load_balancer.arn}" }],
      },
    ]);
  });

  it("ENT-ACM-1: the domain leads to the load balancer, and is the application's address", () => {
    expect(enterprise().at("aws_route53_record.load_balancer_name")).toMatchObject({
      zone_id: ZONE,
      name: "enterprise.example.com",
      type: "A",
      alias: { name: "${aws_lb.load_balancer.dns_name}", zone_id: "${aws_lb.load_balancer.zone_id}" },
    });
    expect(enterprise().outputs.ApplicationUrl?.value).toBe("https://enterprise.example.com");
  });

  it("ENT-ACM-1: a given certificate takes the place of a made one", () => {
    const { template } = synthesized(edge({ certificateArn: CERTIFICATE }), "enterpriseapp");

    expect(template.at("aws_lb_listener.load_balancer_https").certificate_arn).toBe(CERTIFICATE);
    expect(template.types).not.toHaveProperty("aws_acm_certificate");
  });
});

describe("without one it is an error when the YAML is read, never a plan that fails half-way", () => {
  it.each<[string, NonNullable<EnvironmentOverrides["edge"]>, string]>([
    [
      "nothing",
      {},
      "edge.certificateArn must be given, or domainName with hostedZoneId, got nothing; HTTP without a certificate must be said with allowPlainHttp: true",
    ],
    [
      "a domain without its zone",
      { domainName: "enterprise.example.com" },
      "edge.hostedZoneId must be given with domainName, or else certificateArn, got nothing; a certificate is made by records in that zone",
    ],
    [
      "a zone without a domain",
      { hostedZoneId: ZONE },
      "edge.domainName must be given with hostedZoneId, got nothing; write the name that is to lead to the load balancer",
    ],
    ["no domain", { domainName: "enterprise_example", hostedZoneId: ZONE }, "edge.domainName must "],
    ["an address", { domainName: "203.0.113.7", hostedZoneId: ZONE }, "edge.domainName must "],
    ["a URL", { domainName: "https://enterprise.example.com", hostedZoneId: ZONE }, "edge.domainName must "],
    [
      "a domain that is longer than certificates take",
      { domainName: `${"a".repeat(50)}.enterprise.example.com`, hostedZoneId: ZONE },
      "edge.domainName must have at most 64 characters where its certificate is made",
    ],
    [
      "a certificate of another region",
      { certificateArn: CERTIFICATE.replace("us-east-1", "eu-west-1") },
      "edge.certificateArn must begin with arn:aws:acm:us-east-1:444444444444:",
    ],
  ])("ENT-ACM-1: %s", (_, values, message) => {
    expect(() => environmentOf(edge(values), "enterpriseapp")).toThrow(message);
  });
});

describe("with edge.allowPlainHttp", () => {
  const plain = () => synthesized(edge({ allowPlainHttp: true }), "enterpriseapp");

  it("ENT-ACM-1: HTTP is served, and nothing waits for a certificate", () => {
    const { template } = plain();

    expect(template.only("aws_lb_listener")).toEqual({
      load_balancer_arn: "${aws_lb.load_balancer.arn}",
      port: 80,
      protocol: "HTTP",
      default_action: [{ type: "forward", target_group_arn: "${aws_lb_target_group.load_balancer.arn}" }],
    });
    expect(Object.keys(template.types).filter((type) => /acm|route53/.test(type))).toEqual([]);
    expect(groupRules(template).filter((rule) => rule.startsWith("load_balancer: in"))).toEqual([
      "load_balancer: in tcp 80 0.0.0.0/0",
    ]);
    expect(template.outputs.ApplicationUrl?.value).toBe("http://${aws_lb.load_balancer.dns_name}");
  });

  it("ENT-ACM-1: it is a lowering, which the summary and an output say", () => {
    const lowering =
      "The load balancer serves HTTP without a certificate, because edge.allowPlainHttp is true. Whoever is on the way can read and change everything.";

    expect(plain().summaries.flatMap(({ lowerings }) => lowerings)).toEqual([lowering]);
    expect(plain().template.outputs.SecurityLowerings?.value).toEqual([lowering]);
  });

  it("ENT-ACM-1: beside a domain or a certificate it is refused: it would serve HTTP for nothing", () => {
    expect(() => environmentOf({ edge: { allowPlainHttp: true } }, "enterpriseapp")).toThrow(
      "edge.allowPlainHttp must be false where there is a certificate, got true; remove it",
    );
  });
});
