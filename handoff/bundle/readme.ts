import type { Judgement } from "../../guardrails/judge";
import { counted } from "../../guardrails/report/report";
import type { Graph } from "../../model";
import type { Permissions } from "../permissions";
import { capitalized, listed } from "../text";
import { billedKinds } from "./billing";
import type { Bundle, BundledStack } from "./bundle";
import { firstApply } from "./first-apply";
import { knobsOf } from "./knobs";
import { code, documentOf, fenced, plain, table } from "./markdown";
import { moduleUse } from "./module-use";
import { outputsOf } from "./outputs";
import { permissionSections } from "./permissions";
import { neededQuotas } from "./quotas";
import { resourceSections } from "./resources";
import type { BundleOptions, BundleSource } from "./source";

/** What the guides of a bundle are made of. */
export interface Guide {
  readonly source: BundleSource;
  readonly options: BundleOptions;
  readonly stacks: readonly BundledStack[];
  /** The graph of the stacks, as they are handed over. */
  readonly graph: Graph;
  /** What the controls say of it. */
  readonly judgement: Judgement;
  readonly permissions: Permissions;
  readonly bundle: Pick<Bundle, "name">;
  readonly version: string;
  /** Of a module: a configuration that calls it. */
  readonly example: string;
  /** Whether a lock file comes along. */
  readonly locked: boolean;
  /** Whether there is a previous bundle to compare with. */
  readonly compared: boolean;
}

/** `README.md`: what it is, what it needs, how it is applied, what is in it. */
export function readme(guide: Guide): string {
  const isModule = guide.options.use === "module";
  return documentOf([
    title(guide),
    contents(guide),
    ...before(guide),
    ...(isModule ? moduleUse(guide) : apply(guide)),
    ...firstApply(guide),
    ...knobs(guide),
    ...outputs(guide),
    ...permissionSections(guide),
    ...quotas(guide),
    ...costs(guide),
    ...checking(guide),
    ...resourceSections(guide),
  ]);
}

function title({ source, graph, version, options, stacks }: Guide): string[] {
  const { name, account, region, stage } = source.environment;
  const managed = graph.resources().length;
  const what = options.use === "module" ? "a Terraform module" : "a Terraform configuration";
  const stacked = stacks.length === 1 ? "" : ` in ${counted(stacks.length, "stack")}, each with a state of its own`;
  return [
    `# ${name} ${version}`,
    "",
    `The environment **${name}** (${stage}) in AWS account ${code(account)}, region ${code(region)}, as ${what}: ${counted(managed, "resource")}${stacked}.`,
    "Nobody needs Node, TypeScript or the sources to use it. All of it was made by a program from one description, so it is not edited",
    "by hand: what may be turned is [a knob](#knobs); anything else is changed in the description and comes as a new version.",
  ];
}

function contents({ stacks, options, locked, compared, source }: Guide): string[] {
  const ending = options.format === "json" ? ".tf.json" : ".tf";
  const layers =
    stacks.length === 1
      ? [[code(`*${ending}`), "the configuration, one file for each concern"]]
      : stacks.map(({ folder, stack }) => [code(`${folder}/`), `the stack ${stack.name}`]);
  return table(
    ["file", "what it is"],
    [
      ...layers,
      [
        code("*.tfvars.example"),
        `each knob with its value; copy what you change${options.use === "module" ? " into the block that calls the module" : ""}`,
      ],
      ...(options.use === "root" ? [[code("*.s3.tfbackend.example"), "where the state is; copy and fill in"]] : []),
      ...(locked ? [[code(".terraform.lock.hcl"), "the providers' versions with their checksums"]] : []),
      ...([...stacks].some(({ stack }) => stack.assets.size > 0) ? [[code("assets/"), "the code of functions"]] : []),
      [code("iam/"), "policies for the roles that plan and apply"],
      [
        "[RUNBOOK.md](RUNBOOK.md)",
        `what each alarm means, restoring, upgrading; texts that name ${code("help/runbooks.md")} mean it`,
      ],
      ["[CONTROLS.md](CONTROLS.md)", "what the controls say of it, by CIS, FSBP and NIST"],
      ...(compared ? [["[CHANGES.md](CHANGES.md)", "what differs from the previous version"]] : []),
      [code("MANIFEST.json"), `what it was made of: hash of the input, versions; made by seccfn ${source.version}`],
      [code("sbom.cdx.json"), "bill of materials: providers, functions and the packages in them (CycloneDX)"],
      [code("SHA256SUMS"), "checksums of all files"],
    ],
  );
}

