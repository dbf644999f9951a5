import { asNumber, asText, display, isUnset, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { unknownValue } from "../../support/attributes";
import { CONFIGURATION, TEMPLATE } from "./hosts";

const PATH = "metadata_options.http_put_response_hop_limit";

function judge(host: Resource): Verdict {
  const value = host.get(PATH);
  const hops = asNumber(value);
  return asText(host.get("metadata_options.http_endpoint")) === "disabled"
    ? pass("the metadata service is off")
    : isUnset(value)
      ? unknown(
          `${PATH} is not set: the image's or the account's default counts, which is 2 for Amazon Linux 2023`,
          PATH,
        )
      : (unknownValue(host, PATH, value) ??
        (hops === 1
          ? pass(`${PATH} is 1`, PATH)
          : fail(`${PATH} is ${display(value)}: containers on the host get the role's credentials`, PATH)));
}

export const ec2ImdsOneHop = control({
  kind: "resource",
  id: "ec2-imds-one-hop",
  title: "Metadata reaches the instance itself, and no container behind it",
  severity: "medium",
  why: "With more than one hop, containers and proxies on the host get the credentials of the host's role.",
  fix: { terraform: "Set `metadata_options { http_put_response_hop_limit = 1 }`." },
  references: { fsbp: ["AutoScaling.4"], nist: ["AC"], checkov: ["CKV_AWS_341"] },
  types: [TEMPLATE, CONFIGURATION],
  evaluate: judge,
});
