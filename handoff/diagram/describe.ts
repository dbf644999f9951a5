import type { Network } from "../../guardrails/reachability/network";
import { counted } from "../../guardrails/report/report";
import { asBoolean, asText, type Graph, patternOf, type Resource } from "../../model";
import { capitalized } from "../text";
import type { DrawnNode } from "./drawing";
import type { DrawnType } from "./drawn-types";
import { idOf } from "./ids";

/** The title of a node and what is worth knowing of it. */
type Words = Pick<DrawnNode, "title" | "lines">;

/** What a resource is called: the name that it has in Terraform, with words apart. */
export function nameOf({ name, key, module }: Resource): string {
  const own = name.replaceAll("_", " ");
  const place = module.address === "" ? "" : `${module.address}: `;
  return `${place}${own}${key === undefined ? "" : ` [${key}]`}`;
}

/** Names that say nothing beside the type. */
const NAMELESS = /^(?:this|main|default|vpc)$/;

/** Describes one resource: by its name, or by its type where that says more. */
export function describe(graph: Graph, resource: Resource, type: DrawnType): Words {
  const lines = (DETAILS[resource.type]?.(resource, graph) ?? []).flatMap((line) =>
    line === undefined || line === "" ? [] : [line],
  );
  const name = nameOf(resource);
  const isNamed = name !== type.one && !NAMELESS.test(name);
  if (type.titled === "name" && isNamed) {
    const words = [type.one, ...lines];
    return {
      title: type.area === "keys" ? name : capitalized(name),
      lines: type.area === "network" ? twoLines(words) : [words.join(" · ")],
    };
  }
  return { title: capitalized(type.one), lines: [...(isNamed ? [name] : []), ...lines] };
}

/** The first two in one line, the others in lines of their own. */
function twoLines([first = "", second, ...others]: readonly string[]): readonly string[] {
  return [second === undefined ? first : `${first} · ${second}`, ...others];
}

type Details = (resource: Resource, graph: Graph) => readonly (string | undefined)[];

const text = (resource: Resource, path: string) => asText(resource.get(path));

/** Of some types, a few facts. What is not known is left out. */
const DETAILS: Readonly<Record<string, Details>> = {
  aws_autoscaling_group: (group, graph) => {
    const [least, most] = [text(group, "min_size"), text(group, "max_size")];
    const template = graph
      .referencesOf(group, "launch_template")
      .find(({ to }) => to.type === "aws_launch_template")?.to;
    const instance = template === undefined ? undefined : text(template, "instance_type");
    return [least === undefined || most === undefined ? instance : `${least} to ${most} × ${instance ?? "instances"}`];
  },
  aws_db_instance: (database) => [
    [text(database, "engine"), text(database, "engine_version"), text(database, "instance_class")]
      .filter((part) => part !== undefined)
      .join(" "),
    asBoolean(database.get("multi_az")) === true ? "standby in another zone" : "one zone",
  ],
  aws_instance: (instance) => [text(instance, "instance_type")],
  aws_lambda_function: (lambda) => [text(lambda, "runtime")],
  aws_lb: (balancer, graph) => [
    asBoolean(balancer.get("internal")) === true ? "internal" : "open to the internet",
    graph.referrersOf(balancer, "aws_wafv2_web_acl_association").length > 0 ? "behind a web ACL" : undefined,
  ],
  aws_kms_key: (key) => [asBoolean(key.get("enable_key_rotation")) === true ? "rotated" : undefined],
  aws_vpc_endpoint: (endpoint) => [text(endpoint, "service_name")?.split(".").slice(3).join(".")],
  aws_s3_bucket: (bucket, graph) => [
    graph
      .companions(bucket, "aws_s3_bucket_versioning", "bucket")
      .found.some((versioning) => text(versioning, "versioning_configuration.status") === "Enabled")
      ? "versioned"
      : undefined,
    asBoolean(bucket.get("object_lock_enabled")) === true ? "locked" : undefined,
  ],
};

/** A VPC or a subnet, as a frame around others. */
export function frameOf(resource: Resource, network: Network): DrawnNode {
  const cidr = patternOf(resource.get("cidr_block")) ?? "";
  const subnet = network.subnets.get(resource.address);
  const isVpc = resource.type === "aws_vpc";
  return {
    id: idOf(resource.label),
    glyph: "network",
    title: isVpc ? `VPC ${nameOf(resource) === "vpc" ? "" : nameOf(resource)}`.trim() : capitalized(nameOf(resource)),
    lines: [cidr, ...(subnet === undefined ? [] : [counted(subnet.acl.length, "ACL rule")])],
    addresses: [resource.label],
  };
}

/** The zone of a subnet: its name where it is known, else its number in the list of the region's zones. */
export function zoneOf(subnet: Resource): string {
  const zone = patternOf(subnet.get("availability_zone")) ?? patternOf(subnet.get("availability_zone_id")) ?? "";
  const [, index] = /\[(\d+)\]/.exec(zone) ?? [];
  return zone.includes("${") || zone === "" ? (index === undefined ? "a zone" : `zone ${Number(index) + 1}`) : zone;
}
