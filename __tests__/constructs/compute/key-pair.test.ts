import { KeyPair as AwsKeyPair } from "@cdktf/provider-aws/lib/key-pair";
import { TerraformOutput, Testing } from "cdktf";
import { KeyPair, type KeyPairProps } from "../../../constructs/compute/key-pair";
import { Template } from "../../support/template";
import { providerProblems } from "./provider-problems";

/** Public keys that ssh-keygen made for this test; nobody has their private ones. */
const ED25519 = "AAAAC3NzaC1lZDI1NTE5AAAAIGTaDbNYzU5QTK/CQNruptkg3nXWhypfuxwCDRMABY2S";
const RSA_2048 =
  "AAAAB3NzaC1yc2EAAAADAQABAAABAQCfEAYIzbijpA6UnrhxM2Bd98HkK7DiACNIJ5rSKdWFSZR3W4UnVf9rJjWcvM5AzvTF+nE4kmSD38GoGp" +
  "MhNT4vdI7E1r0GF4KxjRQqDPONwhApK+2+3hkBDQvfHtWUJtVbkiXtO4aHtRlT/rR34ZJ3CUOA09W+HxjHSXdBaIhkm3tbg6CSMTucsR3J9WSb" +
  "xTFC686Un50vOZimdF096f0fhu6plAwsWG+NgYqMIs2vU40wKnwZqFSaarZozwFVzO/73Yo4ss00iYD71s3fpKXmR7gSTiuWh3UAllO/dQhOsW" +
  "nkFXixCSyDnR1giBKIBJcZpSoN/LI4rTcK1UqcKMt9";
const RSA_4096 =
  "AAAAB3NzaC1yc2EAAAADAQABAAACAQDUqXKG2FI2CL/KC28ndoOm/2mXe5HVpCyuOj+5BFH5CLl7ApBCS3elChw1f5YitMIFQ1cxDxBcNZU+Vh" +
  "eqzJK7T/hmdoLJ4STl3yYtXKttD+R3v6GyryxRWZWK1Iv9gw4E+acUJD7BtcYZP55z3RRhvRlL2eyomEcWgVAFMp/rj987tQhmEO2OwzPZna4U" +
  "xIf+ILky8XwPEGle3SWBhs3w0FLrJv2vEzsS8TNveTi4JtJ1rtbMjr2H6vEUp7Ne1P+E6M51aYMXHqWEJLR1WKQuV24KB5J9j/D0yR8j+g/ZZu" +
  "MlXeY06HHHvfpnbGbaDNcPJBtjP4qMPaf7P3Sjj3Js49WCaGhJ7rie/Mu7b4D4qs6k4IarH3s0P9WC37jzo1nsLzaN619AD/vhYlTG5/bEZh5A" +
  "O4KPP0Li6k8HmZa/VCYcGE25vAKNDtstsPdz2wJJxwD8B99G6sKLndbC/n3g5/91xTYJ6wwGKf55VmOaRHQ6YgHgmDLQvNkK+ugZvhPZh54flJ" +
  "MRvUGm5YprccvgT0SwzdNkDzBgnOeJTHAH+5twAY6oC0qJJiOr2s/+ASJTaKC/WR33o+MKlXlwiC32/Ty3UjPMrQwgthx9pwetSJmyY2aOVLHB" +
  "c7rpX+S8nCyLu+prk7n95Zgyu2SOQsmsTnSUw/orTZq5142RYFfOiQ==";
const RSA_1024 =
  "AAAAB3NzaC1yc2EAAAADAQABAAAAgQDNOzEtI+kv9XA7mPvqB7XtgEVdlh1FkgUvcubSUDCTkbEno2jNtYsF6eqSd6yiG7o+4rzkQdOmBIqx3g" +
  "jO/o4FI1T53S80KxhowKOi+DgyQK1vf1RprqlSlGeYBsQwyTUvIHv4tdJ2h6PbnIL8GW14YPgeUwhbKyXXcpA2k+Lp5Q==";
