import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { ValidatedCertificate, type ValidatedCertificateProps } from "../../../constructs/edge/certificate";
import { argumentProblems, typeOf } from "../../support/bindings";
import { usesIn } from "../../support/graph";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";

const PROPS: ValidatedCertificateProps = { domainName: "www.example.com", hostedZoneId: "Z0123456789ABC" };

const OPTIONS = "aws_acm_certificate.certificate.domain_validation_options";

function define(props: Partial<ValidatedCertificateProps> = {}): Template {
  return Template.of((stack) => new ValidatedCertificate(stack, "certificate", { ...PROPS, ...props }));
}

function option(attribute: string, name: string): string {
  return `\${one([for option in ${OPTIONS} : option.${attribute} if option.domain_name == "${name}"])}`;
}

describe("defines by default", () => {
  it("a certificate, the record that proves the name, and the wait for it to be issued", () => {
    const template = define();

    expect(template.types).toEqual({
      aws_acm_certificate: 1,
      aws_acm_certificate_validation: 1, // what listeners wait for
      aws_route53_record: 1, // what ACM looks for
    });
    expect(template.blocks).toHaveLength(3);
  });

  it("what the provider takes", () => {
    for (const block of define({ alternativeNames: ["example.com", "*.example.com"] }).resources) {
      expect(ruleProblems(rulesOf(typeOf(block)), block.values)).toEqual([]);
      expect(argumentProblems(typeOf(block), block.values)).toEqual([]);
    }
  });

  it("the same in anybody's stack", () => {
    expect(
      Testing.synthScope((scope) => new ValidatedCertificate(scope, "certificate", PROPS)),
    ).toHaveResourceWithProperties(AcmCertificate, { domain_name: "www.example.com" });
  });
});

describe("guarantees", () => {
  it("WEB-ALB-1: proves the name by DNS, and stands in the transparency logs", () => {
    expect(define().only("aws_acm_certificate")).toEqual({
      domain_name: "www.example.com",
      validation_method: "DNS",
      options: { certificate_transparency_logging_preference: "ENABLED" },
      lifecycle: { create_before_destroy: true },
    });
  });

  it("ENT-ACM-1: makes the record that ACM wants in the hosted zone, even where it is there already", () => {
    expect(define().only("aws_route53_record")).toEqual({
      zone_id: "Z0123456789ABC",
      name: option("resource_record_name", "www.example.com"),
      type: "CNAME",
      ttl: 60,
      records: [option("resource_record_value", "www.example.com")],
      allow_overwrite: true,
    });
  });

  it("ENT-ACM-1: hands on an ARN that is known when the certificate is issued, not before", () => {
    const template = Template.of((stack) => {
      const { certificateArn } = new ValidatedCertificate(stack, "certificate", PROPS);
      new TerraformOutput(stack, "arn", { value: certificateArn });
    });

    expect(template.outputs.arn?.value).toBe("${aws_acm_certificate_validation.certificate.certificate_arn}");
    expect(template.only("aws_acm_certificate_validation")).toEqual({
      certificate_arn: "${aws_acm_certificate.certificate.arn}",
      validation_record_fqdns: ["${aws_route53_record.certificate.fqdn}"],
    });
  });

  it("ENT-ACM-1: refers to nothing that is not there, and uses no for_each of what is not known", () => {
    const template = define({ alternativeNames: ["example.com"] });

    expect(usesIn(template).filter(({ problem }) => problem !== undefined)).toEqual([]);
    expect(
      usesIn(template)
        .filter(({ from }) => from.startsWith("aws_route53_record."))
        .map(({ from, to }) => `${from} ${to}`),
    ).toEqual([
      ...Array.from({ length: 2 }, () => "aws_route53_record.certificate aws_acm_certificate.certificate"),
      ...Array.from({ length: 2 }, () => "aws_route53_record.certificate_example_com aws_acm_certificate.certificate"),
    ]);
    expect(JSON.stringify(template.json)).not.toMatch(/"(?:for_each|count)"/);
  });
});

