import { counted } from "../../guardrails/report/report";
import { type Attributes, asNumber, asText, covers, type Graph, patternOf, type Resource } from "../../model";

/** The ARNs of what AWS Backup can take, by type: what a selection names in its `resources`. */
const ARNS: Readonly<Record<string, string>> = {
  aws_autoscaling_group: "arn:aws:ec2:x:x:instance/x",
  aws_db_instance: "arn:aws:rds:x:x:db:x",
  aws_dynamodb_table: "arn:aws:dynamodb:x:x:table/x",
  aws_efs_file_system: "arn:aws:elasticfilesystem:x:x:file-system/x",
  aws_instance: "arn:aws:ec2:x:x:instance/x",
  aws_rds_cluster: "arn:aws:rds:x:x:cluster:x",
  aws_s3_bucket: "arn:aws:s3:::x",
};

/** What plans of AWS Backup do for a resource: by its tags, or since they name it. */
export function plansFor(graph: Graph, resource: Resource): readonly string[] {
  return graph
    .resources("aws_backup_selection")
    .filter((selection) => isSelected(graph, selection, resource))
    .flatMap((selection) => graph.referencesOf(selection, "plan_id").map(({ to }) => to))
    .filter(({ type }) => type === "aws_backup_plan")
    .flatMap((plan) => plan.blocks("rule").items.map((rule) => ruleWords(plan, rule)));
}

function ruleWords(plan: Resource, rule: Attributes): string {
  const schedule = asText(rule.get("schedule"));
  const days = asNumber(rule.get("lifecycle.delete_after"));
  return [
    `AWS Backup, plan ${patternOf(plan.get("name")) ?? plan.label}`,
    ...(schedule === undefined ? [] : [schedule]),
    ...(days === undefined ? [] : [`kept ${counted(days, "day")}`]),
  ].join(", ");
}

function isSelected(graph: Graph, selection: Resource, resource: Resource): boolean {
  const arn = ARNS[resource.type];
  if (arn === undefined) {
    return false;
  }
  if (graph.referencesOf(selection, "resources").some(({ to }) => to === resource)) {
    return true;
  }
  const patterns = selection.list("resources").items.flatMap((item) => patternOf(item) ?? []);
  const isOfKind =
    patterns.length === 0 || patterns.some((pattern) => covers(withoutPlace(pattern), withoutPlace(arn)));
  const wanted = tagsWanted(selection);
  return isOfKind && wanted.length > 0 && wanted.every(([key, value]) => tagOf(resource, key) === value);
}

/** An ARN without region and account, which selections name and resources do not. */
function withoutPlace(arn: string): string {
  return arn.replace(/^(arn:[^:]*:[^:]*):[^:]*:[^:]*:/, "$1:::");
}

function tagsWanted(selection: Resource): readonly (readonly [string, string | undefined])[] {
  const conditions = selection.blocks("condition.string_equals").items.map((one) => {
    const key = asText(one.get("key")) ?? "";
    return [key.replace(/^aws:ResourceTag\//, ""), patternOf(one.get("value"))] as const;
  });
  const tags = selection
    .blocks("selection_tag")
    .items.map((one) => [asText(one.get("key")) ?? "", patternOf(one.get("value"))] as const);
  return [...conditions, ...tags];
}

/** A tag of a resource; of an Auto Scaling group, one that its instances get. */
function tagOf(resource: Resource, key: string): string | undefined {
  if (resource.type === "aws_autoscaling_group") {
    const tag = resource.blocks("tag").items.find((one) => asText(one.get("key")) === key);
    return tag === undefined ? undefined : patternOf(tag.get("value"));
  }
  return patternOf(resource.get(["tags", key])) ?? patternOf(resource.get(["tags_all", key]));
}
