import { asBoolean, coversAction, display, type Graph, isUnset, type Resource, type Statement } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { isConfigured, unknownValue, worst } from "../../support/attributes";
import { BUCKET } from "../../support/buckets";
import { doubtOf, neededCompanions } from "../../support/presence";
import { BALANCERS, kindOfBalancer } from "./balancers";

const ENABLED = "access_logs.enabled";
const TARGET = "access_logs.bucket";
const LOG_SERVICES = new Set(["logdelivery.elasticloadbalancing.amazonaws.com", "delivery.logs.amazonaws.com"]);

/** Whether a statement lets load balancers write: by the service, or in older regions by an account of AWS. */
function letsIn(statement: Statement): boolean {
  return (
    statement.effect === "Allow" &&
    coversAction(statement, "s3:putobject") &&
    statement.principals.some(({ kind, text }) => (kind === "Service" ? LOG_SERVICES.has(text) : kind === "AWS"))
  );
}

/** Load balancers write only where the bucket's policy lets them. */
function judgeBucket(balancer: Resource, graph: Graph): Verdict {
  const bucket = graph.settle(balancer, TARGET).ends.find(({ resource }) => resource.type === BUCKET)?.resource;
  if (bucket === undefined || bucket.mode !== "managed") {
    return pass(`${ENABLED} is true, to a bucket that is not part of the input`, ENABLED);
  }
  const { found, maybe } = neededCompanions(graph, bucket, "aws_s3_bucket_policy", "bucket");
  const holders = [...found, ...(isConfigured(bucket, "policy") ? [bucket] : [])];
  const documents = holders.map((from) => graph.policy(from, "policy")).filter(({ present }) => present);
  const statements = documents.flatMap((document) => document.statements);
  const open =
    documents.find((document) => document.unknown !== undefined)?.unknown ??
    statements.flatMap((statement) => statement.unknown)[0] ??
    (maybe[0] === undefined ? undefined : doubtOf(maybe[0], `which bucket ${maybe[0].address} is for`));
  return statements.some(letsIn)
    ? pass(`${ENABLED} is true, and ${bucket.address} takes the logs`, ENABLED)
    : open !== undefined
      ? unknown(`it cannot be told whether ${bucket.address} takes the logs: ${open}`, TARGET)
      : fail(`no policy of ${bucket.address} lets load balancers write there: AWS refuses to switch logs on`, TARGET);
}

function judge(balancer: Resource, graph: Graph): Verdict | undefined {
  if (kindOfBalancer(balancer) === "gateway") {
    return undefined;
  }
  const { items, unknown: missing } = balancer.blocks("access_logs");
  if (items.length === 0) {
    return missing !== undefined && !isUnset(missing)
      ? unknown(`access_logs cannot be told: ${missing.reason}`, "access_logs")
      : fail("access_logs is not set: nobody can tell who asked for what", "access_logs");
  }
  const value = balancer.get(ENABLED);
  return asBoolean(value) === true
    ? worst([judgeBucket(balancer, graph)])
    : (unknownValue(balancer, ENABLED, value) ??
        fail(
          `${ENABLED} is ${isUnset(value) ? "not set, which means false" : display(value)}: nobody can tell who asked for what`,
          ENABLED,
        ));
}

export const albAccessLogged = control({
  kind: "resource",
  id: "alb-access-logged",
  title: "Load balancers log every request, to a bucket that takes the logs",
  severity: "medium",
  why: "After an incident they are the only record of who asked for what, from where.",
  fix: {
    yaml: "edge: {}",
    terraform:
      "Add `access_logs { bucket = …, enabled = true }`, and let `logdelivery.elasticloadbalancing.amazonaws.com` put objects by the bucket's policy.",
  },
  references: {
    fsbp: ["ELB.5"],
    nist: ["AC", "AU", "CA", "CM", "IA", "MA", "PM", "SC", "SI"],
    checkov: ["CKV_AWS_91"],
  },
  types: BALANCERS,
  evaluate: judge,
});