const RSA_3072 =
  "AAAAB3NzaC1yc2EAAAADAQABAAABgQCbSlWIu9qwB+C2pJOgmoPvHgvpfWaFMSf634jCdp4WD4gi5mguqhCSp9G5htBRx5oj1HA3PLy5tKX8Yi" +
  "DGta/EWiA9pHOsHQhbdByJl+glLW4qLyXjoRif86qbq+9aEp37pcwJj0PHma1ewlCZ1Bn85SXWGA/78UN+xuphpBMS5LuUHmR5DoVHkwd/o2jh" +
  "gwQBLkTRupOlNT6HzxeNOt/YjrlV1m/mEB9F6a1HGpNT8MaJsRbUxFQDS+wOU23aodNMFgIZno3vSVEiosNAcWAvNbJGERK5p1/MUjx64zPYRJ" +
  "lU4HLN39DQZ9XdHOxLMDtuDiQyRTPF2nkxrqIfoSuB3R2UXynYwDd2ewq+5b6taZ3OIdYn+Cvvl4OiYbXY7AC/VVhNzxvvSGsXWvbEd06OdNho" +
  "Agf9pSIpuR8NFQUQ39QfuI1ns4ByfWHLnCpcu1Q6DzuX92Ct4vhbr7Y5lX7TUGMz0KmDFqzG+2Nt2luOROEX10HgeECQtOlOOiG+FrM=";
const ECDSA =
  "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBKNSf7REUMlIBk5ox2+oznjtpoc4KXGDolZ8M1hi5esTy5R8h6JD0nhRti" +
  "exVt51IhcP/Ukqb6YmoDNaT0I10OI=";

const PROPS: KeyPairProps = { keyPairName: "Example-Web", publicKey: `ssh-ed25519 ${ED25519} someone@example.com` };

function define(props: Partial<KeyPairProps> = {}): Template {
  return Template.of((stack) => new KeyPair(stack, "web_key", { ...PROPS, ...props }));
}

const nameOf = (publicKey: string) => define({ publicKey }).only("aws_key_pair").key_name;

describe("defines by default", () => {
  it("the key pair alone", () => {
    expect(define().types).toEqual({ aws_key_pair: 1 });
  });

  it("the public key without its comment, in a name that has a mark of the key", () => {
    expect(define().only("aws_key_pair")).toEqual({
      key_name: expect.stringMatching(/^Example-Web-[0-9a-f]{6}$/),
      public_key: `ssh-ed25519 ${ED25519}`,
      lifecycle: { create_before_destroy: true },
    });
  });

  it("what the provider takes", () => {
    expect(providerProblems(define())).toEqual([]);
    expect(providerProblems(define({ publicKey: `ssh-rsa ${RSA_4096}` }))).toEqual([]);
  });

  it("its name by reference", () => {
    const template = Template.of((stack) => {
      new TerraformOutput(stack, "name", { value: new KeyPair(stack, "web_key", PROPS).keyName });
    });
    expect(template.outputs.name?.value).toBe("${aws_key_pair.web_key.key_name}");
  });
});

describe("guarantees", () => {
  it("ALL-12: another key is another name, the same key with another comment is not", () => {
    expect(nameOf(`ssh-ed25519 ${ED25519}`)).toBe(nameOf(PROPS.publicKey));
    expect(nameOf(`  ssh-ed25519   ${ED25519} someone else\n`)).toBe(nameOf(PROPS.publicKey));
    expect(nameOf(`ssh-rsa ${RSA_2048}`)).not.toBe(nameOf(PROPS.publicKey));
  });

  it.each([
    ["ED25519", `ssh-ed25519 ${ED25519}`],
    ["RSA of 2048 bits", `ssh-rsa ${RSA_2048}`],
    ["RSA of 3072 bits", `ssh-rsa ${RSA_3072}`],
    ["RSA of 4096 bits", `ssh-rsa ${RSA_4096}`],
  ])("WEB-ASG-1: takes %s", (_, publicKey) => {
    expect(define({ publicKey }).only("aws_key_pair").public_key).toBe(publicKey);
  });

  it("the same in anybody's stack", () => {
    expect(Testing.synthScope((scope) => new KeyPair(scope, "web_key", PROPS))).toHaveResourceWithProperties(
      AwsKeyPair,
      { public_key: `ssh-ed25519 ${ED25519}` },
    );
  });
});

