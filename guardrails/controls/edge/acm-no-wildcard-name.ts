import { patternOf } from "../../../model";
import { control, fail, pass, unknown } from "../../control";

export const acmNoWildcardName = control({
  kind: "resource",
  id: "acm-no-wildcard-name",
  title: "Certificates name the hosts that they are for",
  severity: "low",
  why: "Who gets the key of a certificate for `*.example.com` is every host of it. Off by default: many need one.",
  fix: { yaml: "edge.domainName", terraform: "Name the hosts in `domain_name` and `subject_alternative_names`." },
  references: { nist: ["SC"], checkov: ["CKV2_AWS_71"] },
  onByDefault: false,
  types: ["aws_acm_certificate"],
  evaluate: (certificate) => {
    const { items } = certificate.list("subject_alternative_names");
    const names = [certificate.get("domain_name"), ...items].filter((value) => value.kind !== "absent").map(patternOf);
    const wild = names.find((name) => name?.startsWith("*."));
    return wild !== undefined
      ? fail(`it is for ${wild}`, "domain_name")
      : names.some((name) => name === undefined || name.startsWith("${"))
        ? unknown("its names cannot be told", "domain_name")
        : pass(`it is for ${names.join(", ")}`, "domain_name");
  },
});
