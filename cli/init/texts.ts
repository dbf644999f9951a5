/** The page that a new project begins with. */
export function readme(name: string, environment: string): string {
  return `# ${name}

AWS environments as Terraform: short YAML descriptions in \`environments/\` go in, secure and readable Terraform comes out.

\`\`\`sh
npm ci && npm run synth    # environments/*.yaml -> cdktf.out/stacks/*/cdk.tf.json
npm ci && npm test         # types, and what every environment has to hold
\`\`\`

Both need Node.js and nothing else: no AWS account, no credentials, no Terraform.

## First steps

1. Open [environments/${environment}.yaml](environments/${environment}.yaml) and make it yours: \`account\`, \`region\`, \`naming.prefix\`, \`tags\`.
   Editors with the YAML extension complete and check it; [help/configuration.md](help/configuration.md) has every key.
2. \`npm run synth\`. A mistake is told with file and line, what is allowed and what was probably meant.
3. \`npx seccfn doctor\` says whether this machine has what a plan needs.
4. \`npx cdktf diff ${environment}\`, then \`npx cdktf deploy ${environment}\`; or, without Node, in \`cdktf.out/stacks/${environment}\`:
   \`terraform init\`, \`terraform plan -out=tfplan\`, \`terraform apply tfplan\`. [help/getting-started.md](help/getting-started.md) goes through it.

Another environment: \`npx seccfn new NAME --from ${environment}\`.

## Commands

| | |
|---|---|
| \`npm run synth\` | writes Terraform to \`cdktf.out\`, unless the guardrails find something critical or high |
| \`npm test\` | checks types, and synthesizes every environment twice, judges it and looks at its network |
| \`npm run try\` | applies to an emulator of AWS on this machine, and takes it away again: [help/try.md](help/try.md) |
| \`npx seccfn check\` | judges what was synthesized, planned, or is there: [help/check.md](help/check.md) |
| \`npm run cdktn\` | tries the move to CDK Terrain: [help/moving-to-cdktn.md](help/moving-to-cdktn.md) |
| \`npx seccfn --help\` | all others: [help/commands.md](help/commands.md) |

## What lies where

| | |
|---|---|
| \`environments/\` | what you want; yours |
| \`test/\` | what must hold for it; yours |
| \`main.ts\`, \`stacks/\`, \`constructs/\`, \`functions/\`, \`config/\` | how Terraform is made of it |
| \`model/\`, \`guardrails/\`, \`handoff/\`, \`cli/\` | how it is judged, handed over and called |
| \`help/\` | the guides |

All but \`environments/\` and \`test/\` is SecCFN, under Apache-2.0. Change it where you have to; what you leave alone is easier to upgrade.

## State and secrets

The database password is in Secrets Manager and never in the state, but states and plans hold other things that are nobody's
business: \`.gitignore\` keeps them out of Git. \`backend\` in the YAML says where the state lives; \`local\` is for a first look.
`;
}

/** What TypeScript checks. */
export const TSCONFIG_INCLUDE = [
  "main.ts",
  "config",
  "stacks",
  "constructs",
  "functions",
  "model",
  "guardrails",
  "handoff",
  "cli",
  "test",
] as const;

/** What \`cdktf init\` runs after it has copied the template: it names the project after its folder. */
export const TEMPLATE_HOOKS = `"use strict";

const { readFileSync, writeFileSync } = require("node:fs");

/** \`cdktf init\` calls this in the new project's folder. */
exports.post = ({ $base, silent }) => {
  const name = $base.toLowerCase().replace(/[^a-z0-9-]+/g, "-").replace(/^-+|-+$/g, "") || "infrastructure";
  for (const file of ["package.json", "package-lock.json"]) {
    const json = JSON.parse(readFileSync(file, "utf8"));
    json.name = name;
    if (json.packages) {
      json.packages[""].name = name;
    }
    writeFileSync(file, \`\${JSON.stringify(json, null, 2)}\\n\`);
  }
  if (String(silent) !== "true") {
    console.log("\\nNext: npm ci && npm run synth\\n");
  }
};
`;
