import { asText } from "../../model";
import { type JsonObject, listOf, objectOf, textOf } from "../../model/json";
import { byText, listed } from "../text";
import { code, documentOf, fenced, plain, table } from "./markdown";
import { moduleAddress } from "./module-use";
import { outputsOf } from "./outputs";
import type { Guide } from "./readme";
import { headingAnchor, sectionsOf, type TextSection } from "./sections";

/** How alarms and checks name the section that is about them. */
const REFERENCE = /help\/runbooks\.md#([\w-]+)/g;

/** Sections of the project's runbooks that are told in another way here: the receiver has neither the YAML nor Node. */
const TOLD_HERE = new Set(["destroy"]);

/** Chapters in which only sections count that something of the environment names. */
const CHAPTER_OF_ALARMS = /^Alarms on /;

/**
 * `RUNBOOK.md`: the alarms that this environment has and what to do, from the project's runbooks; what else there is to do in the
 * life of an environment. Sections about what it does not have are left out.
 */
export function runbook(guide: Guide): string {
  const chapters = chosenChapters(guide);
  const { name } = guide.source.environment;
  const alarms = alarmsByAnchor(guide);
  const words = {
    outputs: spelledNames(guide),
    anchors: new Set(
      chapters
        .flatMap(({ title, sections }) => [title, ...sections.map((section) => section.title)])
        .map(headingAnchor),
    ),
    address: addressesIn(guide),
  };
  return documentOf([
    [`# Runbook of ${name}`],
    [
      "What each alarm and each check of this environment means, how to look, and what to do. An alarm's e-mail ends with the name of the",
      `section here that is about it; ${code("help/runbooks.md")} in such texts is this file. Names such as ${code("database.passwordVersion")} are settings of`,
      "the description that this was made from: where no knob has the same name, a change of it comes as a new version.",
    ],
    chapters.flatMap(({ title }) => [`- [${title}](#${headingAnchor(title)})`]).concat("- [Destroy](#destroy)"),
    ["## Its alarms"],
    table(["alarm", "what it says", "what to do"], alarmRows(guide)),
    ...events(guide),
    textOrNothing(whereToLook(guide), words),
    ...chapters.flatMap(({ title, text, sections }) => [
      [`## ${title}`],
      textOrNothing(text, words),
      ...sections.flatMap((section) => [
        [`### ${section.title}`],
        alarmLine(alarms.get(headingAnchor(section.title)) ?? []),
        textOrNothing(section.text, words),
      ]),
    ]),
    ...destroy(guide),
  ]);
}

/** The names of the alarms that a section is about: they are the environment's, the headings are not. */
function alarmsByAnchor({ stacks }: Guide): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, readonly string[]>();
  for (const alarm of stacks.flatMap(({ json }) => alarmsIn(json))) {
    const anchor = anchorOf(textOf(alarm.alarm_description) ?? "");
    names.set(anchor, [...(names.get(anchor) ?? []), textOf(alarm.alarm_name) ?? ""].sort(byText));
  }
  return names;
}