describe("props", () => {
  it("alternativeNames: further names, each with a record of its own, and all of them waited for", () => {
    const template = define({ alternativeNames: ["api.example.com", "example.org"] });

    expect(template.only("aws_acm_certificate").subject_alternative_names).toEqual(["api.example.com", "example.org"]);
    expect(template.addresses("aws_route53_record")).toEqual([
      "aws_route53_record.certificate",
      "aws_route53_record.certificate_api_example_com",
      "aws_route53_record.certificate_example_org",
    ]);
    expect(template.at("aws_route53_record.certificate_api_example_com")).toMatchObject({
      name: option("resource_record_name", "api.example.com"),
      records: [option("resource_record_value", "api.example.com")],
    });
    expect(template.only("aws_acm_certificate_validation").validation_record_fqdns).toEqual([
      "${aws_route53_record.certificate.fqdn}",
      "${aws_route53_record.certificate_api_example_com.fqdn}",
      "${aws_route53_record.certificate_example_org.fqdn}",
    ]);
  });

  it.each([
    ["example.com", "*.example.com"],
    ["*.example.com", "example.com"],
  ])("alternativeNames: %s and %s have one record, since ACM wants the same one for both", (domainName, other) => {
    const template = define({ domainName, alternativeNames: [other] });

    expect(template.only("aws_acm_certificate")).toMatchObject({
      domain_name: domainName,
      subject_alternative_names: [other],
    });
    expect(template.only("aws_route53_record").name).toBe(option("resource_record_name", domainName));
  });

  it("no alternativeNames are as none given", () => {
    expect(define({ alternativeNames: [] })).toEqual(define());
  });

  it("hostedZoneId changes just the records' zone, and may be one that only Terraform knows", () => {
    const zone = ["resource", "aws_route53_record", "certificate", "zone_id"];
    expect(define({ hostedZoneId: "Z9" }).json).toEqual(define().with(zone, "Z9").json);

    const template = Template.of((stack) => {
      const hostedZoneId = new TerraformVariable(stack, "zone", { type: "string" }).stringValue;
      new ValidatedCertificate(stack, "certificate", { ...PROPS, hostedZoneId });
    });
    expect(template.only("aws_route53_record").zone_id).toBe("${var.zone}");
  });

  it("names at their longest", () => {
    const first = `${"a".repeat(60)}.com`;
    const label = "b".repeat(63);
    const other = `${label}.${label}.${label}.${"b".repeat(57)}.com`;
    expect([first.length, other.length]).toEqual([64, 253]);
    expect(define({ domainName: first, alternativeNames: [other] }).only("aws_acm_certificate")).toMatchObject({
      domain_name: first,
      subject_alternative_names: [other],
    });
  });
});

describe("rejects", () => {
  it.each([
    "",
    "example",
    "www.example.com.",
    "WWW.example.com",
    "-a.example.com",
    "a-.example.com",
    "a..com",
    "a.*.com",
  ])("fails if the domain name is %j", (domainName) => {
    expect(() => define({ domainName })).toThrow(
      new Error(
        `test/certificate: domainName must be a domain name in lower case, without a dot at its end; "*." may stand before it, got ${JSON.stringify(domainName)}`,
      ),
    );
  });

  it("fails if an alternative name is none", () => {
    expect(() => define({ alternativeNames: ["example.com", "http://example.com"] })).toThrow(
      new Error(
        'test/certificate: alternativeNames[1] must be a domain name in lower case, without a dot at its end; "*." may stand before it, got "http://example.com"',
      ),
    );
  });

  it("fails if the first name is too long for a common name", () => {
    expect(() => define({ domainName: `${"a".repeat(61)}.com` })).toThrow(
      new Error(
        "test/certificate: domainName must have at most 64 characters, got 65; put a shorter name first and this one into alternativeNames",
      ),
    );
  });

  it("fails if a name occurs twice", () => {
    expect(() => define({ alternativeNames: ["example.com", "www.example.com", "example.com"] })).toThrow(
      new Error(
        "test/certificate: 2 problems\n" +
          '  - alternativeNames[1] must differ from the others, got "www.example.com" again\n' +
          '  - alternativeNames[2] must differ from the others, got "example.com" again',
      ),
    );
  });

  it("fails if a name is one that only Terraform will know", () => {
    expect(() =>
      Template.of((stack) => {
        const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
        new ValidatedCertificate(stack, "certificate", { ...PROPS, domainName: name, alternativeNames: [name] });
      }),
    ).toThrow(
      new Error(
        "test/certificate: 2 problems\n" +
          "  - domainName must be known at synth, got a reference; each name has a record of its own\n" +
          "  - alternativeNames[0] must be known at synth, got a reference; each name has a record of its own",
      ),
    );
  });

  it.each(["", "example.com", "/hostedzone/Z0123456789ABC", `Z${"0".repeat(32)}`, "z0123"])(
    "fails if the hosted zone is %j",
    (hostedZoneId) => {
      expect(() => define({ hostedZoneId })).toThrow(
        new Error(
          `test/certificate: hostedZoneId must be the id of a Route 53 hosted zone such as Z0123456789ABC, got ${JSON.stringify(hostedZoneId)}`,
        ),
      );
    },
  );
});
