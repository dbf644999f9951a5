import { asText, display, isUnset } from "../../../model";
import { control, fail, pass } from "../../control";
import { unknownValue } from "../../support/attributes";
import { DATABASE } from "./database";

const PATH = "ca_cert_identifier";
/** Their certificates have run out. */
const OLD = /^rds-ca-(?:2010|2012|2015|2019)$/;

export const rdsCaModern = control({
  kind: "resource",
  id: "rds-ca-modern",
  title: "Databases have a certificate of an authority that is still valid",
  severity: "low",
  why: "Clients that verify the certificate can no longer connect, and are told not to verify it.",
  fix: { terraform: 'Set `ca_cert_identifier = "rds-ca-rsa2048-g1"`, or leave it out.' },
  references: { nist: ["SC"], checkov: ["CKV_AWS_211"] },
  types: [DATABASE],
  evaluate: (database) => {
    const value = database.get(PATH);
    return (
      unknownValue(database, PATH, value) ??
      (OLD.test(asText(value) ?? "")
        ? fail(`${PATH} is ${display(value)}, which has run out`, PATH)
        : pass(`${PATH} is ${isUnset(value) ? "AWS's present one unless set" : display(value)}`, PATH))
    );
  },
});
