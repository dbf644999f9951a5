import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PROJECT_ROOT, synthesized, type Variant, variants } from "../support/environments";
import { usesIn, usesOfAddress } from "../support/graph";
import { type JsonObject, listOf, objectOf, textsOf } from "../support/json";
import { isAllowed } from "../support/policy-evaluation";
import type { Block, Statement, Template } from "../support/template";

/** The endpoint of each service, by what its actions begin with. Written down here, so that the table of the code need not be trusted. */
const ENDPOINT_OF_PREFIX: Readonly<Record<string, string>> = {
  backup: "backup",
  cloudwatch: "monitoring",
  config: "config",
  ec2: "ec2",
  ec2messages: "ec2messages",
  kms: "kms",
  logs: "logs",
  rds: "rds",
  s3: "s3",
  secretsmanager: "secretsmanager",
  sqs: "sqs",
  ssm: "ssm",
  ssmmessages: "ssmmessages",
  sts: "sts",
  xray: "xray",
};

/** The same of the clients that functions make: of the JavaScript SDK, and of boto3. */
const ENDPOINT_OF_CLIENT: Readonly<Record<string, string>> = {
  backup: "backup",
  cloudwatch: "monitoring",
  "config-service": "config",
  rds: "rds",
  "secrets-manager": "secretsmanager",
};

/**
 * What instances call by the policies that AWS manages: Systems Manager's agent its three services and the buckets of its packages,
 * the CloudWatch agent metrics, logs, its configuration and the tags of its instance.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/create-iam-roles-for-cloudwatch-agent.html
 */
const MANAGED_POLICIES: Readonly<Record<string, readonly string[]>> = {
  AmazonSSMManagedInstanceCore: ["ssm", "ssmmessages", "ec2messages", "s3"],
  CloudWatchAgentServerPolicy: ["monitoring", "logs", "ssm", "ec2"],
  // Lambda itself writes logs and makes connections, from outside of the VPC.
  AWSLambdaVPCAccessExecutionRole: [],
};

/** Named by MAZ-NET-2. */
const ALWAYS = [
  ...["dynamodb", "ec2", "ec2messages", "kms", "lambda", "logs", "monitoring", "s3", "secretsmanager", "ssm"],
  ...["ssmmessages", "sts"],
];

/** Actions that are no request to an API: the database checks them itself. */
const NO_REQUESTS = ["rds-db:connect"];

const CLOSED = { network: { endpoints: true, internetEgress: false } } as const;

/** The environment that has endpoints, and what others become without a way to the internet. */
const WITH_ENDPOINTS: readonly Variant[] = [
  ...variants("multi-az", "no way to the internet", "SSH by a transit gateway", "multi-az, test copy"),
  { name: "web-app without a way to the internet", base: "web-app", overrides: CLOSED },
  { name: "lambda-app without a way to the internet", base: "lambda-app", overrides: CLOSED },
  { name: "enterpriseapp without a way to the internet", base: "enterpriseapp", overrides: CLOSED },
  {
    name: "enterpriseapp with endpoints and NAT",
    base: "enterpriseapp",
    overrides: { network: { endpoints: true } },
  },
];

