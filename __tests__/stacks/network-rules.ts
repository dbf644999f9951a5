import type { JsonObject } from "../support/json";
import type { Template } from "../support/template";

/** The rules of a network ACL in the order in which AWS looks at them: `in 100 allow tcp 443 10.20.0.0/16`. */
export function aclRules(template: Template, acl: string): string[] {
  return template
    .all("aws_network_acl_rule")
    .filter(({ network_acl_id: of }) => of === `\${aws_network_acl.${acl}.id}`)
    .sort((a, b) => Number(a.egress) - Number(b.egress) || Number(a.rule_number) - Number(b.rule_number))
    .map(({ egress, rule_number: number, rule_action: action, protocol, cidr_block: cidr, ...rule }) =>
      [egress ? "out" : "in", number, action, protocol, portsOf(rule), cidr].join(" "),
    );
}

/** Every rule of a security group: `application: in tcp 8080 load_balancer`, or `application: out tcp 443 0.0.0.0/0`. */
export function groupRules(template: Template): string[] {
  return (["ingress", "egress"] as const)
    .flatMap((direction) =>
      template.blocksOf(`aws_vpc_security_group_${direction}_rule`).map(({ values }) => {
        const peer = values.referenced_security_group_id ?? values.cidr_ipv4 ?? values.prefix_list_id;
        const way = direction === "ingress" ? "in" : "out";
        return `${groupName(values.security_group_id)}: ${way} ${values.ip_protocol} ${portsOf(values)} ${groupName(peer)}`;
      }),
    )
    .sort();
}

/** The name of a group that is referred to; anything else as it is. */
function groupName(value: JsonObject[string] | undefined): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^\$\{aws_security_group\.(\w+)\.id\}$/.exec(text)?.[1] ?? text;
}

function portsOf({ from_port: from, to_port: to }: JsonObject): string {
  return from === to ? `${from}` : `${from}-${to}`;
}
