import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { DnsAlias, type DnsAliasProps } from "../../../constructs/edge/dns-alias";
import { argumentProblems } from "../../support/bindings";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";

const PROPS: DnsAliasProps = {
  hostedZoneId: "Z0123456789ABC",
  domainName: "www.example.com",
  target: { dnsName: "example-web-1.us-east-1.elb.amazonaws.com", zoneId: "Z35SXDOTRQ7X7K" },
};

function define(props: Partial<DnsAliasProps> = {}): Template {
  return Template.of((stack) => new DnsAlias(stack, "name", { ...PROPS, ...props }));
}

it("WEB-ALB-1: defines by default one record that leads to the load balancer while it has healthy targets", () => {
  const template = define();

  expect(template.types).toEqual({ aws_route53_record: 1 });
  expect(template.at("aws_route53_record.name")).toEqual({
    zone_id: "Z0123456789ABC",
    name: "www.example.com",
    type: "A",
    alias: {
      name: "example-web-1.us-east-1.elb.amazonaws.com",
      zone_id: "Z35SXDOTRQ7X7K",
      evaluate_target_health: true,
    },
  });
});

it("is what the provider takes, and the same in anybody's stack", () => {
  const record = define().only("aws_route53_record");

  expect(ruleProblems(rulesOf("aws_route53_record"), record)).toEqual([]);
  expect(argumentProblems("aws_route53_record", record)).toEqual([]);
  expect(Testing.synthScope((scope) => new DnsAlias(scope, "name", PROPS))).toHaveResourceWithProperties(
    Route53Record,
    { name: "www.example.com" },
  );
});

it("its name is a reference, so that who uses it waits for the record", () => {
  const template = Template.of((stack) => {
    new TerraformOutput(stack, "name", { value: new DnsAlias(stack, "alias", PROPS).domainName });
  });

  expect(template.outputs.name?.value).toBe("${aws_route53_record.alias.fqdn}");
});

it.each<[Partial<DnsAliasProps>, string[], string]>([
  [{ hostedZoneId: "Z1" }, ["zone_id"], "Z1"],
  [{ domainName: "example.com" }, ["name"], "example.com"],
  [{ target: { ...PROPS.target, dnsName: "other" } }, ["alias", "name"], "other"],
  [{ target: { ...PROPS.target, zoneId: "Z2" } }, ["alias", "zone_id"], "Z2"],
])("%j changes just the argument of that name", (props, path, value) => {
  expect(define(props).json).toEqual(define().with(["resource", "aws_route53_record", "name", ...path], value).json);
});

it("takes a name and a zone that only Terraform knows", () => {
  const template = Template.of((stack) => {
    const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
    new DnsAlias(stack, "name", { ...PROPS, hostedZoneId: text, domainName: text });
  });

  expect(template.only("aws_route53_record")).toMatchObject({ zone_id: "${var.text}", name: "${var.text}" });
});

it.each(["", "example", "www.example.com.", "WWW.example.com", "*.example.com", `${"a".repeat(64)}.com`])(
  "fails if the domain name is %j",
  (domainName) => {
    expect(() => define({ domainName })).toThrow(
      new Error(
        `test/name: domainName must be a domain name in lower case, without a dot at its end, got ${JSON.stringify(domainName)}`,
      ),
    );
  },
);

it("fails if zone and name are nonsense, with all problems at once", () => {
  expect(() => define({ hostedZoneId: "example.com", domainName: "www" })).toThrow(
    new Error(
      "test/name: 2 problems\n" +
        '  - hostedZoneId must be the id of a Route 53 hosted zone such as Z0123456789ABC, got "example.com"\n' +
        '  - domainName must be a domain name in lower case, without a dot at its end, got "www"',
    ),
  );
});
