import { diffOf } from "../../../handoff/diff";
import type { JsonObject } from "../../../model";
import { attributeLines, diff, graphOf, only } from "./support";

/** What becomes of one resource when its arguments go from some to others. */
function change(address: string, before: JsonObject, after: JsonObject) {
  const { kind, certain, attributes } = only(diff({ [address]: before }, { [address]: after }));
  return { what: `${certain ? "" : "perhaps "}${kind}`, attributes: attributeLines(attributes) };
}

describe("an attribute that cannot be changed in place", () => {
  it("replaces the resource", () => {
    expect(change("aws_vpc.main", { cidr_block: "10.0.0.0/16" }, { cidr_block: "10.1.0.0/16" })).toEqual({
      what: "replaced",
      attributes: ['cidr_block: "10.0.0.0/16" → "10.1.0.0/16" (replace)'],
    });
  });

  it("does so within a block, also where the block comes whole", () => {
    const volume = { volume_size: 20 };
    expect(
      change("aws_instance.a", { root_block_device: volume }, { root_block_device: { ...volume, encrypted: true } }),
    ).toEqual({
      what: "perhaps replaced",
      attributes: ["root_block_device.encrypted: (not set) → true (may-replace: unless it is what AWS has chosen)"],
    });
    expect(change("aws_instance.a", {}, { root_block_device: { ...volume, encrypted: true } }).what).toBe("replaced");
    expect(change("aws_instance.a", {}, { root_block_device: volume })).toEqual({
      what: "changed",
      attributes: ["root_block_device: (not set) → { volume_size = 20 } (update)"],
    });
  });

  it("leaves the resource as it is where the provider keeps what is not written any longer", () => {
    expect(change("aws_db_instance.a", { availability_zone: "eu-west-1a" }, {})).toEqual({
      what: "noted",
      attributes: ['availability_zone: "eu-west-1a" → (not set) (none: it stays as it is where it is not written)'],
    });
    expect(change("aws_db_instance.a", {}, { availability_zone: "eu-west-1a" }).what).toBe("perhaps replaced");
    expect(change("aws_db_instance.a", { username: "a" }, {}).what).toBe("noted");
    expect(change("aws_db_instance.a", { db_name: "a" }, { db_name: "b" }).what).toBe("replaced");
  });

  it("is ignored where lifecycle.ignore_changes names it", () => {
    const ignoring = (paths: JsonObject[string]) => ({ lifecycle: { ignore_changes: paths } });
    const both = (lifecycle: JsonObject) =>
      change("aws_instance.a", { ami: "ami-1", ...lifecycle }, { ami: "ami-2", ...lifecycle });
    expect(both(ignoring(["ami"]))).toEqual({
      what: "noted",
      attributes: ['ami: "ami-1" → "ami-2" (none: ignored by lifecycle.ignore_changes)'],
    });
    expect(both(ignoring("all")).what).toBe("noted");
    expect(both(ignoring(["tags"])).what).toBe("replaced");
    const tagged = (value: string) => ({ tags: { Owner: value }, ...ignoring(['tags["Owner"]']) });
    expect(change("aws_vpc.a", tagged("a"), tagged("b")).what).toBe("noted");
    const other = (value: string) => ({ tags: { Name: value }, ...ignoring(['tags["Owner"]']) });
    expect(change("aws_vpc.a", other("a"), other("b")).what).toBe("changed");
  });
});

describe("an attribute that replaces under a condition", () => {
  it.each<[string, string, JsonObject, JsonObject, string]>([
    [
      "default tenancy to dedicated",
      "aws_vpc.a",
      { instance_tenancy: "default" },
      { instance_tenancy: "dedicated" },
      "replaced",
    ],
    [
      "dedicated tenancy to default",
      "aws_vpc.a",
      { instance_tenancy: "dedicated" },
      { instance_tenancy: "default" },
      "changed",
    ],
    ["a tenancy that is written first", "aws_vpc.a", {}, { instance_tenancy: "dedicated" }, "replaced"],
    ["a tenancy that is the default anyway", "aws_vpc.a", {}, { instance_tenancy: "default" }, "changed"],
    ["a tier that is written first", "aws_ssm_parameter.a", {}, { tier: "Standard" }, "perhaps replaced"],
    [
      "a tenancy of which nobody knows",
      "aws_vpc.a",
      { instance_tenancy: "${var.a}" },
      { instance_tenancy: "dedicated" },
      "perhaps replaced",
    ],
    [
      "user data that replaces",
      "aws_instance.a",
      { user_data: "a", user_data_replace_on_change: true },
      { user_data: "b", user_data_replace_on_change: true },
      "replaced",
    ],
    ["user data that does not", "aws_instance.a", { user_data: "a" }, { user_data: "b" }, "changed"],
    [
      "a parameter from Advanced to Standard",
      "aws_ssm_parameter.a",
      { tier: "Advanced" },
      { tier: "Standard" },
      "replaced",
    ],
    [
      "a parameter from Standard to Advanced",
      "aws_ssm_parameter.a",
      { tier: "Standard" },
      { tier: "Advanced" },
      "changed",
    ],
    [
      "another kind of source",
      "aws_vpc_security_group_ingress_rule.a",
      { cidr_ipv4: "10.0.0.0/8" },
      { prefix_list_id: "pl-1" },
      "replaced",
    ],
    [
      "another source of the same kind",
      "aws_vpc_security_group_ingress_rule.a",
      { cidr_ipv4: "10.0.0.0/8" },
      { cidr_ipv4: "10.0.0.0/9" },
      "changed",
    ],
    [
      "private names of an interface endpoint",
      "aws_vpc_endpoint.a",
      { vpc_endpoint_type: "Interface", private_dns_enabled: true },
      { vpc_endpoint_type: "Interface", private_dns_enabled: false },
      "changed",
    ],
    [
      "private names of another endpoint",
      "aws_vpc_endpoint.a",
      { vpc_endpoint_type: "GatewayLoadBalancer", private_dns_enabled: true },
      { vpc_endpoint_type: "GatewayLoadBalancer", private_dns_enabled: false },
      "replaced",
    ],
    [
      "private names of who knows what",
      "aws_vpc_endpoint.a",
      { vpc_endpoint_type: "${var.a}", private_dns_enabled: true },
      { vpc_endpoint_type: "${var.a}", private_dns_enabled: false },
      "perhaps replaced",
    ],
  ])("%s", (_, address, before, after, what) => {
    expect(change(address, before, after).what).toBe(what);
  });

  it("says the condition", () => {
    expect(change("aws_ssm_parameter.a", {}, { tier: "Standard" }).attributes).toEqual([
      'tier: (not set) → "Standard" (may-replace: when it goes from Advanced to Standard)',
    ]);
  });
});

