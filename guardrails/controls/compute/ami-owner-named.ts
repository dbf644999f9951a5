import { asText, display, isUnset, type Resource } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { unknownValue } from "../../support/attributes";

function judge(image: Resource): Verdict {
  const { items, unknown: missing } = image.list("owners");
  const open = missing !== undefined && !isUnset(missing) ? unknownValue(image, "owners", missing) : undefined;
  // The owner may be asked for as a filter, too.
  const filters = image
    .blocks("filter")
    .items.filter((block) => /^owner-(?:id|alias)$/.test(asText(block.get("name")) ?? ""));
  const owners = [...items, ...filters.flatMap((block) => block.list("values").items)];
  const wild = owners.find((owner) => /[*?]/.test(asText(owner) ?? ""));
  return (
    open ??
    (wild !== undefined
      ? fail(`owners has ${display(wild)}, which is anybody`, "owners")
      : owners.length === 0
        ? fail("owners is not set: an image of that name may be anybody's", "owners")
        : pass(`owners is ${owners.map((owner) => display(owner)).join(", ")}`, "owners"))
  );
}

export const amiOwnerNamed = control({
  kind: "resource",
  id: "ami-owner-named",
  title: "Images are looked up with their owner's name",
  severity: "medium",
  why: "Anybody may publish an image under a name that a pattern matches, and the newest one is taken.",
  fix: { terraform: 'Set `owners = ["amazon"]`, or the numbers of the accounts.' },
  references: { nist: ["CM", "SR"], checkov: ["CKV_AWS_386"] },
  types: ["data.aws_ami", "data.aws_ami_ids"],
  evaluate: judge,
});
