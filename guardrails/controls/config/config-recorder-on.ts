import { asText, type Graph, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { ACCOUNT_BASELINE_TYPES } from "../../support/account-baseline";
import { judgeBoolean } from "../../support/attributes";
import { doubtOf, isSurelyMade, neededCompanions } from "../../support/presence";

const RECORDER = "aws_config_configuration_recorder";
const STATUS = "aws_config_configuration_recorder_status";
const CHANNEL = "aws_config_delivery_channel";

function judgeRecorder(graph: Graph, recorder: Resource): Verdict {
  const { found, maybe } = neededCompanions(graph, recorder, STATUS, "name");
  // A recorder that is given no name is called so.
  const name = asText(recorder.get("name")) ?? "default";
  const status =
    found[0] ?? graph.resources(STATUS).find((one) => !maybe.includes(one) && asText(one.get("name")) === name);
  if (status !== undefined) {
    const started = { wanted: true, unset: false, otherwise: "the recorder is stopped" };
    const { attribute: _, reason, ...verdict } = judgeBoolean(status, "is_enabled", started);
    return { ...verdict, reason: `${status.address}: ${reason}` };
  }
  return maybe[0] !== undefined
    ? unknown(doubtOf(maybe[0], `which recorder ${maybe[0].address} starts`))
    : fail(`no ${STATUS} starts the recorder`);
}

function judgeChannel(graph: Graph): Verdict {
  const channels = graph.resources(CHANNEL);
  const [channel] = channels;
  return channel === undefined
    ? fail(`there is no ${CHANNEL}`)
    : channels.some((one) => isSurelyMade(one))
      ? pass("a channel delivers it")
      : unknown(doubtOf(channel));
}

export const configRecorderOn = control({
  kind: "environment",
  id: "config-recorder-on",
  title: "AWS Config records, and delivers what it records",
  severity: "high",
  why: "Without the recorder nobody can tell what changed when, and no Config rule, nor most of Security Hub, sees anything.",
  fix: {
    yaml: "baseline.config: own",
    terraform: `Add an \`${RECORDER}\`, an \`${CHANNEL}\`, and an \`${STATUS}\` with \`is_enabled = true\` that depends on the channel.`,
  },
  references: {
    cis: { v3: ["3.3"], v5: ["3.3"] },
    fsbp: ["Config.1"],
    nist: ["CM", "SI"],
    checkov: ["CKV2_AWS_45"],
  },
  types: ACCOUNT_BASELINE_TYPES,
  evaluate: (graph) => {
    const recorders = graph.resources(RECORDER);
    if (recorders.length === 0) {
      return [fail(`the environment manages the account's baseline, but has no ${RECORDER}`)];
    }
    return [...recorders.map((resource) => ({ ...judgeRecorder(graph, resource), resource })), judgeChannel(graph)];
  },
});