describe("the region of a resource", () => {
  const provider = { provider: { aws: [{ region: "eu-west-1" }] } };
  const regions = (before: JsonObject, after: JsonObject, more = provider) => {
    return only(diffOf(graphOf({ "aws_sqs_queue.a": before }, more), graphOf({ "aws_sqs_queue.a": after }, more)));
  };

  it("is no change where it is the provider's own", () => {
    expect(regions({}, { region: "eu-west-1" }).kind).toBe("noted");
    expect(regions({ region: "eu-west-1" }, {}).kind).toBe("noted");
  });

  it("replaces where it is another one", () => {
    expect(regions({}, { region: "us-east-1" })).toMatchObject({ kind: "replaced", certain: true });
    expect(regions({ region: "us-east-1" }, {})).toMatchObject({ kind: "replaced", certain: true });
  });

  it("is the provider's where it names none: another one replaces what belongs to a region", () => {
    const of = (region: string) =>
      graphOf(
        { "aws_sqs_queue.a": {}, "aws_sqs_queue.b": { region: "eu-west-1" }, "aws_iam_role.a": { name: "a" } },
        { provider: { aws: [{ region }] } },
      );
    const { resources, settings } = diffOf(of("eu-west-1"), of("us-east-1"));
    expect(resources.map(({ address, attributes }) => [address, ...attributeLines(attributes)])).toEqual([
      ["aws_sqs_queue.a", 'region: "eu-west-1" → "us-east-1" (replace: the provider\'s region)'],
    ]);
    expect(settings).toMatchObject([{ name: "provider.aws.region" }]);
  });

  it("may replace where nobody knows the provider's", () => {
    expect(regions({}, { region: "us-east-1" }, { provider: { aws: [{ region: "${var.r}" }] } })).toMatchObject({
      kind: "replaced",
      certain: false,
    });
  });
});

describe("what has no effect", () => {
  it("are write-only arguments, whose version counts", () => {
    expect(change("aws_db_instance.a", { password_wo: "first-one" }, { password_wo: "second-one" })).toEqual({
      what: "noted",
      attributes: ["password_wo: (sensitive) → (sensitive) (none: write-only: it is written when its version changes)"],
    });
  });

  it("are arguments that only Terraform heeds", () => {
    expect(
      change(
        "aws_vpc.a",
        { depends_on: ["aws_a.a"] },
        { depends_on: ["aws_a.b", "aws_a.a"], lifecycle: { prevent_destroy: true } },
      ),
    ).toEqual({
      what: "noted",
      attributes: [
        "depends_on: aws_a.a → aws_a.a, aws_a.b (none: only Terraform heeds it)",
        "lifecycle.prevent_destroy: (not set) → true (none: only Terraform heeds it)",
      ],
    });
  });

  it("is the order of sets; of lists it counts, and whether it replaces is not known", () => {
    const rules = (...cidrs: string[]) => ({ ingress: { cidr_blocks: cidrs } });
    expect(change("aws_security_group.a", rules("a", "b"), rules("b", "a")).what).toBe("changed");
    const alternatives = (...names: string[]) => ({ subject_alternative_names: names });
    expect(
      diff({ "aws_acm_certificate.a": alternatives("a", "b") }, { "aws_acm_certificate.a": alternatives("b", "a") })
        .resources,
    ).toEqual([]);
    const resources = (...names: string[]) => ({ partition_index: names });
    expect(change("aws_glue_catalog_table.a", resources("a", "b"), resources("b", "a"))).toEqual({
      what: "perhaps replaced",
      attributes: ['partition_index: ["a", "b"] → ["b", "a"] (may-replace: only the order differs)'],
    });
  });
});

describe("what is not known", () => {
  it("may replace: a type that is not in the data", () => {
    const found = diff({ "aws_dynamodb_table.a": { name: "a" } }, { "aws_dynamodb_table.a": { name: "b" } });
    expect(only(found)).toMatchObject({ kind: "replaced", certain: false });
    expect(found.unknownTypes).toEqual(["aws_dynamodb_table"]);
    expect(found.losses).toMatchObject([{ control: "change-db-not-destroyed", certain: false }]);
  });

  it("may replace: another provider", () => {
    expect(change("aws_vpc.a", {}, { provider: "aws.other" })).toEqual({
      what: "perhaps replaced",
      attributes: ["provider: aws → aws.other (may-replace: the provider may be of another account or region)"],
    });
  });
});
