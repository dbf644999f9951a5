import { objectOf, textOf } from "../../../model/json";
import { control, fail, pass, unknown } from "../../control";
import { ALL_GUARDED_TYPES } from "./guarded-types";

export const planReadableAndWhole = control({
  kind: "environment",
  id: "plan-readable-and-whole",
  title: "The plan is whole: nothing is left out and nothing put off",
  severity: "high",
  why: "What a plan leaves out (`-target`, deferred changes) happens later, when nobody checks it.",
  fix: {
    terraform: "Plan without `-target` and `-exclude`; apply what deferred changes wait for, and plan again.",
  },
  references: { nist: ["CM"] },
  types: ["*"],
  evaluate: (graph) =>
    graph.stacks
      .filter(({ kind }) => kind === "plan")
      .map(({ file, meta }) => {
        const deferred = meta.deferred
          .map((item) => objectOf(item.resource_change))
          .filter(({ type }) => ALL_GUARDED_TYPES.includes(textOf(type) ?? ""))
          .map(({ address }) => textOf(address) ?? "");
        if (deferred.length > 0) {
          return fail(`${file} puts off changes of ${deferred.join(", ")}`);
        }
        if (meta.errored === true || meta.complete === false) {
          return fail(`${file} is ${meta.errored === true ? "errored" : "not complete"}`);
        }
        return meta.complete === undefined || meta.errored === undefined
          ? unknown(`${file} does not say whether it is complete; Terraform 1.8 and newer do`)
          : pass(`${file} is complete, format ${meta.formatVersion}`);
      }),
});
