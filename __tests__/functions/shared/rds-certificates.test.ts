import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { REGIONS as REGIONS_OF_ENVIRONMENTS, REGIONS_WITHOUT_BUNDLED_CERTIFICATES } from "../../../config/aws-limits";
import { databaseCertificates, regionsWithCertificates } from "../../../functions/shared/rds-certificates";

/** The regions of AWS's public partition whose roots the bundle has. */
const REGIONS = [
  ..."af-south-1 ap-east-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2".split(" "),
  ..."ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ca-central-1 eu-central-1 eu-central-2".split(" "),
  ..."eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 me-central-1 me-south-1 sa-east-1".split(" "),
  ..."us-east-1 us-east-2 us-west-1 us-west-2".split(" "),
];

test("the regions are these", () => {
  expect(regionsWithCertificates()).toEqual(REGIONS);
});

test("the configuration knows those that it lacks, whose functions are given another file", () => {
  const lacking = REGIONS_OF_ENVIRONMENTS.filter((region) => !REGIONS.includes(region));
  expect([...REGIONS_WITHOUT_BUNDLED_CERTIFICATES].sort()).toEqual([...lacking].sort());
});

test.each(REGIONS)("%s has one root of each kind of key, good for years", (region) => {
  const certificates = databaseCertificates({ AWS_REGION: region }).map((pem) => new X509Certificate(pem));
  const names = certificates.map(({ subject }) => /^CN=(.*)$/m.exec(subject)?.[1]).sort();

  expect(names).toEqual(["ECC384", "RSA2048", "RSA4096"].map((key) => `Amazon RDS ${region} Root CA ${key} G1`));
  for (const certificate of certificates) {
    expect(certificate.ca).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.UTC(2060, 0));
  }
});

test("takes further certificates from the file that Node.js knows too", () => {
  const folder = mkdtempSync(join(tmpdir(), "certificates-"));
  const file = join(folder, "more.pem");
  writeFileSync(file, "further certificates");
  const certificates = databaseCertificates({ AWS_REGION: "mx-central-1", NODE_EXTRA_CA_CERTS: file });
  const all = databaseCertificates({ AWS_REGION: "us-east-1", NODE_EXTRA_CA_CERTS: file });
  rmSync(folder, { recursive: true });

  expect(certificates).toEqual(["further certificates"]);
  expect(all).toHaveLength(4);
});

test.each([
  [{ AWS_REGION: "mx-central-1" }, 'no certificate authority of RDS is known for the region "mx-central-1"'],
  [{}, 'no certificate authority of RDS is known for the region ""'],
  [
    { AWS_REGION: "us-east-1", NODE_EXTRA_CA_CERTS: "/nowhere/ca.pem" },
    /^the file of NODE_EXTRA_CA_CERTS cannot be read: ENOENT/,
  ],
])("fails if %j", (variables, message) => {
  const failing = () => databaseCertificates(variables);

  expect(failing).toThrow(message);
  expect(failing).toThrow(
    expect.objectContaining({
      name: "CertificatesMissing",
      advice: expect.stringContaining("/var/runtime/ca-cert.pem"),
    }),
  );
});