describe("rejects", () => {
  const MUST = "publicKey must be an OpenSSH public key, ssh-ed25519 or ssh-rsa of 2048 to 4096 bits";

  it.each<[string, Partial<KeyPairProps>, string]>([
    ["RSA of 1024 bits", { publicKey: `ssh-rsa ${RSA_1024}` }, `${MUST}, got ssh-rsa of 1024 bits`],
    [
      "ECDSA",
      { publicKey: `ecdsa-sha2-nistp256 ${ECDSA}` },
      `${MUST}, got ecdsa-sha2-nistp256, which EC2 does not take`,
    ],
    [
      "a type that is not that of the data",
      { publicKey: `ssh-rsa ${ED25519}` },
      `${MUST}, got ssh-rsa with damaged data; copy the whole line`,
    ],
    [
      "a key that is cut off",
      { publicKey: `ssh-ed25519 ${ED25519.slice(0, -4)}` },
      `${MUST}, got ssh-ed25519 with damaged data; copy the whole line`,
    ],
    [
      "a key with a character that is not of base64",
      { publicKey: `ssh-ed25519 ${ED25519.replace("A", "!")}` },
      `${MUST}, got ssh-ed25519 with damaged data; copy the whole line`,
    ],
    [
      "a key of ED25519 that is too short",
      { publicKey: `ssh-ed25519 ${wire("ssh-ed25519", 31)}` },
      `${MUST}, got ssh-ed25519 of another length`,
    ],
    ["RSA of 4097 bits", { publicKey: `ssh-rsa ${wire("ssh-rsa", 3, 513)}` }, `${MUST}, got ssh-rsa of 4097 bits`],
    [
      "a key without data",
      { publicKey: "ssh-ed25519" },
      `${MUST}, got ssh-ed25519 with damaged data; copy the whole line`,
    ],
    ["nothing", { publicKey: "" }, `${MUST}, got something else`],
    ["a path", { publicKey: "~/.ssh/id_ed25519.pub" }, `${MUST}, got something else`],
    ["two keys", { publicKey: `${PROPS.publicKey}\n${PROPS.publicKey}` }, `${MUST}, got several lines`],
    ["no name", { keyPairName: "" }, 'keyPairName must be 1 to 248 printable ASCII characters, got ""'],
    [
      "a name with a space at the end",
      { keyPairName: "Example " },
      'keyPairName must be 1 to 248 printable ASCII characters, got "Example "',
    ],
    [
      "a name with an umlaut",
      { keyPairName: "Schlüssel" },
      'keyPairName must be 1 to 248 printable ASCII characters, got "Schlüssel"',
    ],
    [
      "a name of 249 characters",
      { keyPairName: "k".repeat(249) },
      `keyPairName must be 1 to 248 printable ASCII characters, got "${"k".repeat(249)}"`,
    ],
  ])("fails if there is %s", (_, props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/web_key: ${message}`));
  });

  it("never repeats a private key", () => {
    const publicKey =
      "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n-----END OPENSSH PRIVATE KEY-----";
    expect(() => define({ publicKey })).toThrow(
      new Error(`test/web_key: ${MUST}, got a private key; keep it secret, and take the file that ends in .pub`),
    );
    expect(() => define({ publicKey: "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU" })).toThrow(
      new Error(`test/web_key: ${MUST}, got something else`),
    );
  });

  it("takes a name of 248 characters, which leaves room for the mark", () => {
    expect(define({ keyPairName: "k".repeat(248) }).only("aws_key_pair").key_name).toHaveLength(255);
  });
});

/** A key in SSH's own form with fields of some length, each of a highest bit at its beginning. */
function wire(type: string, ...lengths: number[]): string {
  const fields = [Buffer.from(type), ...lengths.map((length) => Buffer.alloc(length, 1))];
  return Buffer.concat(
    fields.flatMap((field) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(field.length);
      return [length, field];
    }),
  ).toString("base64");
}
