import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A certificate authority of a test, and a server's certificate that it signed; PEM files in the test's folder. */
export interface TestCertificates {
  readonly authority: string;
  readonly authorityFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/** Makes both with openssl; `prefix` begins the files' names. */
export function makeCertificates(folder: string, prefix: string, hostName: string): TestCertificates {
  const file = (name: string) => join(folder, `${prefix}-${name}.pem`);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  const authorityFile = file("authority");
  const authorityKey = file("authority-key");
  const certificateFile = file("server");
  const keyFile = file("server-key");
  const request = file("request");
  const extensions = file("extensions");
  openssl(
    "req",
    "-x509",
    ...KEY,
    "-days",
    "2",
    "-subj",
    `/CN=${prefix} authority`,
    "-keyout",
    authorityKey,
    "-out",
    authorityFile,
  );
  openssl("req", ...KEY, "-subj", `/CN=${hostName}`, "-keyout", keyFile, "-out", request);
  writeFileSync(extensions, `subjectAltName=DNS:${hostName}\n`);
  const signer = [
    "-CA",
    authorityFile,
    "-CAkey",
    authorityKey,
    "-CAcreateserial",
    "-days",
    "2",
    "-extfile",
    extensions,
  ];
  openssl("x509", "-req", "-in", request, ...signer, "-out", certificateFile);
  return { authority: readFileSync(authorityFile, "utf8"), authorityFile, certificateFile, keyFile };
}
