import { KeyPair as AwsKeyPair } from "@cdktf/provider-aws/lib/key-pair";
import { Construct } from "constructs";
import { replacementMark } from "../core/replacement";
import { assertValid, textProblems } from "../core/validate";

/** Props of {@link KeyPair}. */
export interface KeyPairProps {
  /** The key pair's name, 1 to 248 printable ASCII characters; a mark of the key is added. */
  readonly keyPairName: string;
  /**
   * The public key in OpenSSH's form: `ssh-ed25519 …`, or `ssh-rsa …` of 2048 bits or more. A comment after it is left out.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_key_pair`, and with it the instances that have it.
   */
  readonly publicKey: string;
}

/** Why a text is no key that we take. */
type KeyProblem = string;

const ED25519_BYTES = 32;
const LEAST_RSA_BITS = 2048;
const MOST_RSA_BITS = 4096;

/**
 * Defines a key pair of EC2 from a public key (WEB-ASG-1): the private one stays with its owner. An instance takes the key at its
 * first boot only, so another key is another name, and who uses it is made anew (ALL-12).
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-key-pairs.html#how-to-generate-your-own-key-and-import-it-to-aws
 * @example
 * new KeyPair(this, "web_key", { keyPairName: "Example-Web", publicKey: "ssh-ed25519 AAAAC3Nza… someone@example.com" });
 */
export class KeyPair extends Construct {
  public readonly keyName: string;

  public constructor(scope: Construct, id: string, { keyPairName, publicKey }: KeyPairProps) {
    super(scope, id);
    const [type = "", data = ""] = publicKey.trim().split(/\s+/);
    const problem = keyProblem(publicKey, type, data);
    assertValid(scope, id, [
      ...textProblems(
        "keyPairName",
        keyPairName,
        /^[\x21-\x7e](?:[\x20-\x7e]{0,246}[\x21-\x7e])?$/,
        "be 1 to 248 printable ASCII characters",
      ),
      ...(problem === undefined ? [] : [`publicKey must be ${MUST}, ${problem}`]),
    ]);
    this.keyName = new AwsKeyPair(this, "Default", {
      keyName: `${keyPairName}-${replacementMark(type, data)}`,
      publicKey: `${type} ${data}`,
      lifecycle: { createBeforeDestroy: true },
    }).keyName;
  }
}

const MUST = `an OpenSSH public key, ssh-ed25519 or ssh-rsa of ${LEAST_RSA_BITS} to ${MOST_RSA_BITS} bits`;

/** Never says what the text is: it could be a private key. */
function keyProblem(text: string, type: string, data: string): KeyProblem | undefined {
  if (/PRIVATE KEY/.test(text)) {
    return "got a private key; keep it secret, and take the file that ends in .pub";
  }
  if (text.trim().includes("\n")) {
    return "got several lines";
  }
  const fields = /^[A-Za-z0-9+/]+={0,2}$/.test(data) ? wireFields(Buffer.from(data, "base64")) : undefined;
  if (fields === undefined || fields[0]?.toString("latin1") !== type) {
    return /^(?:ssh|ecdsa|sk)-[a-z0-9@.-]+$/.test(type)
      ? `got ${type} with damaged data; copy the whole line`
      : "got something else";
  }
  switch (type) {
    case "ssh-ed25519":
      return fields.length === 2 && fields[1]?.length === ED25519_BYTES ? undefined : `got ${type} of another length`;
    case "ssh-rsa":
      return rsaProblem(fields);
    default:
      return `got ${type}, which EC2 does not take`;
  }
}

function rsaProblem(fields: readonly Buffer[]): KeyProblem | undefined {
  const bits = fields.length === 3 ? bitLength(fields[2]) : 0;
  return bits >= LEAST_RSA_BITS && bits <= MOST_RSA_BITS ? undefined : `got ssh-rsa of ${bits} bits`;
}

function bitLength(number: Buffer = Buffer.alloc(0)): number {
  return number.length === 0 ? 0 : BigInt(`0x${number.toString("hex")}`).toString(2).length;
}

/** The fields of a key, each after its length in four bytes (RFC 4251, section 5); undefined where they do not end with the data. */
function wireFields(data: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  let position = 0;
  while (position + 4 <= data.length) {
    const end = position + 4 + data.readUInt32BE(position);
    fields.push(data.subarray(position + 4, end));
    position = end;
  }
  return position === data.length ? fields : undefined;
}
