import { TerraformVariable, Testing } from "cdktf";
import {
  type Architecture,
  architectureOf,
  INSTANCE_TYPE_PATTERNS,
  imageAtLaunch,
  imageParameterName,
  instanceTypeProblems,
} from "../../../constructs/compute/instance-architecture";
import { SecureStack } from "../../../constructs/core/secure-stack";

/** Families of EC2 by the architecture that DescribeInstanceTypes says of them, as of May 2026 (moto's copy of it). */
const FAMILIES: Readonly<Record<Architecture, string>> = {
  arm64:
    "c6g c6gd c6gn c7g c7gd c7gn c8g c8gb c8gd c8gn g5g hpc7g i4g i8g i8ge im4gn is4gen m6g m6gd m7g m7gd m8g m8gb m8gd " +
    "m8gn r6g r6gd r7g r7gd r8g r8gb r8gd r8gn t4g x2gd x8g",
  x86_64:
    "c4 c5 c5a c5ad c5d c5n c6a c6i c6id c6in c7a c7i c7i-flex c8a c8i c8i-flex c8ib c8id c8in c8ine d2 d3 d3en dl1 dl2q f2 " +
    "g4ad g4dn g5 g6 g6e g6f g7e gr6 gr6f h1 hpc6a hpc6id hpc7a hpc8a i3 i3en i4i i7i i7ie inf1 inf2 m4 m5 m5a m5ad m5d m5dn " +
    "m5n m5zn m6a m6i m6id m6idn m6in m7a m7i m7i-flex m8a m8azn m8i m8i-flex m8ib m8id m8in m8ine p3dn p4d p4de p5 p5e p5en " +
    "p6-b200 p6-b300 r4 r5 r5a r5ad r5b r5d r5dn r5n r6a r6i r6id r6idn r6in r7a r7i r7iz r8a r8i r8i-flex r8ib r8id r8in t3 " +
    "t3a trn1 trn1n trn2 u-3tb1 u-6tb1 u7i-12tb u7i-6tb u7i-8tb u7in-16tb u7in-24tb u7in-32tb vt1 x1 x1e x2idn x2iedn x2iezn " +
    "x8aedz x8i z1d",
};

const MUST =
  "instanceType must be an EC2 instance type for Amazon Linux 2023, optimized for EBS by default, such as t4g.small or m7i.large";

const families = Object.entries(FAMILIES).flatMap(([architecture, names]) =>
  names.split(" ").map((name) => [name, architecture as Architecture] as const),
);

describe("the architecture of an instance type", () => {
  it.each(families)("MAZ-EC2-1: of the family %s is %s", (family, architecture) => {
    const type = `${family}.2xlarge`;
    expect(instanceTypeProblems(type)).toEqual([]);
    expect(architectureOf(type)).toBe(architecture);
  });

  it.each(families)("is told by one pattern alone: %s is %s", (family, architecture) => {
    const matching = Object.entries(INSTANCE_TYPE_PATTERNS)
      .filter(([, pattern]) => pattern.test(`${family}.large`))
      .map(([name]) => name);
    expect(matching).toEqual([architecture]);
  });

  it("is told by patterns that Terraform can read: no flags, no lookaround, no backreference", () => {
    for (const { source, flags } of Object.values(INSTANCE_TYPE_PATTERNS)) {
      expect(flags).toBe("");
      expect(source).not.toMatch(/\(\?<?[=!]|\\[1-9k]/);
    }
  });

  it.each(["t4g.nano", "c7gn.metal", "m7i.metal-24xl", "r8g.48xlarge"])("takes the size of %s", (type) => {
    expect(instanceTypeProblems(type)).toEqual([]);
  });
});

describe("an instance type is refused", () => {
  it.each([
    "t2.micro",
    "t1.micro",
    "m1.small",
    "m3.large",
    "c1.medium",
    "c3.large",
    "cc2.8xlarge",
    "cr1.8xlarge",
    "g2.2xlarge",
    "hi1.4xlarge",
    "hs1.8xlarge",
    "i2.xlarge",
    "r3.large",
  ])("where its family is not optimized for EBS by default: %s", (type) => {
    expect(instanceTypeProblems(type)).toEqual([`${MUST}, got "${type}"`]);
  });

  it.each(["mac2.metal", "mac-m4.metal", "mac1.metal", "p6e-gb200.36xlarge", "a1.medium"])(
    "where it is not for us: %s",
    (type) => {
      expect(instanceTypeProblems(type)).toEqual([`${MUST}, got "${type}"`]);
    },
  );

  it.each(["", "t4g", "t4g.", ".small", "T4G.small", "t4g small", "db.t4g.small", "t4g.small "])(
    "where it is none: %j",
    (type) => {
      expect(instanceTypeProblems(type)).toEqual([`${MUST}, got ${JSON.stringify(type)}`]);
    },
  );

  it("where the architecture that is given is another", () => {
    expect(instanceTypeProblems("t4g.small", "arm64")).toEqual([]);
    expect(instanceTypeProblems("t4g.small", "x86_64")).toEqual([
      'architecture must be that of t4g.small, arm64, got "x86_64"',
    ]);
  });

  it("where only Terraform knows it and no architecture is given", () => {
    const variable = new TerraformVariable(new SecureStack(Testing.app(), "test"), "type", {}).stringValue;
    expect(instanceTypeProblems(variable, "arm64")).toEqual([]);
    expect(instanceTypeProblems(variable)).toEqual([
      "architecture must be given where instanceType is known to Terraform only, got none",
    ]);
  });
});

describe("the image", () => {
  it.each([
    ["arm64", "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"],
    ["x86_64", "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"],
  ] as const)("MAZ-EC2-1: of %s is named by AWS's public parameter, read at each launch", (architecture, parameter) => {
    expect(imageParameterName(architecture)).toBe(parameter);
    expect(imageAtLaunch(architecture)).toBe(`resolve:ssm:${parameter}`);
  });
});
