import { synthesized } from "../../support/environments";
import { listOf, objectOf } from "../../support/json";

const seccfn = () => synthesized().template;

const defaultTags = (template = seccfn()) => {
  const [aws] = listOf(objectOf(template.json.provider).aws).map(objectOf);
  return listOf(aws?.default_tags);
};

it("ALL-2: the provider puts Environment, Project, Owner and ManagedBy on everything", () => {
  expect(defaultTags()).toEqual([
    { tags: { Environment: "Production", Project: "SecCFN", Owner: "SecurityTeam", ManagedBy: "Terraform" } },
  ]);
});

it("ALL-2: further tags of the configuration are there too, and the four can be changed", () => {
  const { template } = synthesized({ tags: { Owner: "Platform", ManagedBy: "CI", CostCenter: "4711" } });

  expect(defaultTags(template)).toEqual([
    {
      tags: { Environment: "Production", Project: "SecCFN", Owner: "Platform", ManagedBy: "CI", CostCenter: "4711" },
    },
  ]);
});

it("ALL-2: no resource overrides one of them: its own tags are a Name only", () => {
  const own = seccfn().resources.flatMap(({ address, values }) =>
    Object.keys(objectOf(values.tags))
      .filter((key) => key !== "Name")
      .map((key) => `${address} ${key}`),
  );

  expect(own).toEqual([]);
});

it("ALL-2: there is one provider for AWS, so that nothing escapes its tags", () => {
  expect(listOf(objectOf(seccfn().json.provider).aws)).toHaveLength(1);
  expect(seccfn().resources.filter(({ values }) => "provider" in values)).toEqual([]);
});

it("ALL-2: snapshots have the database's tags, where default tags do not reach", () => {
  expect(seccfn().at("aws_db_instance.postgres").copy_tags_to_snapshot).toBe(true);
});

it("ALL-2: NAT gateways and their addresses carry a Name each, as does every part of the network", () => {
  const named = ["aws_nat_gateway", "aws_eip", "aws_vpc", "aws_subnet", "aws_route_table", "aws_internet_gateway"];

  expect(
    named.flatMap((type) =>
      seccfn()
        .all(type)
        .map(({ tags }) => objectOf(tags).Name),
    ),
  ).toEqual([
    "SecCFN-A-NatGateway",
    "SecCFN-B-NatGateway",
    "SecCFN-A-NatGateway",
    "SecCFN-B-NatGateway",
    "SecCFN-VPC",
    "SecCFN-Private-A-Subnet",
    "SecCFN-Private-B-Subnet",
    "SecCFN-Public-A-Subnet",
    "SecCFN-Public-B-Subnet",
    "SecCFN-Private-A-RouteTable",
    "SecCFN-Private-B-RouteTable",
    "SecCFN-Public-RouteTable",
    "SecCFN-InternetGateway",
  ]);
});