describe.each(WITH_ENDPOINTS)("$name", ({ overrides, base }) => {
  const made = () => synthesized(overrides, base);
  const template = () => made().template;

  it("MAZ-NET-2: has the endpoint of every service that a policy lets a private workload call", () => {
    const called = [...new Set(workloads(template()).flatMap((workload) => servicesOfPolicies(template(), workload)))];
    expect(called.length).toBeGreaterThan(5);
    expect(called.filter((service) => !endpointNames(template()).includes(service))).toEqual([]);
  });

  it("MAZ-NET-2: has the endpoint of every service that a function's code makes a client of", () => {
    const functions = template().blocksOf("aws_lambda_function");
    const called = functions.flatMap((block) => servicesOfCode(folderOf(block)));
    expect(called.length).toBeGreaterThan(0);
    expect(called.filter((service) => !endpointNames(template()).includes(service))).toEqual([]);
  });

  it("MAZ-NET-2: has the endpoints that everyday work needs", () => {
    expect(endpointNames(template())).toEqual(expect.arrayContaining(ALWAYS));
  });

  it("MAZ-NET-2: answers by each endpoint in every private subnet, under the service's own name", () => {
    const privateSubnets = template()
      .addresses("aws_subnet")
      .filter((address) => address.includes(".private_"));
    const tables = template()
      .blocksOf("aws_route_table_association")
      .filter(({ name }) => name.startsWith("private_"))
      .map(({ values }) => String(values.route_table_id));
    for (const { values } of template().blocksOf("aws_vpc_endpoint")) {
      if (values.vpc_endpoint_type === "Gateway") {
        expect(textsOf(values.route_table_ids).sort()).toEqual([...new Set(tables)].sort());
      } else {
        expect(values.private_dns_enabled).toBe(true);
        expect(textsOf(values.subnet_ids)).toEqual(privateSubnets.map((address) => `\${${address}.id}`));
        expect(textsOf(values.security_group_ids)).toEqual(["${aws_security_group.endpoints.id}"]);
      }
    }
    expect(template().only("aws_vpc")).toMatchObject({ enable_dns_hostnames: true, enable_dns_support: true });
  });

  it("MAZ-NET-2: lets everybody in the VPC reach the endpoints by 443, and nobody else", () => {
    expect(rulesOf(template(), "ingress", "${aws_security_group.endpoints.id}")).toEqual([
      `443 ${made().environment.network.cidr}`,
    ]);
    expect(rulesOf(template(), "egress", "${aws_security_group.endpoints.id}")).toEqual([]);
  });

  it("MAZ-NET-2: lets through an endpoint what its workloads do, and nobody else's", () => {
    const { account } = made().environment;
    const own = { "aws:PrincipalAccount": account, "aws:ResourceAccount": account };
    for (const { address, values } of template().blocksOf("aws_vpc_endpoint")) {
      if (values.policy !== undefined) {
        const statements = template().policyOf(address, "policy");
        const [action = ""] = statements.flatMap(({ actions }) => actions);
        const request = { action: action.replace("*", "GetSomething"), resource: "arn:aws:example:::something" };
        expect([address, isAllowed(statements, { ...request, context: own })]).toEqual([address, true]);
        const stranger = { ...own, "aws:PrincipalAccount": "999999999999" };
        expect([address, isAllowed(statements, { ...request, context: stranger })]).toEqual([address, false]);
      }
    }
  });

  it("MAZ-NET-2: lets nobody carry objects into a bucket of another account, but read AWS's packages", () => {
    const { account, region } = made().environment;
    const statements = template().policyOf("aws_vpc_endpoint.endpoint_s3", "policy");
    const foreign = { "aws:PrincipalAccount": account, "aws:ResourceAccount": "999999999999" };
    const put = { action: "s3:PutObject", resource: "arn:aws:s3:::somebody-elses/a" };
    expect(isAllowed(statements, { ...put, context: foreign })).toBe(false);
    const packages = statements.flatMap(({ resources }) => resources).filter((resource) => resource !== "*");
    expect(packages.length).toBeGreaterThan(3);
    for (const wanted of [`al2023-repos-${region}-`, `amazoncloudwatch-agent-${region}/`, `amazon-ssm-${region}/`]) {
      expect(packages.filter((resource) => resource.includes(wanted))).toHaveLength(1);
    }
    for (const resource of packages) {
      // The package manager signs nothing.
      expect(isAllowed(statements, { action: "s3:GetObject", resource, context: {} })).toBe(true);
      expect(isAllowed(statements, { action: "s3:PutObject", resource, context: foreign })).toBe(false);
    }
  });

  it("MAZ-NET-2: lets functions send to the endpoints, S3's prefix list and the database only", () => {
    const { port } = made().environment.database;
    const groups = template()
      .blocksOf("aws_lambda_function")
      .flatMap(({ values }) => textsOf(objectOf(values.vpc_config).security_group_ids));
    expect(groups.length).toBeGreaterThan(0);
    for (const group of groups) {
      expect(rulesOf(template(), "egress", group).sort()).toEqual([
        "443 ${aws_security_group.endpoints.id}",
        "443 ${aws_vpc_endpoint.endpoint_s3.prefix_list_id}",
        `${port} \${aws_security_group.database.id}`,
      ]);
      expect(rulesOf(template(), "ingress", group)).toEqual([]);
    }
  });

  it("MAZ-NET-1: gives private subnets a way to the internet by NAT only, or none at all", () => {
    const ways = routesOf(template(), "private_");
    const toInternet = ways.filter(({ values }) => isDefault(values));
    if (made().environment.network.internetEgress) {
      expect(toInternet.length).toBeGreaterThan(0);
      expect(toInternet.filter(({ values }) => !String(values.nat_gateway_id).includes("aws_nat_gateway."))).toEqual(
        [],
      );
    } else {
      expect(toInternet).toEqual([]);
      expect(template().types).not.toHaveProperty("aws_nat_gateway");
    }
  });

  it("MAZ-NET-2: lets what the endpoints need through the private subnets' network ACL", () => {
    const { cidr } = made().environment.network;
    const passes = (egress: boolean, port: number, to: string) =>
      template()
        .blocksOf("aws_network_acl_rule")
        .filter(
          ({ name, values }) =>
            name.startsWith("private_acl_") && values.egress === egress && values.rule_action === "allow",
        )
        .some(
          ({ values }) =>
            Number(values.from_port) <= port &&
            Number(values.to_port) >= port &&
            [to, "0.0.0.0/0"].includes(String(values.cidr_block)),
        );
    // Requests and answers, to interface endpoints inside and to S3 and DynamoDB outside.
    for (const to of [cidr, "0.0.0.0/0"]) {
      expect([to, passes(true, 443, to), passes(false, 40_000, to)]).toEqual([to, true, true]);
    }
    expect(passes(false, 443, cidr)).toBe(true);
  });
});

