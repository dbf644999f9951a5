import { neededFlows } from "../../../cli/reach/needed-flows";
import { compare, type PossibleFlow, possibleFlows } from "../../../guardrails/reachability/matrix";
import { networkOf } from "../../../guardrails/reachability/network-of";
import { type Graph, graphOfSynth } from "../../../model";
import { ALL_VARIANTS, SHIPPED, synthesized } from "../../support/environments";
import { type JsonObject, objectOf, parseJson } from "../../support/json";

type Made = ReturnType<typeof synthesized>;

function stacksOf({ stacks, files }: Made): { name: string; json: JsonObject }[] {
  return Object.keys(stacks).map((name) => ({
    name,
    json: objectOf(parseJson(files.get(`stacks/${name}/cdk.tf.json`)?.toString("utf8") ?? "{}")),
  }));
}

function compared(graph: Graph, { environment }: Made) {
  const network = networkOf(graph);
  const flows = possibleFlows(network);
  return { network, flows, comparison: compare(network, flows, neededFlows(environment, network)) };
}

const texts = (flows: readonly PossibleFlow[]) =>
  flows
    .filter(({ from, to }) => ![from, to].some((name) => name.includes("aws_vpc_endpoint.")))
    .map(
      ({ from, to, transport, ports, addresses }) =>
        `${from} → ${to} ${transport} ${ports.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(",")}` +
        (addresses === undefined ? "" : " partly"),
    );

describe.each(ALL_VARIANTS)("$name", ({ overrides, base = "seccfn" }) => {
  it("lets through what the environment needs, and nothing else from or to outside", () => {
    const made = synthesized(overrides, base);
    const { network, comparison } = compared(graphOfSynth(stacksOf(made)), made);

    expect(network.unknown).toEqual([]);
    expect(network.hosts.size).toBeGreaterThan(1);
    expect(comparison).toEqual({ missing: [], unexpected: [] });
  });
});

/** What the YAML means, written by hand: nothing here is read from the code that makes or judges it. */
const POSSIBLE: Readonly<Record<string, readonly string[]>> = {
  seccfn: [
    "aws_lambda_function.compliance → internet tcp 443",
    "aws_lambda_function.compliance → aws_db_instance.postgres tcp 5432",
  ],
  "web-app": [
    "internet → aws_lb.load_balancer tcp 80,443",
    "aws_autoscaling_group.application → internet tcp 443",
    "aws_lambda_function.compliance → internet tcp 443",
    "aws_lambda_function.recovery_check → internet tcp 443",
    "aws_autoscaling_group.application → aws_db_instance.postgres tcp 5432",
    "aws_autoscaling_group.application → aws_lb.load_balancer tcp 443",
    "aws_lambda_function.compliance → aws_db_instance.postgres tcp 5432",
    "aws_lambda_function.compliance → aws_lb.load_balancer tcp 443",
    "aws_lambda_function.recovery_check → aws_db_instance.postgres tcp 5432",
    "aws_lambda_function.recovery_check → aws_lb.load_balancer tcp 443",
    "aws_lb.load_balancer → aws_autoscaling_group.application tcp 8080",
  ],
  "multi-az": [
    "aws_autoscaling_group.application → internet tcp 443",
    "aws_autoscaling_group.application → aws_db_instance.postgres tcp 5432",
    "aws_lambda_function.compliance → aws_db_instance.postgres tcp 5432",
    "aws_lambda_function.database_report → aws_db_instance.postgres tcp 5432",
    "aws_lambda_function.rotation → aws_db_instance.postgres tcp 5432",
  ],
  enterpriseapp: [
    "internet → aws_instance.bastion tcp 22 partly",
    "internet → aws_lb.load_balancer tcp 80,443",
    "aws_autoscaling_group.application → internet tcp 443",
    "aws_instance.bastion → internet tcp 443",
    "aws_lambda_function.compliance → internet tcp 443",
    "aws_lambda_function.recovery_check → internet tcp 443",
    "aws_autoscaling_group.application → aws_db_instance.postgres tcp 5432",
    "aws_autoscaling_group.application → aws_lb.load_balancer tcp 443",
    "aws_instance.bastion → aws_autoscaling_group.application tcp 22",
    "aws_instance.bastion → aws_lb.load_balancer tcp 443",
    "aws_lambda_function.compliance → aws_db_instance.postgres tcp 5432",
    "aws_lambda_function.compliance → aws_lb.load_balancer tcp 443",
    "aws_lambda_function.recovery_check → aws_db_instance.postgres tcp 5432",
    "aws_lambda_function.recovery_check → aws_lb.load_balancer tcp 443",
    "aws_lb.load_balancer → aws_autoscaling_group.application tcp 8080",
  ],
  "lambda-app": [
    "aws_autoscaling_group.application → internet tcp 443",
    "aws_lambda_function.compliance → internet tcp 443",
    "aws_lambda_function.database_report → internet tcp 443",
    "aws_autoscaling_group.application → aws_db_instance.postgres tcp 5432",
    "aws_lambda_function.compliance → aws_db_instance.postgres tcp 5432",
    "aws_lambda_function.database_report → aws_db_instance.postgres tcp 5432",
  ],
};

