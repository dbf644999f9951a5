import { control, fail, pass } from "../../control";

export const acmReplacedBeforeDestroyed = control({
  kind: "resource",
  id: "acm-replaced-before-destroyed",
  title: "Certificates are replaced before the old one is deleted",
  severity: "low",
  why: "A certificate in use cannot be deleted: the apply stops half way. A plan does not show it; synthesized files do.",
  fix: { terraform: "Set `lifecycle { create_before_destroy = true }`." },
  references: { fsbp: ["ACM.1"], nist: ["SC"], checkov: ["CKV_AWS_233"] },
  types: ["aws_acm_certificate"],
  evaluate: (certificate, graph) => {
    const { lifecycle } = certificate;
    if (graph.kind !== "synth") {
      return undefined;
    }
    const block = Array.isArray(lifecycle) ? lifecycle[0] : lifecycle;
    const value =
      block !== null && typeof block === "object" && "create_before_destroy" in block
        ? block.create_before_destroy
        : false;
    return value === true || value === "true"
      ? pass("lifecycle.create_before_destroy is true", "lifecycle.create_before_destroy")
      : fail("lifecycle.create_before_destroy is not true", "lifecycle.create_before_destroy");
  },
});