function alarmLine(names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${names.length === 1 ? "Alarm" : "Alarms"}: ${names.map(code).join(", ")}`];
}

function alarmsIn(json: JsonObject): JsonObject[] {
  return Object.values(objectOf(objectOf(json.resource).aws_cloudwatch_metric_alarm)).map(objectOf);
}

function anchorOf(description: string): string {
  return /help\/runbooks\.md#([\w-]+)/.exec(description)?.[1] ?? "";
}

/** Where the queries are that the sections name: that differs between environments. */
function whereToLook({ graph }: Guide): string {
  const history = "CloudTrail → Event history, which has the last 90 days";
  const queries =
    graph.resources("aws_athena_workgroup").length > 0
      ? `what the sections call *query* is a saved query in the Athena workgroup (output \`trail_query_workgroup\`), or looked up in ${history}.`
      : graph.resources("aws_cloudtrail_event_data_store").length > 0
        ? `no queries are saved. What the sections call *query* is asked in CloudTrail → Lake → Editor of the event data store (output \`event_data_store_arn\`), or looked up in ${history}.`
        : `no queries are saved. What the sections call *query* is looked up in ${history}, or in the trail's log group (output \`trail_log_group_name\`).`;
  return `To look at what somebody did: ${queries} To look at all of it: its dashboard (output \`dashboard_url\`).`;
}

function alarmRows({ stacks, source }: Guide): string[][] {
  const titles = new Map(
    sectionsOf(source.runbooks).flatMap(({ sections }) => sections.map(({ title }) => [headingAnchor(title), title])),
  );
  return stacks
    .flatMap(({ json }) => alarmsIn(json))
    .map(({ alarm_name, alarm_description }) => {
      const description = textOf(alarm_description) ?? "";
      const anchor = anchorOf(description);
      const title = titles.get(anchor);
      return [
        code(textOf(alarm_name) ?? ""),
        plain(description.replace(/ Runbook: \S+$/, "")),
        title === undefined ? "" : `[${title}](#${anchor})`,
      ];
    })
    .sort(([a = ""], [b = ""]) => byText(a, b));
}

/** What the alert topic tells of beside alarms: events of AWS's services. */
function events({ stacks, graph }: Guide): string[][] {
  const rules = graph
    .resources("aws_cloudwatch_event_target")
    .filter((target) => graph.referencesOf(target, "arn").some(({ to }) => to.type === "aws_sns_topic"))
    .flatMap((target) => graph.referencesOf(target, "rule").map(({ to }) => to))
    .map((rule) => [code(asText(rule.get("name")) ?? rule.address), plain(asText(rule.get("description")) ?? "")]);
  const subscriptions = stacks
    .flatMap(({ json }) => Object.values(objectOf(objectOf(json.resource).aws_db_event_subscription)))
    .map((subscription) => {
      const { name, event_categories } = objectOf(subscription);
      const categories = listOf(event_categories).map((category) => textOf(category) ?? "");
      return [code(textOf(name) ?? ""), `Events of the database: ${listed(categories)}.`];
    });
  const rows = [...rules, ...subscriptions].sort(([a = ""], [b = ""]) => byText(a, b));
  return rows.length === 0
    ? []
    : [["The alert topic tells of these events, too, each in one message:"], table(["rule", "what it tells of"], rows)];
}

/** The chapters with the sections that concern the environment. */
function chosenChapters({ stacks, source }: Guide): TextSection[] {
  const text = JSON.stringify(stacks.map(({ json }) => json));
  const chapters = sectionsOf(source.runbooks).filter(({ title }) => !TOLD_HERE.has(headingAnchor(title)));
  const wanted = new Set([...text.matchAll(REFERENCE)].map(([, anchor = ""]) => anchor));
  const all = new Map(
    chapters.flatMap(({ sections }) => sections.map((section) => [headingAnchor(section.title), section])),
  );
  // A section may send its reader to another one.
  for (const anchor of wanted) {
    for (const [, next = ""] of (all.get(anchor)?.text ?? "").matchAll(/\]\(#([\w-]+)\)/g)) {
      wanted.add(next);
    }
  }
  return chapters
    .filter(({ title }) => applies(title, text))
    .map((chapter) =>
      CHAPTER_OF_ALARMS.test(chapter.title)
        ? { ...chapter, sections: chapter.sections.filter(({ title }) => wanted.has(headingAnchor(title))) }
        : chapter,
    )
    .filter(({ title, sections }) => sections.length > 0 || !CHAPTER_OF_ALARMS.test(title));
}

/** Whether a chapter is about something that the environment has, where that can be told. */
function applies(title: string, text: string): boolean {
  return SIGNS[title]?.test(text) ?? true;
}

/** What an environment has that a chapter is about. */
const SIGNS: Readonly<Record<string, RegExp>> = {
  "Another key": /"aws_kms_key"/,
  "Log buckets that nobody may change": /s3:BypassGovernanceRetention|aws_s3_bucket_object_lock/,
};

/** Without the YAML, and without Node. */
function destroy({ stacks, graph, options }: Guide): string[][] {
  const protectedBlocks = stacks.flatMap(({ json }) => protectedAddresses(json));
  const order = [...stacks].reverse().map(({ folder }) => folder);
  return [
    ["## Destroy"],
    [
      "This cannot be undone. An object lock or a vault lock in compliance mode ends for nobody before its time, and what it holds is paid",
      "for until then.",
    ],
    protectedBlocks.length === 0
      ? ["Nothing here is protected: it is a test copy."]
      : [
          `Terraform refuses to destroy ${protectedBlocks.length} of its resources (\`prevent_destroy\`), and AWS protects databases and load balancers against deletion.`,
          "Both are lifted in the description that this was made from, by a new version with `lifecycle: ephemeral`: ask for it, apply it, and read",
          "that plan, which only takes protections away. Decide before what must be kept: the data bucket, a last database snapshot, log files,",
          "recovery points.",
        ],
    options.use === "module"
      ? ["Then destroy it from the configuration that calls the module."]
      : fenced(
          "sh",
          order.flatMap((folder, index) => [
            ...(folder === "" ? [] : [`cd ${index === 0 ? "" : "../"}${folder}`]),
            "terraform destroy",
          ]),
        ),
    graph.resources("aws_kms_key").length === 0
      ? []
      : [
          "Keys end some days later (`deletion_window_in_days`); until then `aws kms cancel-key-deletion` brings them back.",
        ],
  ];
}

function protectedAddresses(json: JsonObject): string[] {
  return Object.entries(objectOf(json.resource)).flatMap(([type, blocks]) =>
    Object.entries(objectOf(blocks)).flatMap(([name, block]) =>
      objectOf(objectOf(block).lifecycle).prevent_destroy === true ? [`${type}.${name}`] : [],
    ),
  );
}

/** The outputs by their names in snake case, as the runbooks write them: an environment may spell its outputs in another way. */
function spelledNames({ stacks }: Guide): ReadonlyMap<string, string> {
  const names = stacks.flatMap((stack) => outputsOf(stack).map(({ name }) => name));
  return new Map(names.map((name) => [name.replace(/_/g, "").toLowerCase(), name]));
}

/** How a resource is addressed where Terraform runs: a module's begin with what the module is called. */
function addressesIn({ stacks, options }: Guide): (address: string) => string {
  if (options.use === "root") {
    return (address) => address;
  }
  return (address) => {
    const [type = "", name = ""] = address.split(".");
    const placed = stacks.find(({ json }) => objectOf(objectOf(json.resource)[type])[name] !== undefined) ?? stacks[0];
    return placed === undefined ? address : `${moduleAddress(placed)}.${address}`;
  };
}

/** What the runbooks write in the project's way, and an environment in its own. */
interface Words {
  readonly outputs: ReadonlyMap<string, string>;
  /** What links can lead to. */
  readonly anchors: ReadonlySet<string>;
  readonly address: (address: string) => string;
}

function textOrNothing(text: string, { outputs, anchors, address }: Words): string[] {
  // What a link leads to may be about something that the environment does not have.
  const linked = text.replace(/\[([^\]]*)\]\(#([\w-]+)\)/g, (link, title, anchor) =>
    anchors.has(anchor) ? link : title,
  );
  const spelled = linked.replace(/(?<=outputs? )`(\w+)`/g, (span, name: string) => {
    const own = outputs.get(name.replace(/_/g, "").toLowerCase());
    return own === undefined ? span : code(own);
  });
  const addressed = spelled.replace(/\baws_\w+\.[a-z]\w*/g, address);
  return addressed === "" ? [] : addressed.split("\n");
}
