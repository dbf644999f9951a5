import { alarmsOf } from "../../../handoff/facts/alarms";
import { synthesized } from "../../support/environments";
import { graphOf } from "../../support/reports";

const enterprise = () => graphOf(synthesized({}, "enterpriseapp"));

describe("alarms", () => {
  it("say when they are raised, whom they tell, and where to read on", () => {
    const alarm = alarmsOf(enterprise()).find(({ resource }) => resource.name === "application_latency");
    expect(alarm).toMatchObject({
      name: "corp-alarm-enterpriseapp-application-latency",
      meaning: "The slowest 5 % of requests take 1000 ms or more. Look at the instances and the database.",
      raised: "p95 of TargetResponseTime ≥ 1, in 3 periods of 5 minutes",
      tells: ["aws_sns_topic.alerts"],
      runbook: "application-latency",
    });
  });

  it("are all there, each with its metric known", () => {
    const graph = enterprise();
    const alarms = alarmsOf(graph);
    expect(alarms).toHaveLength(graph.resources("aws_cloudwatch_metric_alarm").length);
    expect(alarms.filter(({ raised }) => /a metric|not known|undefined/.test(raised))).toEqual([]);
  });
});
