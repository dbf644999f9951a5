/** A package of CDK Terrain. */
export interface MovedPackage {
  readonly name: string;
  /** Exact, like all versions of this project. */
  readonly version: string;
}

/**
 * What each package of cdktf is called at CDK Terrain. The provider packages are those nearest to ours (AWS provider 6.25, random
 * 3.7) that are made for this version of `cdktn`: 25.5.0 has the bindings of AWS provider 6.64, 15.0.1 those of random 3.9.
 * What is synthesized asks for the provider by our own constraint, whatever the bindings are.
 */
export const MOVED: Readonly<Record<string, MovedPackage>> = {
  cdktf: { name: "cdktn", version: "0.24.0" },
  "cdktf-cli": { name: "cdktn-cli", version: "0.24.0" },
  "@cdktf/provider-aws": { name: "@cdktn/provider-aws", version: "25.5.0" },
  "@cdktf/provider-random": { name: "@cdktn/provider-random", version: "15.0.1" },
  "@cdktf/hcl-tools": { name: "@cdktn/hcl-tools", version: "0.24.0" },
  "@cdktf/hcl2json": { name: "@cdktn/hcl2json", version: "0.24.0" },
};
