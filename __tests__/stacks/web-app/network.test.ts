import { synthesized } from "../../support/environments";
import { objectOf } from "../../support/json";
import { aclRules, groupRules } from "../network-rules";

const webApp = () => synthesized({}, "web-app").template;
const plainHttp = () =>
  synthesized({ edge: { domainName: undefined, hostedZoneId: undefined, allowPlainHttp: true, waf: false } }, "web-app")
    .template;

describe("security groups", () => {
  it("WEB-NET-1: are four: of the load balancer, the application, the functions and the database, without rules of their own", () => {
    const template = webApp();

    expect(template.addresses("aws_security_group")).toEqual([
      "aws_security_group.application",
      "aws_security_group.database",
      "aws_security_group.functions",
      "aws_security_group.load_balancer",
    ]);
    for (const group of template.all("aws_security_group")) {
      expect(Object.keys(group).sort()).toEqual(["description", "lifecycle", "name", "tags", "vpc_id"]);
    }
  });

  it("WEB-NET-1: every rule is a resource of its own, and there is one for each end of each flow", () => {
    expect(groupRules(webApp())).toEqual([
      "application: in tcp 8080 load_balancer", // requests
      "application: out tcp 443 0.0.0.0/0", // AWS, packages
      "application: out tcp 5432 database",
      "database: in tcp 5432 application",
      "database: in tcp 5432 functions",
      "functions: out tcp 443 0.0.0.0/0", // AWS
      "functions: out tcp 5432 database",
      "load_balancer: in tcp 443 0.0.0.0/0", // people
      "load_balancer: in tcp 80 0.0.0.0/0", // people who are sent on to 443
      "load_balancer: out tcp 8080 application",
    ]);
    expect(webApp().types).not.toHaveProperty("aws_security_group_rule");
  });

  it("WEB-NET-1: each rule says what it is for", () => {
    const rules = ["ingress", "egress"].flatMap((way) => webApp().all(`aws_vpc_security_group_${way}_rule`));

    expect(rules).toHaveLength(10);
    for (const { description } of rules) {
      expect(description).toMatch(/^[A-Z].{8,}/);
    }
  });

  it("WEB-NET-1: they follow the ports of the configuration", () => {
    const { template } = synthesized({ application: { port: 9000 }, database: { port: 6543 } }, "web-app");

    expect(groupRules(template).filter((rule) => / (?:9000|6543) /.test(rule))).toEqual([
      "application: in tcp 9000 load_balancer",
      "application: out tcp 6543 database",
      "database: in tcp 6543 application",
      "database: in tcp 6543 functions",
      "functions: out tcp 6543 database",
      "load_balancer: out tcp 9000 application",
    ]);
    expect(template.at("aws_lb_target_group.load_balancer").port).toBe(9000);
  });

  it("WEB-NET-1: an application that does not use the database does not reach it", () => {
    const { template } = synthesized({ application: { databaseAccess: false } }, "web-app");

    expect(groupRules(template).filter((rule) => /^application.*database|^database.*application/.test(rule))).toEqual(
      [],
    );
    expect(template.addresses("aws_iam_policy")).not.toContain("aws_iam_policy.application_role");
    expect(template.at("aws_iam_role.application_role").description).toBe(
      "Lets application instances be managed, and send metrics and logs.",
    );
  });

  it("WEB-NET-1: plain HTTP opens port 80 and not 443", () => {
    expect(groupRules(plainHttp()).filter((rule) => rule.startsWith("load_balancer: in"))).toEqual([
      "load_balancer: in tcp 80 0.0.0.0/0",
    ]);
  });
});

describe("network ACLs", () => {
  it("WEB-NET-1: public subnets take requests and pass them on; no packet from outside reaches a guarded port", () => {
    expect(aclRules(webApp(), "public_acl")).toEqual([
      "in 100 allow tcp 443 0.0.0.0/0", // people, and private subnets on their way out
      "in 110 allow tcp 80 0.0.0.0/0",
      "in 200 allow tcp 1024-65535 10.30.0.0/16", // answers of the application
      "in 300 deny tcp 3389 0.0.0.0/0",
      "in 310 deny tcp 5432 0.0.0.0/0",
      "in 320 deny tcp 8080 0.0.0.0/0",
      "in 400 allow tcp 1024-65535 0.0.0.0/0", // answers to NAT
      "out 100 allow tcp 443 0.0.0.0/0",
      "out 110 allow tcp 8080 10.30.0.0/16",
      "out 200 allow tcp 1024-65535 10.30.0.0/16",
      "out 400 allow tcp 1024-65535 0.0.0.0/0", // answers to people
    ]);
  });

  it("WEB-NET-1: private subnets take requests from the VPC, and from outside nothing but answers", () => {
    expect(aclRules(webApp(), "private_acl")).toEqual([
      "in 100 allow tcp 443 10.30.0.0/16",
      "in 110 allow tcp 5432 10.30.0.0/16",
      "in 120 allow tcp 8080 10.30.0.0/16",
      "in 200 allow tcp 1024-65535 10.30.0.0/16",
      "in 300 deny tcp 3389 0.0.0.0/0",
      "in 310 deny tcp 5432 0.0.0.0/0",
      "in 320 deny tcp 8080 0.0.0.0/0",
      "in 400 allow tcp 1024-65535 0.0.0.0/0",
      "out 100 allow tcp 443 0.0.0.0/0",
      "out 110 allow tcp 5432 10.30.0.0/16",
      "out 200 allow tcp 1024-65535 10.30.0.0/16",
    ]);
  });
});

describe("NAT gateways", () => {
  it("WEB-NET-1: and their addresses carry a Name each, beside the tags of everything", () => {
    const named = (type: string) =>
      webApp()
        .blocksOf(type)
        .map(({ name, values }) => [name, objectOf(values.tags).Name]);
    const names = [
      ["nat_a", "WebApp-A-NatGateway"],
      ["nat_b", "WebApp-B-NatGateway"],
    ];

    expect([named("aws_nat_gateway"), named("aws_eip")]).toEqual([names, names]);
    expect(synthesized({}, "web-app").environment.tags).toEqual({
      Environment: "Production",
      Project: "WebApp",
      Owner: "WebTeam",
      ManagedBy: "Terraform",
    });
    expect(webApp().json.provider).toMatchObject({
      aws: [{ default_tags: [{ tags: synthesized({}, "web-app").environment.tags }] }],
    });
  });

  it("WEB-NET-1: each stands in the public subnet of its zone, once the way to the internet is there", () => {
    for (const zone of ["a", "b"]) {
      expect(webApp().at(`aws_nat_gateway.nat_${zone}`)).toMatchObject({
        subnet_id: `\${aws_subnet.public_${zone}.id}`,
        allocation_id: `\${aws_eip.nat_${zone}.id}`,
        depends_on: ["aws_internet_gateway.vpc"],
      });
      expect(webApp().at(`aws_route.private_${zone}`).nat_gateway_id).toBe(`\${aws_nat_gateway.nat_${zone}.id}`);
    }
  });
});