function before({ source, options, locked }: Guide): string[][] {
  const { account } = source.environment;
  const terraform = source.stacks[0]?.terraformVersion ?? "";
  const providers = source.providers.map(
    ({ source: from, version }) => `${from.split("/").slice(-2).join("/")} ${version}`,
  );
  return [
    ["## Before you begin"],
    [
      `- **Terraform** ${terraform}. Written and tested for the providers ${listed(providers)}.`,
      options.use === "root"
        ? `- **Credentials** of account ${code(account)} in the environment, as the AWS CLI has them. The provider refuses every other account. No key stands in any file here.`
        : `- **A provider** for account ${code(account)}, configured by who calls the module.`,
      ...(options.use === "root" ? [stateNeed(source)] : []),
      locked || options.use === "module"
        ? "- **Access to the provider registry** for `terraform init`, or a mirror of it."
        : "- **Access to the provider registry** for `terraform init`, or a mirror of it. [Lock the providers](#lock-file) first.",
      ...(source.notices.length + source.lowerings.length === 0 ? [] : ["- **Read this first:**"]),
      ...source.notices.map(({ message }) => `  - ${plain(message)}`),
      ...source.lowerings.map((message) => `  - It lowers security: ${plain(message)}`),
    ],
    ...source.notices.flatMap(({ json }) => (json === undefined ? [] : [fenced("json", json.split("\n"))])),
  ];
}

function stateNeed({ state }: BundleSource): string {
  if (state.madeBy !== undefined) {
    return `- **State** lies in the S3 bucket ${code(state.bucket ?? "")}, which the stack ${state.madeBy} makes: it is applied first, with its own state beside it. Keep that state file.`;
  }
  return state.bucket === undefined
    ? "- **An S3 bucket for state**: private, versioned, encrypted. Terraform locks the state in it by itself; no table is needed."
    : `- **The S3 bucket for state**, ${code(state.bucket)}, which is there already.`;
}

function apply(guide: Guide): string[][] {
  const { stacks, source } = guide;
  const isAlone = stacks.length === 1;
  const order = isAlone
    ? []
    : [
        `The stacks are applied in the order of their folders: ${listed(stacks.map(({ folder }) => code(folder)))}. Each later one reads outputs of earlier ones from their states. They are destroyed in the opposite order.`,
        "",
      ];
  const backend = `${source.environment.name}.s3.tfbackend`;
  const commands = stacks.flatMap((placed, index): string[] => {
    const { folder, stack, json } = placed;
    const hasBackend = source.state.madeBy !== stack.name;
    const mustBeGiven = knobsOf({ json }).filter((knob) => knob.default === undefined);
    return [
      ...(isAlone ? [] : ["", `cd ${index === 0 ? "" : "../"}${folder}`]),
      hasBackend ? `terraform init -backend-config=${isAlone ? "" : "../"}${backend}` : "terraform init",
      ...(mustBeGiven.length === 0
        ? []
        : [
            `cp ${stack.name}.tfvars.example terraform.tfvars # then fill in ${listed(mustBeGiven.map(({ name }) => name))}`,
          ]),
      "terraform plan -out tfplan",
      "terraform apply tfplan",
    ];
  });
  return [
    ["## Plan and apply"],
    [...order, ...fenced("sh", [`cp ${backend}.example ${backend} # then fill in your bucket`, ...commands])],
    [
      "Read the plan before you apply it. `check` blocks warn after an apply where AWS differs from what was meant; they stop nothing, and",
      "[RUNBOOK.md](RUNBOOK.md#checks-after-an-apply) tells what to do. A second plan has 0 to add, 0 to change and 0 to destroy; with `-detailed-exitcode` it may end with 2 all the same, since",
      "Terraform counts the data that check blocks read as changes.",
    ],
    ["### Upgrade and roll back"],
    [
      "Unpack the new version beside the old one, copy your `*.s3.tfbackend` and `terraform.tfvars` into it, read its `CHANGES.md`, then",
      "`init` and `plan` there. The state stays where it is. To roll back, plan and apply from the old version's folder; what was deleted",
      "or replaced meanwhile does not come back by it.",
    ],
    ...(guide.locked ? [] : lockHint(guide)),
  ];
}

