import { asText, type Graph, patternOf, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { doubtOf, neededCompanions } from "../../support/presence";
import { WEB_ACL } from "./web-acl";

const LOGGING = "aws_wafv2_web_acl_logging_configuration";
const PATH = "log_destination_configs";
/** AWS takes no log group, bucket or stream of another name. */
const PREFIX = "aws-waf-logs-";

function judgeLogging(logging: Resource, graph: Graph): Verdict {
  const { items, unknown: missing } = logging.list(PATH);
  const ends = graph.settle(logging, PATH).ends.map(({ resource }) => resource);
  const names = [
    ...items.flatMap((item) => {
      const arn = patternOf(item);
      return arn === undefined || arn.startsWith("${") ? [] : [lastPart(arn)];
    }),
    ...ends.flatMap((resource) => asText(resource.get(resource.type === "aws_s3_bucket" ? "bucket" : "name")) ?? []),
  ];
  const wrong = names.find((name) => !name.startsWith(PREFIX) && !name.startsWith("${"));
  return wrong !== undefined
    ? fail(`${PATH} of ${logging.address} names ${wrong}: AWS takes only names that begin with ${PREFIX}`)
    : items.length === 0 && missing === undefined
      ? fail(`${PATH} of ${logging.address} is empty`)
      : pass(`${logging.address} logs its requests`);
}

/** The name in an ARN: of `arn:aws:logs:…:log-group:aws-waf-logs-x:*` it is `aws-waf-logs-x`. */
function lastPart(arn: string): string {
  return arn.replace(/:\*$/, "").split(/[:/]/).at(-1) ?? arn;
}

export const wafLogged = control({
  kind: "resource",
  id: "waf-logged",
  title: "Web ACLs log requests",
  severity: "medium",
  why: "Without logs nobody can tell which rule stopped whom, nor what went through.",
  fix: {
    yaml: "edge.waf.logRetentionDays",
    terraform:
      "Add an `aws_wafv2_web_acl_logging_configuration`; the name of its log group, bucket or stream begins with `aws-waf-logs-`.",
  },
  references: {
    fsbp: ["WAF.11"],
    nist: ["AC", "AU", "CA", "CM", "IA", "MA", "PM", "SC", "SI"],
    checkov: ["CKV2_AWS_31"],
  },
  types: [WEB_ACL],
  evaluate: (acl, graph) => {
    const { found, maybe } = neededCompanions(graph, acl, LOGGING, "resource_arn");
    const [logging] = found;
    return logging !== undefined
      ? judgeLogging(logging, graph)
      : maybe[0] !== undefined
        ? unknown(doubtOf(maybe[0], `which web ACL ${maybe[0].address} is for`))
        : fail(`it has no ${LOGGING}`);
  },
});
