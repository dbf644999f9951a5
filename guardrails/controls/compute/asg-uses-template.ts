import { control, fail, pass, unknown } from "../../control";
import { isGiven } from "../../support/attributes";
import { GROUP } from "./hosts";

export const asgUsesTemplate = control({
  kind: "resource",
  id: "asg-uses-template",
  title: "Auto Scaling groups start instances from launch templates",
  severity: "medium",
  why: "Launch configurations have no versions, lack newer safeguards, and AWS gives them to nobody new.",
  fix: { terraform: "Replace `launch_configuration` by a `launch_template` block." },
  references: { fsbp: ["AutoScaling.9"], nist: ["CM"], checkov: ["CKV_AWS_315"] },
  types: [GROUP],
  evaluate: (group) => {
    const blocks = ["launch_template", "mixed_instances_policy"].map((name) => ({ name, ...group.blocks(name) }));
    const used = blocks.find(({ items }) => items.length > 0);
    const open = blocks.find((one) => one.unknown !== undefined)?.unknown;
    return isGiven(group.get("launch_configuration"))
      ? fail("launch_configuration is set", "launch_configuration")
      : used !== undefined
        ? pass(`${used.name} is set`, used.name)
        : open !== undefined
          ? unknown(`it cannot be told what it starts from: ${open.reason}`, "launch_template")
          : fail("launch_template is not set", "launch_template");
  },
});
