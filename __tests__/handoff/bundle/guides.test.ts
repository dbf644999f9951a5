import { readFileSync } from "node:fs";
import { join } from "node:path";
import { makeBundle } from "../../../handoff/bundle/bundle";
import { SINGLES } from "../../../handoff/bundle/first-apply";
import type { BundleSource, Use } from "../../../handoff/bundle/source";
import { BLOCKS, bundleSourceOf } from "../../support/bundles";
import { PROJECT_ROOT, variants } from "../../support/environments";

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

it("shows where the knobs of a module are turned, which terraform.tfvars does not reach", async () => {
  const text = await made("seccfn", "module");
  expect(section(text("README.md"), "## Use")).toMatch(
    /module "seccfn" \{\n {2}source += "\.\/seccfn-.*"\n {2}data_expire_after_days = 365\n\}/,
  );
  expect(section(text("README.md"), "## Knobs").split("\n")[0]).toBe(
    "Input variables. Each has a value already; another one is an argument of the block that calls the module (see [Use](#use) and `*.tfvars.example`): a `terraform.tfvars` sets nothing in a module. Terraform refuses what AWS would refuse.",
  );
  expect(text("README.md")).not.toContain("in `terraform.tfvars`");
  expect(text("seccfn.tfvars.example").split("\n\n")[0]).toBe(
    [
      "# Knobs of seccfn, as arguments of the block that calls it (module.seccfn): copy the lines that you change",
      "# into that block; a knob that is left out has the value that stands here. A terraform.tfvars sets nothing in a module.",
    ].join("\n"),
  );
});

it("addresses what is in a module by the module, and by the one that has it", async () => {
  const restore = "`terraform state rm module.seccfn.aws_db_instance.postgres`";
  expect((await made("seccfn", "module"))("RUNBOOK.md")).toContain(restore);
  expect((await made("seccfn", "module"))("README.md")).toContain(
    "to = module.seccfn.aws_config_configuration_recorder.config",
  );
  expect((await made("enterpriseapp", "module"))("RUNBOOK.md")).toContain(
    "-replace=module.enterpriseapp.aws_instance.bastion`",
  );
  const layered = (await made("layered", "module"))("RUNBOOK.md");
  expect(layered).toContain("`terraform state rm module.seccfn-data.aws_db_instance.postgres`");
  expect((await made("seccfn"))("RUNBOOK.md")).toContain("`terraform state rm aws_db_instance.postgres`");
});

it("locks the providers in each folder, and says that some knobs have no value", async () => {
  const platforms = "-platform=linux_amd64 -platform=linux_arm64 -platform=darwin_arm64 -platform=windows_amd64";
  const layered = (await made("layered"))("README.md");
  expect(section(layered, "### Lock file")).toContain(
    ["1-security", "2-network", "3-data", "4-application"]
      .map((folder) => `terraform -chdir=${folder} providers lock ${platforms}\n`)
      .join(""),
  );
  expect(section(layered, "## Knobs")).toContain("Each but those that must be given has a value already");
  const alone = (await made("seccfn"))("README.md");
  expect(section(alone, "### Lock file")).toContain(`\nterraform providers lock ${platforms}\n`);
  expect(section(alone, "## Knobs")).toContain("Input variables. Each has a value already");
});

it("tells what the first apply meets: what is there already, roles, time, the subscription", async () => {
  const first = section((await made("enterpriseapp"))("README.md"), "## The first apply");
  expect(first).toContain("| `aws_guardduty_detector.detection` | `aws guardduty list-detectors` | `<detector id>` |");
  expect(first).toContain("aws iam create-service-linked-role --aws-service-name autoscaling.amazonaws.com");
  expect(first).toContain("about 20 minutes");
  expect(first).toContain("**Nobody hears the alarms**");
  const mails = section((await made("alerts by e-mail"))("README.md"), "## The first apply");
  expect(mails).toContain("AWS sends a mail to `security@example.com`");
  expect(mails).not.toContain("autoscaling");
  const layered = section((await made("layered"))("README.md"), "## The first apply");
  expect(layered).toContain("| `aws_securityhub_account.detection` in `1-security` |");
  const nothing = section((await made("nothing of the account's"))("README.md"), "## The first apply");
  expect(nothing).not.toContain("already there?");
  const own = section((await made("a service-linked role of its own"))("README.md"), "## The first apply");
  expect(own).toContain("AWSServiceRoleForAutoScaling");
  expect(own).not.toContain("create-service-linked-role");
});

it("says of what an account has once what the project's own guide says", () => {
  const guide = readFileSync(join(PROJECT_ROOT, "help", "getting-started.md"), "utf8");
  for (const { look, id } of SINGLES) {
    expect(guide).toContain(look.replace("describe-delivery-channels", "describe-configuration-recorders"));
    expect(guide).toContain(id === "<role's ARN>" ? "AWSServiceRoleForAutoScaling" : `id = "${id}"`);
  }
});

it("says of a second plan what Terraform says", async () => {
  const apply = section((await made("seccfn"))("README.md"), "## Plan and apply");
  expect(apply).toContain("with `-detailed-exitcode` it may end with 2");
  expect(apply).not.toContain("must show no changes");
});

test.each([
  ["seccfn", "a saved query in the Athena workgroup (output `trail_query_workgroup`)"],
  ["enterpriseapp", "a saved query in the Athena workgroup (output `TrailQueryWorkgroup`)"],
  [
    "trail in CloudTrail Lake",
    "asked in CloudTrail → Lake → Editor of the event data store (output `event_data_store_arn`)",
  ],
  ["trail without queries", "or in the trail's log group (output `trail_log_group_name`)"],
])("tells where the queries of %s are", async (variant, where) => {
  expect((await made(variant))("RUNBOOK.md")).toContain(where);
});

it("names each alarm below the heading that is about it, and no alarm in the project's words", async () => {
  const large = (await made("enterpriseapp"))("RUNBOOK.md");
  expect(large).toContain("### Root usage\n\nAlarm: `corp-alarm-enterpriseapp-root-usage`\n");
  expect(large).toContain(
    "### Config compliance\n\nAlarms: `corp-alarm-enterpriseapp-config-compliance`, `corp-alarm-enterpriseapp-rule-access-keys-rotated`, `corp-alarm-enterpriseapp-rule-iam-user-mfa-enabled`\n",
  );
  expect(large).not.toMatch(
    /RootUsage|IAMPolicyChanges|ConfigCompliance|ComplianceFunctionSilent|KMSKeyDisabledOrDeleted/,
  );
});

it("speaks of no YAML and of no command of the project, which the receiver has not", async () => {
  expect((await made("enterpriseapp"))("RUNBOOK.md")).not.toMatch(
    /YAML|synthesize|plan-write-only-rewritten|npx|cdktf/,
  );
});

it("tells of other keys where there are keys", async () => {
  expect((await made("seccfn"))("RUNBOOK.md")).toContain("## Another key");
  const none = (await made("AWS's own keys"))("RUNBOOK.md");
  expect(none).toContain("## Switching a feature off");
  expect(none).not.toContain("## Another key");
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

it("accepts what the environment says on purpose, and leaves it to the receiver where the state lies", async () => {
  const copy = (await made("test copy"))("CONTROLS.md");
  expect(copy).toContain(
    "| `rds-deletion-protected` | `aws_db_instance.postgres` | deletion_protection is false: it can be deleted at once | `lifecycle: ephemeral`: a test copy, destroyed without a trace |",
  );
  for (const use of ["root", "module"] as const) {
    expect((await made("seccfn", use))("CONTROLS.md")).not.toContain("state-backend-encrypted");
  }
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