describe("a way that is missing is found:", () => {
  const template = () => synthesized({ network: { internetEgress: false } }, "multi-az").template;

  it("a service of a policy, of code", () => {
    const missing = template().with(["resource", "aws_vpc_endpoint", "endpoint_config"], undefined);
    const [compliance] = missing.blocksOf("aws_lambda_function");
    expect(endpointNames(missing)).not.toContain("config");
    expect(servicesOfPolicies(missing, compliance)).toContain("config");
    expect(servicesOfCode("compliance")).toEqual(["config", "monitoring"]);
    expect(servicesOfCode("rotation")).toEqual(["secretsmanager"]);
    expect(servicesOfCode("recovery-points")).toEqual(["backup", "monitoring", "rds"]);
  });

  it("a policy that AWS manages and that nobody has read, an action of an unknown service", () => {
    const attachment = ["resource", "aws_iam_role_policy_attachment", "application_role_ssm", "policy_arn"];
    const managed = template().with(attachment, "arn:aws:iam::aws:policy/AmazonBraketFullAccess");
    const [group] = managed.blocksOf("aws_launch_template");
    expect(() => servicesOfPolicies(managed, group)).toThrow("endpoints.test.ts does not know AmazonBraketFullAccess");
    expect(() => endpointOf("braket:GetDevice")).toThrow(
      "endpoints.test.ts does not know the service of braket:GetDevice",
    );
  });

  it("a default route", () => {
    const route = { route_table_id: "${aws_route_table.private_a.id}", destination_cidr_block: "0.0.0.0/0" };
    const open = template().with(["resource", "aws_route", "private_a"], route);
    expect(routesOf(open, "private_").filter(({ values }) => isDefault(values))).toHaveLength(1);
  });
});

/** What runs in private subnets with a role of its own. */
function workloads(template: Template): Block[] {
  return [...template.blocksOf("aws_lambda_function"), ...template.blocksOf("aws_launch_template")];
}

function endpointNames(template: Template): string[] {
  return template.blocksOf("aws_vpc_endpoint").map(({ values }) => String(values.service_name).split(".").at(-1) ?? "");
}

/** The endpoints of all that the policies of a workload's role allow and do not refuse. */
function servicesOfPolicies(template: Template, workload: Block | undefined): string[] {
  const role = roleOf(template, workload?.address ?? "");
  const attached = usesOfAddress(template, role)
    .filter(({ from, path }) => from.startsWith("aws_iam_role_policy_attachment.") && path === "role")
    .map(({ from }) => String(template.at(from).policy_arn));
  return attached.flatMap((arn) => {
    const policy = /^\$\{(aws_iam_policy\.\w+)\.arn\}$/.exec(arn)?.[1];
    return policy === undefined ? managedServices(arn) : actionsOf(template.policyOf(policy, "policy")).map(endpointOf);
  });
}

