import { makeBundle } from "../../../handoff/bundle/bundle";
import type { BundleSource, Use } from "../../../handoff/bundle/source";
import { BLOCKS, bundleSourceOf } from "../../support/bundles";
import { variants } from "../../support/environments";

type Guides = (path: string) => string;

/** The guides of variants as they are, each made once. */
const guides = new Map<string, Promise<Guides>>();

function made(variant: string, use: Use = "root"): Promise<Guides> {
  const [found] = variants(variant);
  const key = `${variant}, ${use}`;
  const texts = guides.get(key) ?? guidesOf(bundleSourceOf(found?.overrides, found?.base), use);
  guides.set(key, texts);
  return texts;
}

async function guidesOf(source: BundleSource, use: Use = "root"): Promise<Guides> {
  const { files } = await makeBundle(source, { format: "json", use, blocks: BLOCKS });
  return (path) => Buffer.from(files.get(path) ?? "").toString("utf8");
}

/** A section of a guide, without its heading. */
function section(text: string, title: string): string {
  const level = /^#+/.exec(title)?.[0] ?? "##";
  const start = text.indexOf(`\n${title}\n`);
  const rest = text.slice(start + title.length + 2);
  const end = rest.search(new RegExp(`^${level} `, "m"));
  return (end < 0 ? rest : rest.slice(0, end)).trim();
}

it("tells how one stack is applied", async () => {
  const text = await made("seccfn");
  expect(section(text("README.md"), "## Plan and apply").split("\n\n")[0]).toBe(
    [
      "```sh",
      "cp seccfn.s3.tfbackend.example seccfn.s3.tfbackend # then fill in your bucket",
      "terraform init -backend-config=seccfn.s3.tfbackend",
      "terraform plan -out tfplan",
      "terraform apply tfplan",
      "```",
    ].join("\n"),
  );
});

it("tells the order of several stacks, and what each of them must be given", async () => {
  const text = await made("layered");
  const apply = section(text("README.md"), "## Plan and apply");
  expect(apply).toContain("in the order of their folders: `1-security`, `2-network`, `3-data` and `4-application`");
  expect(apply).toContain(
    [
      "cd ../2-network",
      "terraform init -backend-config=../seccfn.s3.tfbackend",
      "cp seccfn-network.tfvars.example terraform.tfvars # then fill in state_bucket and state_region",
    ].join("\n"),
  );
  expect(text("2-network/seccfn-network.tfvars.example")).toContain(
    '# The bucket that holds the state of the other stacks.\n# Must be given.\nstate_bucket = "your-state-bucket"\n',
  );
  expect(section(text("RUNBOOK.md"), "## Destroy")).toContain(
    "cd 4-application\nterraform destroy\ncd ../3-data\nterraform destroy\ncd ../2-network\nterraform destroy\ncd ../1-security\nterraform destroy",
  );
});

it("tells what modules of several stacks need of each other", async () => {
  const use = section((await made("layered", "module"))("README.md"), "## Use");
  expect(use).toContain(
    "hand on each output of a module under its own name, and keep its state in the\nbucket under the key that the later ones read (`seccfn/seccfn-security.tfstate`, `seccfn/seccfn-network.tfstate`, `seccfn/seccfn-data.tfstate`).",
  );
  expect(section((await made("seccfn", "module"))("README.md"), "## Use")).not.toContain("hand on each output");
});

it("tells that the stack of the state bucket comes first, with its own state", async () => {
  const text = await made("state in a bucket of its own");
  const readme = text("README.md");
  expect(readme).toContain("`example-state`, which the stack seccfn-state makes: it is applied first");
  expect(section(readme, "## Plan and apply")).toContain("cd 0-state\nterraform init\nterraform plan");
  expect(text("seccfn.s3.tfbackend.example")).toMatch(
    /^bucket = "example-state"\nregion = "eu-central-1"\n\n.*\nkms_key_id = "arn:aws:kms:eu-central-1:\d+:alias\/[\w/-]+"$/m,
  );
});

it("says what must be known before an apply, and gives the JSON that is put somewhere by hand", async () => {
  const key = await made("an existing key");
  const before = section(key("README.md"), "## Before you begin");
  expect(before).toContain("Before the first apply, add these statements to the policy of arn:aws:kms:us-east-1");
  expect(JSON.parse(/```json\n([\s\S]*?)\n```/.exec(before)?.[1] ?? "null")).toEqual(
    expect.arrayContaining([expect.objectContaining({ Effect: "Allow" })]),
  );
});

it("writes each knob with its rules, as something that Terraform reads once it is no comment", async () => {
  const text = await made("seccfn");
  expect(text("seccfn.tfvars.example")).toContain(
    [
      "# Days that automated backups of the database are kept.",
      "# database_backup_retention_days must be a whole number between 7 and 35 days.",
      "# database_backup_retention_days = 7",
    ].join("\n"),
  );
});

