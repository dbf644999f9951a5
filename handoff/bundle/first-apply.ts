import { asText, type Graph, type Resource } from "../../model";
import { code, fenced, table } from "./markdown";
import { moduleAddress } from "./module-use";
import type { Guide } from "./readme";

/** What an account or a region has once, so that it may be there already. */
interface Single {
  readonly type: string;
  /** Of which resources of the type that holds. */
  readonly name?: string;
  /** The command that shows whether it is there. */
  readonly look: string;
  /** What an `import` block names it by. */
  readonly id: string;
}

/** As help/getting-started.md says it to who has the YAML. */
export const SINGLES: readonly Single[] = [
  {
    type: "aws_config_configuration_recorder",
    look: "aws configservice describe-configuration-recorders",
    id: "<name>",
  },
  { type: "aws_config_delivery_channel", look: "aws configservice describe-delivery-channels", id: "<name>" },
  { type: "aws_guardduty_detector", look: "aws guardduty list-detectors", id: "<detector id>" },
  { type: "aws_securityhub_account", look: "aws securityhub describe-hub", id: "<account id>" },
  { type: "aws_accessanalyzer_analyzer", look: "aws accessanalyzer list-analyzers", id: "<name>" },
  {
    type: "aws_s3_account_public_access_block",
    look: "aws s3control get-public-access-block --account-id <id>",
    id: "<account id>",
  },
  {
    type: "aws_iam_account_password_policy",
    look: "aws iam get-account-password-policy",
    id: "iam-account-password-policy",
  },
  {
    type: "aws_iam_service_linked_role",
    look: "aws iam get-role --role-name AWSServiceRoleForAutoScaling",
    id: "<role's ARN>",
  },
  {
    type: "aws_cloudwatch_log_group",
    name: "RDSOSMetrics",
    look: "aws logs describe-log-groups --log-group-name-prefix RDSOSMetrics",
    id: "RDSOSMetrics",
  },
];

/** What the first apply meets that later ones do not: what is there already, how long it takes, what is to be confirmed. */
export function firstApply(guide: Guide): string[][] {
  const { graph } = guide;
  return [["## The first apply"], ...alreadyThere(guide), remarks(graph)];
}

function alreadyThere({ stacks, graph, options }: Guide): string[][] {
  const found = SINGLES.flatMap(({ type, name, look, id }) =>
    graph
      .resources(type)
      .filter((resource) => name === undefined || asText(resource.get("name")) === name)
      .map((resource) => ({ resource, look, id })),
  );
  const [first] = found;
  if (first === undefined) {
    return [];
  }
  const placeOf = ({ stack }: Resource) => stacks.find((placed) => placed.stack.name === stack);
  const addressIn = (resource: Resource) => {
    const placed = placeOf(resource);
    return options.use === "module" && placed !== undefined
      ? `${moduleAddress(placed)}.${resource.address}`
      : resource.address;
  };
  const rows = found.map(({ resource, look, id }) => {
    const folder = stacks.length === 1 ? "" : ` in ${code(placeOf(resource)?.folder ?? "")}`;
    return [`${code(addressIn(resource))}${folder}`, code(look), code(id)];
  });
  const place =
    options.use === "module"
      ? "a file of the configuration that calls the module"
      : "a file `imports.tf` beside the resource's own";
  return [
    [
      "An account or a region has some things once. Look whether they are there already. What is there is adopted by an `import` block in",
      `${place}; what is to stay with its owner is left out by a new version.`,
    ],
    table(["resource", "already there?", "id"], rows),
    fenced("hcl", ["import {", `  to = ${addressIn(first.resource)}`, `  id = ${JSON.stringify(first.id)}`, "}"]),
  ];
}

function remarks(graph: Graph): string[] {
  const has = (type: string) => graph.resources(type).length > 0;
  const mails = graph
    .resources("aws_sns_topic_subscription")
    .filter((subscription) => asText(subscription.get("protocol")) === "email")
    .map((subscription) => asText(subscription.get("endpoint")) ?? "the address that is subscribed");
  return [
    ...(has("aws_autoscaling_group") && !has("aws_iam_service_linked_role")
      ? [
          "- **Auto Scaling's role** is not there where the account never had an Auto Scaling group: the plan then fails and says so. Make it once by `aws iam create-service-linked-role --aws-service-name autoscaling.amazonaws.com`.",
        ]
      : []),
    ...(has("aws_db_instance")
      ? [
          "- **It takes about 20 minutes**; the database is most of it. AWS makes its own role for RDS with an account's first database: where the apply ends with *Verify that you have permission to create service linked role*, apply again.",
        ]
      : []),
    ...mails.map(
      (address) =>
        `- **Confirm the subscription**: AWS sends a mail to ${code(address)}. Until its link is clicked, nobody hears the alarms.`,
    ),
    ...(mails.length === 0 && has("aws_sns_topic")
      ? [
          "- **Nobody hears the alarms** until something subscribes to the alert topic: no e-mail address is configured.",
        ]
      : []),
  ];
}
