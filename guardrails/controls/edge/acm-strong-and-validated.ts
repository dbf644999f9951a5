import { asText, display, isUnset, type Resource } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { isGiven, unknownValue, worst } from "../../support/attributes";

const METHOD = "validation_method";
const ALGORITHM = "key_algorithm";
const LOGGING = "options.certificate_transparency_logging_preference";
const STRONG = /^(?:RSA_(?:2048|3072|4096)|EC_(?:prime256v1|secp384r1|secp521r1))$/;

function judge(certificate: Resource): Verdict | undefined {
  // What is imported is what it is; a private authority vouches for its own.
  const imported = ["private_key", "certificate_body"].some((name) => isGiven(certificate.get(name)));
  const isPrivate = isGiven(certificate.get("certificate_authority_arn"));
  const [method, algorithm, logging] = [METHOD, ALGORITHM, LOGGING].map((path) => ({
    path,
    value: certificate.get(path),
  }));
  if (imported || method === undefined || algorithm === undefined || logging === undefined) {
    return undefined;
  }
  const strong =
    unknownValue(certificate, ALGORITHM, algorithm.value) ??
    (isUnset(algorithm.value) || STRONG.test(asText(algorithm.value) ?? "")
      ? pass(
          `${ALGORITHM} is ${isUnset(algorithm.value) ? "RSA_2048 unless set" : display(algorithm.value)}`,
          ALGORITHM,
        )
      : fail(`${ALGORITHM} is ${display(algorithm.value)}: its key can be found out`, ALGORITHM));
  if (isPrivate) {
    return strong;
  }
  const validated =
    unknownValue(certificate, METHOD, method.value) ??
    (asText(method.value) === "DNS"
      ? pass(`${METHOD} is "DNS"`, METHOD)
      : fail(
          `${METHOD} is ${isUnset(method.value) ? "not set" : display(method.value)}: it is not renewed unless somebody answers a mail`,
          METHOD,
        ));
  const logged =
    asText(logging.value) === "DISABLED"
      ? fail(`${LOGGING} is "DISABLED": browsers refuse it`, LOGGING)
      : (unknownValue(certificate, LOGGING, logging.value) ?? pass("it is logged publicly", LOGGING));
  return worst([strong, validated, logged]);
}

export const acmStrongAndValidated = control({
  kind: "resource",
  id: "acm-strong-and-validated",
  title: "Certificates have strong keys, are validated by DNS, and publicly logged",
  severity: "medium",
  why: "A certificate validated by mail runs out when nobody answers; without the public log, nobody sees a false one.",
  fix: {
    yaml: "edge.domainName: www.example.com",
    terraform: 'Set `validation_method = "DNS"`, and leave `key_algorithm` and the logging preference as they are.',
  },
  references: { fsbp: ["ACM.2"], nist: ["SC"], checkov: ["CKV_AWS_234"] },
  types: ["aws_acm_certificate"],
  evaluate: judge,
});
