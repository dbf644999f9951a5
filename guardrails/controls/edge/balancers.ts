import { asText, type Graph, isUnset, type Resource } from "../../../model";

export const BALANCERS: readonly string[] = ["aws_lb", "aws_alb"];
export const LISTENERS: readonly string[] = ["aws_lb_listener", "aws_alb_listener"];
export const LISTENER_RULES: readonly string[] = ["aws_lb_listener_rule", "aws_alb_listener_rule"];
export const TARGET_GROUPS: readonly string[] = ["aws_lb_target_group", "aws_alb_target_group"];

/** `application`, `network` or `gateway`; nothing where it is not known. */
export function kindOfBalancer(balancer: Resource): string | undefined {
  const kind = balancer.get("load_balancer_type");
  return isUnset(kind) ? "application" : asText(kind);
}

/** The protocol of a listener; HTTPS where an application load balancer's listener says nothing but its port. */
export function protocolOf(listener: Resource): string | undefined {
  return asText(listener.get("protocol"))?.toUpperCase();
}

/** The load balancers of a listener that are part of the graph. */
export function balancersOf(graph: Graph, listener: Resource): readonly Resource[] {
  const ends = graph.settle(listener, "load_balancer_arn").ends.map(({ resource }) => resource);
  return ends.filter(({ type, mode }) => mode === "managed" && BALANCERS.includes(type));
}
