import { type Graph, patternOf, type Resource } from "../../../model";

/** That a service must be able to use the key of a resource. */
export interface ServiceUse {
  /** The principal, e.g. `logs.eu-west-1.amazonaws.com`; its region may be left out of the pattern. */
  readonly service: RegExp;
  /** How messages call it. */
  readonly name: string;
  readonly actions: readonly string[];
  /** A condition by which policies limit the service, and what it has to fit. */
  readonly context?: { readonly key: string; readonly wanted: string };
  /** Whether it works for principals of the account, so that a statement for them is enough, through this service. */
  readonly viaService?: RegExp;
}

/** The attribute of each type that names its key. */
export const KEY_ATTRIBUTES: Readonly<Record<string, string>> = {
  aws_backup_vault: "kms_key_arn",
  aws_cloudtrail: "kms_key_id",
  aws_cloudwatch_log_group: "kms_key_id",
  aws_sns_topic: "kms_master_key_id",
  aws_sqs_queue: "kms_master_key_id",
};

/** A service's principal, with or without a region; `events.rds.amazonaws.com` is not one of `events`. */
const service = (name: string): RegExp => {
  const own = name.replaceAll(".", "\\.");
  return new RegExp(`^${own}\\.(?:[a-z]{2}(?:-[a-z]+)+-\\d+\\.)?amazonaws\\.com(?:\\.cn)?$|^${own}\\.\\$\\{`);
};
const PUBLISHES = ["kms:Decrypt", "kms:GenerateDataKey"];

const publisher = (name: string): ServiceUse => ({
  service: service(name),
  name: `${name}.amazonaws.com`,
  actions: PUBLISHES,
});

/** Who publishes or sends to a topic or queue in its own name, by the type and attribute that refer to it. */
const PUBLISHERS: readonly { readonly type: RegExp; readonly path: RegExp; readonly name: string }[] = [
  { type: /^aws_cloudwatch_(?:metric|composite)_alarm$/, path: /_actions$/, name: "cloudwatch" },
  { type: /^aws_cloudwatch_event_target$/, path: /^(?:arn|dead_letter_config)$/, name: "events" },
  { type: /^aws_s3_bucket_notification$/, path: /^(?:topic|queue)$/, name: "s3" },
  { type: /^aws_sns_topic_subscription$/, path: /^endpoint$/, name: "sns" },
  { type: /^aws_cloudtrail$/, path: /^sns_topic_name$/, name: "cloudtrail" },
  { type: /^aws_db_event_subscription$/, path: /^sns_topic$/, name: "events.rds" },
];

/** The services that must be able to use the key of a resource. */
export function serviceUses(graph: Graph, resource: Resource): readonly ServiceUse[] {
  switch (resource.type) {
    case "aws_cloudwatch_log_group":
      return [
        {
          ...publisher("logs"),
          actions: ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"],
          context: { key: "kms:encryptioncontext:aws:logs:arn", wanted: patternOf(resource.get("name")) ?? "" },
        },
      ];
    case "aws_cloudtrail":
      return [{ ...publisher("cloudtrail"), actions: ["kms:GenerateDataKey", "kms:DescribeKey"] }];
    case "aws_backup_vault":
      return [
        {
          ...publisher("backup"),
          actions: ["kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKey"],
          viaService: service("backup"),
        },
      ];
    default: {
      const names = graph.referrersOf(resource).flatMap(({ from, path }) => {
        const [attribute] = path;
        return PUBLISHERS.filter(({ type, path: at }) => type.test(from.type) && at.test(String(attribute)));
      });
      return [...new Set(names.map(({ name }) => name))].map(publisher);
    }
  }
}