function lockHint({ stacks }: Guide): string[][] {
  return [
    ["### Lock file"],
    [
      "This bundle has no `.terraform.lock.hcl`: it was made where the provider registry could not be asked. Make it once where it can, and keep",
      `it with your copy, so that everybody uses the same providers${stacks.length === 1 ? "" : "; each folder has its own"}:`,
      "",
      ...fenced(
        "sh",
        stacks.map(
          ({ folder }) =>
            `terraform ${folder === "" ? "" : `-chdir=${folder} `}providers lock -platform=linux_amd64 -platform=linux_arm64 -platform=darwin_arm64 -platform=windows_amd64`,
        ),
      ),
    ],
  ];
}

function knobs({ stacks, options }: Guide): string[][] {
  const mustBeGiven = stacks.some((stack) => knobsOf(stack).some((knob) => knob.default === undefined));
  const sections = stacks.flatMap((stack) => {
    const rows = knobsOf(stack).map(({ name, type, default: given, description, rules }) => [
      code(name),
      code(type),
      given === undefined ? "**must be given**" : code(JSON.stringify(given)),
      plain([description, ...rules.map((rule) => rule.replace(`${name} must be`, "Must be"))].join(" ")),
    ]);
    return rows.length === 0
      ? []
      : [...layerHeading(stack, stacks), table(["knob", "type", "value", "what it is, and what it may be"], rows)];
  });
  return sections.length === 0
    ? []
    : [
        ["## Knobs"],
        [
          [
            `Input variables. Each${mustBeGiven ? " but those that must be given" : ""} has a value already;`,
            options.use === "module"
              ? "another one is an argument of the block that calls the module (see [Use](#use) and `*.tfvars.example`): a `terraform.tfvars` sets nothing in a module."
              : "set another one in `terraform.tfvars` (see `*.tfvars.example`).",
            "Terraform refuses what AWS would refuse.",
          ].join(" "),
        ],
        ...sections,
      ];
}

function outputs({ stacks }: Guide): string[][] {
  const sections = stacks.flatMap((stack) => {
    const rows = outputsOf(stack).map(({ name, description }) => [code(name), plain(description)]);
    return rows.length === 0 ? [] : [...layerHeading(stack, stacks), table(["output", "what it is"], rows)];
  });
  return sections.length === 0 ? [] : [["## Outputs"], ...sections];
}

function layerHeading({ stack }: BundledStack, stacks: readonly BundledStack[]): string[][] {
  return stacks.length === 1 ? [] : [[`### ${stack.name}`]];
}

function quotas({ graph }: Guide): string[][] {
  const rows = neededQuotas(graph).map(({ name, of, needed, default: given, code: quota, source: from }) => [
    `${capitalized(name)}, of ${of}`,
    `${needed}`,
    `[${given}](${from})`,
    quota === undefined ? "cannot be raised" : code(quota),
  ]);
  return [
    ["## Quotas"],
    [
      "What it needs, and what an account has by default. An account may have other values, or use some of it already:",
      "`aws service-quotas get-service-quota --service-code <service> --quota-code <code>` tells.",
    ],
    table(["quota", "-needed", "-default", "service/code"], rows),
  ];
}

function costs({ graph }: Guide): string[][] {
  const rows = billedKinds(graph).map(({ name, count, by, source: from }) => [
    capitalized(name),
    `${count}`,
    by,
    `[prices](${from})`,
  ]);
  return [
    ["## What costs money"],
    [
      "Kinds that AWS bills, with how many of them there are. This is no estimate: prices depend on region, contract and use.",
    ],
    table(["kind", "-count", "billed by", ""], rows),
  ];
}

function checking({ bundle }: Guide): string[][] {
  return [
    ["## Is it whole?"],
    fenced("sh", ["sha256sum -c SHA256SUMS        # Linux; macOS: shasum -a 256 -c SHA256SUMS"]),
    [
      `Every file but \`SHA256SUMS\` itself is listed. The archive \`${bundle.name}.tar.gz\` has the same bytes wherever it is made from the same input:`,
      "who has the sources can make it again and compare.",
    ],
  ];
}