it("lists what was let stay with its reason and last day, whatever day it is, and what is open", async () => {
  const text = await made("enterpriseapp");
  expect(text("CONTROLS.md")).toContain(
    "| `bastion-reached-by-ssm-only` | `aws_instance.bastion` | aws_security_group.bastion lets in tcp 22 from 203.0.113.0/24 | The operators' tools need SSH; only the office's network reaches it, with keys that people keep. (PlatformTeam, until 2027-11-01) |",
  );
  expect(text("CONTROLS.md")).toContain("| medium | `backup-vault-locked` | `aws_backup_vault.backup` |");
  expect(text("CONTROLS.md")).toMatch(/\| 5\.3 \| \*\*let stay\*\* \| .*\*bastion-reached-by-ssm-only\*/);
  expect(text("README.md")).toMatch(/^- `aws_instance\.bastion`.*\*bastion-reached-by-ssm-only\*/m);
});

it("keeps only the chapters and sections of the runbooks that the environment needs, with its own names of outputs", async () => {
  const small = (await made("seccfn"))("RUNBOOK.md");
  expect(small).toContain("### Database CPU");
  expect(small).not.toContain("### Unhealthy hosts");
  expect(small).not.toContain("## Alarms on the application");
  expect(small).not.toContain("## Log buckets that nobody may change");
  expect(small).toContain("output `database_secret_arn`");
  const large = (await made("enterpriseapp"))("RUNBOOK.md");
  expect(large).toContain(
    "| `corp-events-enterpriseapp-main` | Events of the database: availability, configuration change, deletion, failover, failure, low storage, maintenance, recovery and security patching. |",
  );
  expect(large).toContain("| `corp-rule-enterpriseapp-guard-duty-findings` | Tells of each GuardDuty finding");
  expect(large).toContain("### Unhealthy hosts");
  expect(large).toContain("## Log buckets that nobody may change");
  expect(large).toContain("output `DatabaseSecretArn`");
});

it("says of a test copy that nothing is protected", async () => {
  expect(section((await made("test copy"))("RUNBOOK.md"), "## Destroy")).toContain("Nothing here is protected");
});

it("gives the policies of both roles, for the bucket that is known and for one that is not", async () => {
  const unknown = await made("seccfn");
  expect(unknown("iam/plan-1.json")).toContain('"arn:aws:s3:::your-state-bucket"');
  expect(section(unknown("README.md"), "## Permissions")).toContain("Replace `your-state-bucket` in them");
  const known = await made("state in S3");
  expect(known("iam/apply-1.json")).toContain('"arn:aws:s3:::example-state"');
  expect(section(known("README.md"), "## Permissions")).not.toContain("your-state-bucket");
});

it("names the functions and the packages in them as materials", async () => {
  const text = await made("lambda-app");
  const { components, dependencies, serialNumber, ...rest } = JSON.parse(text("sbom.cdx.json"));
  expect(serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(JSON.stringify(rest)).not.toContain("timestamp");
  const names = components.map(({ purl, name }: { purl?: string; name: string }) => purl ?? name);
  expect(names).toEqual(
    expect.arrayContaining([
      "pkg:github/hashicorp/terraform-provider-aws@v6.25.0",
      "pkg:github/hashicorp/terraform-provider-random@v3.7.2",
      expect.stringMatching(/^pkg:npm\/pg@\d/),
      expect.stringMatching(/^assets\/.*\.zip$/),
    ]),
  );
  const refs = components.map((component: { "bom-ref": string }) => component["bom-ref"]);
  for (const { dependsOn } of dependencies) {
    expect(refs).toEqual(expect.arrayContaining(dependsOn));
  }
});

it("comes with a lock file for each root, and then says nothing of making one", async () => {
  const source = bundleSourceOf();
  const { files } = await makeBundle(source, { format: "json", use: "root", blocks: BLOCKS, lock: "# locked\n" });
  expect(Buffer.from(files.get(".terraform.lock.hcl") ?? "").toString()).toBe("# locked\n");
  expect(Buffer.from(files.get("README.md") ?? "").toString()).not.toContain("### Lock file");
  expect((await made("seccfn"))("README.md")).toContain("### Lock file");
});

it("keeps descriptions as text, whatever is in them", async () => {
  const source = bundleSourceOf();
  const [stack] = source.stacks;
  const json = {
    ...stack?.json,
    output: { x: { value: 1, description: "a | b\n<img> [c](d) `e` *f* snake_case _g_" } },
  };
  const text = await guidesOf({ ...source, stacks: stack === undefined ? [] : [{ ...stack, json }] });
  expect(text("README.md")).toContain("| `x` | a \\| b \\<img\\> \\[c\\](d) \\`e\\` \\*f\\* snake_case \\_g\\_ |");
});