describe.each(SHIPPED)("%s as it is shipped", (name) => {
  it("has these flows and no other", () => {
    const made = synthesized({}, name);
    expect(texts(compared(graphOfSynth(stacksOf(made)), made).flows)).toEqual(POSSIBLE[name]);
  });
});

describe("what somebody changes in enterpriseapp's network", () => {
  const made = () => synthesized({}, "enterpriseapp");

  /** What is wrong once a change is made in the file. */
  function changed(change: (resources: Record<string, Record<string, JsonObject>>) => void) {
    const [stack] = stacksOf(made());
    const json = structuredClone(stack?.json ?? {}) as { resource: Record<string, Record<string, JsonObject>> };
    change(json.resource);
    const { missing, unexpected } = compared(graphOfSynth([{ name: "enterpriseapp", json }]), made()).comparison;
    return { missing: missing.map(({ from, to, port }) => `${from} → ${to} ${port}`), unexpected: texts(unexpected) };
  }

  const rule = (resources: Record<string, Record<string, JsonObject>>, type: string, name: string): JsonObject => {
    const found = resources[type]?.[name];
    if (found === undefined) {
      throw new Error(`there is no ${type}.${name}, only ${Object.keys(resources[type] ?? {}).join(", ")}`);
    }
    return found;
  };

  it("nothing, if nothing is changed", () => {
    expect(changed(() => undefined)).toEqual({ missing: [], unexpected: [] });
  });

  it("a denial before the rule of the network ACL stops the application", () => {
    const { missing } = changed((resources) => {
      const allowing = rule(resources, "aws_network_acl_rule", "private_acl_in_application_vpc");
      (resources.aws_network_acl_rule ?? {}).first = { ...allowing, rule_number: 1, rule_action: "deny" };
    });
    expect(missing).toEqual(["aws_lb.load_balancer → aws_autoscaling_group.application 8080"]);
  });

  it("without the way of the answers a flow does not work, although requests get through", () => {
    const { missing } = changed((resources) => {
      const rules = resources.aws_network_acl_rule ?? {};
      for (const [name, { egress, to_port: last }] of Object.entries(rules)) {
        if (egress === true && last === 65535 && name.startsWith("public_acl")) {
          delete rules[name];
        }
      }
    });
    expect(missing).toContain("internet → aws_lb.load_balancer 443");
  });

  it("a group that lets the internet in opens nothing alone, since there is neither route nor address", () => {
    const { unexpected } = changed((resources) => {
      const existing = rule(resources, "aws_vpc_security_group_ingress_rule", "application_to_database");
      const { referenced_security_group_id: _, ...others } = existing;
      (resources.aws_vpc_security_group_ingress_rule ?? {}).world = { ...others, cidr_ipv4: "0.0.0.0/0" };
    });
    expect(unexpected).toEqual([]);
  });

  it("SSH from everywhere is told, with the rest of the world that is not trusted", () => {
    const { unexpected } = changed((resources) => {
      for (const [type, name, argument] of [
        ["aws_vpc_security_group_ingress_rule", "bastion_ssh", "cidr_ipv4"],
        ["aws_network_acl_rule", "bastion_ssh_in", "cidr_block"],
        ["aws_network_acl_rule", "bastion_ssh_return", "cidr_block"],
      ] as const) {
        const { for_each: _, ...others } = rule(resources, type, name);
        (resources[type] ?? {})[name] = {
          ...others,
          [argument]: "0.0.0.0/0",
          ...(type === "aws_network_acl_rule" ? { rule_number: 50 } : {}),
        };
      }
    });
    expect(unexpected).toContain("internet → aws_instance.bastion tcp 22");
  });

  it("a database that is made public, in a subnet with a route to the internet, is told", () => {
    const { unexpected } = changed((resources) => {
      const database = rule(resources, "aws_db_instance", "postgres");
      (resources.aws_db_instance ?? {}).postgres = { ...database, publicly_accessible: true };
      const { nat_gateway_id: _, ...route } = rule(resources, "aws_route", "private_a");
      (resources.aws_route ?? {}).private_a = { ...route, gateway_id: "${aws_internet_gateway.vpc.id}" };
      const group = rule(resources, "aws_vpc_security_group_ingress_rule", "application_to_database");
      const { referenced_security_group_id: __, ...others } = group;
      (resources.aws_vpc_security_group_ingress_rule ?? {}).world = { ...others, cidr_ipv4: "0.0.0.0/0" };
      const acl = rule(resources, "aws_network_acl_rule", "private_acl_in_application_vpc");
      (resources.aws_network_acl_rule ?? {}).world = {
        ...acl,
        cidr_block: "0.0.0.0/0",
        from_port: 5432,
        to_port: 5432,
        rule_number: 1,
      };
      (resources.aws_network_acl_rule ?? {}).answers = {
        ...acl,
        egress: true,
        cidr_block: "0.0.0.0/0",
        from_port: 1024,
        to_port: 65535,
        rule_number: 1,
      };
    });
    expect(unexpected).toContain("internet → aws_db_instance.postgres tcp 5432");
  });
});