function managedServices(arn: string): readonly string[] {
  const name = arn.split("/").at(-1) ?? "";
  const services = MANAGED_POLICIES[name];
  if (services === undefined) {
    throw new Error(`endpoints.test.ts does not know ${name}`);
  }
  return services;
}

function endpointOf(action: string): string {
  const service = ENDPOINT_OF_PREFIX[action.split(":")[0] ?? ""];
  if (service === undefined) {
    throw new Error(`endpoints.test.ts does not know the service of ${action}`);
  }
  return service;
}

/** What is refused to a function's code, Lambda itself does for it, from outside of the VPC. */
function actionsOf(statements: readonly Statement[]): string[] {
  const actions = (wanted: string) => statements.flatMap(({ effect, actions: all }) => (effect === wanted ? all : []));
  return actions("Allow").filter((action) => !actions("Deny").includes(action) && !NO_REQUESTS.includes(action));
}

/** The role of a function, or of the instances that a template makes, by their profile. */
function roleOf(template: Template, address: string): string {
  const [role] = usesIn(template)
    .filter(({ from }) => from === address)
    .flatMap(({ to }) =>
      to?.startsWith("aws_iam_instance_profile.") ? roleOf(template, to) : to?.startsWith("aws_iam_role.") ? to : [],
    );
  if (role === undefined) {
    throw new Error(`${address} has no role`);
  }
  return role;
}

/** The folder of a function's sources: that of its archive. */
function folderOf({ values }: Block): string {
  return /\/([\w-]+)-[0-9a-f]{20}\.zip$/.exec(String(values.filename))?.[1] ?? "";
}

/** The endpoints of the clients that a function's code makes, in all sources that it reaches. */
function servicesOfCode(folder: string): string[] {
  const root = join(PROJECT_ROOT, "functions", folder);
  const sources = existsSync(join(root, "index.ts"))
    ? [...reached(join(root, "index.ts"))]
    : readdirSync(root)
        .filter((file) => file.endsWith(".py"))
        .map((file) => join(root, file));
  const clients = sources.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/@aws-sdk\/client-([\w-]+)|\bboto3\.client\(\s*"([\w-]+)"/g)].map(
      ([, script, python]) => script ?? python ?? "",
    ),
  );
  return [...new Set(clients)]
    .sort()
    .map((client) => ENDPOINT_OF_CLIENT[client] ?? `unknown: ${client}`)
    .sort();
}

function reached(file: string, seen: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  if (seen.has(file)) {
    return seen;
  }
  const imports = [...readFileSync(file, "utf8").matchAll(/\bfrom\s+"(\.[^"]+)"/g)].map(([, path = ""]) =>
    join(dirname(file), `${path}.ts`),
  );
  return imports.reduce((all, next) => reached(next, all), new Set([...seen, file]) as ReadonlySet<string>);
}

/** What a group lets in or out, as port and peer. */
function rulesOf(template: Template, direction: "ingress" | "egress", group: string): string[] {
  return template
    .blocksOf(`aws_vpc_security_group_${direction}_rule`)
    .filter(({ values }) => values.security_group_id === group)
    .map(({ values: { from_port, cidr_ipv4, prefix_list_id, referenced_security_group_id } }) => {
      const [peer] = [cidr_ipv4, prefix_list_id, referenced_security_group_id].filter((value) => value !== undefined);
      return `${from_port} ${peer}`;
    });
}

/** The routes of the tables of the subnets whose names begin so. */
function routesOf(template: Template, beginning: string): Block[] {
  const tables = template
    .blocksOf("aws_route_table_association")
    .filter(({ name }) => name.startsWith(beginning))
    .map(({ values }) => values.route_table_id);
  const inline = template
    .blocksOf("aws_route_table")
    .filter(({ address }) => tables.includes(`\${${address}.id}`))
    .flatMap((table) => listOf(table.values.route).map((route) => ({ ...table, values: objectOf(route) })));
  return [
    ...template.blocksOf("aws_route").filter(({ values }) => tables.includes(values.route_table_id ?? "")),
    ...inline,
  ];
}

function isDefault(values: JsonObject): boolean {
  return [values.destination_cidr_block, values.cidr_block, values.destination_ipv6_cidr_block].some((cidr) =>
    ["0.0.0.0/0", "::/0"].includes(String(cidr)),
  );
}
