import { type Attributes, asBoolean, display, type Graph, isUnset, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { attributeOf, isGiven, unknownValue, worst } from "../../support/attributes";
import { areApart, placementOf } from "../../support/placement";
import { CONFIGURATION, INSTANCE, TEMPLATE, templatesOf } from "./hosts";

const VOLUME = "aws_ebs_volume";
const BY_DEFAULT = "aws_ebs_encryption_by_default";

/** What encrypts whatever is made in a host's region without saying so. */
function encryptedByDefault(graph: Graph, host: Resource): Resource | undefined {
  return graph.resources(BY_DEFAULT).find((one) => {
    const enabled = one.get("enabled");
    return (
      (isUnset(enabled) || asBoolean(enabled) === true) && !areApart(placementOf(one, graph), placementOf(host, graph))
    );
  });
}

/** Judges a disk. `fromImage`: where nothing is said, the image's own snapshot decides. */
function judgeDisk(graph: Graph, from: Attributes, fromImage: boolean): Verdict {
  const value = from.get("encrypted");
  const attribute = attributeOf(from, "encrypted");
  if (!isUnset(value)) {
    return (
      unknownValue(from, "encrypted", value) ??
      (asBoolean(value) === true
        ? pass(`${attribute} is ${display(value)}`, attribute)
        : fail(`${attribute} is ${display(value)}: whoever gets a snapshot reads the disk`, attribute))
    );
  }
  const byDefault = encryptedByDefault(graph, from.resource);
  return byDefault !== undefined
    ? pass(`${byDefault.address} encrypts it`, attribute)
    : fromImage || isGiven(from.get("snapshot_id"))
      ? unknown(`${attribute} is not set, and the ${fromImage ? "image" : "snapshot"} decides`, attribute)
      : fail(`${attribute} is not set: whoever gets a snapshot reads the disk`, attribute);
}

function judge(host: Resource, graph: Graph): Verdict | undefined {
  if (host.type === VOLUME) {
    return judgeDisk(graph, host, false);
  }
  if (host.type === TEMPLATE) {
    const { items, unknown: missing } = host.blocks("block_device_mappings.ebs");
    const open =
      missing === undefined || isUnset(missing)
        ? []
        : [unknown(`its disks cannot be told: ${missing.reason}`, "block_device_mappings")];
    // A mapping may be for the image's own disk: without a size it is.
    const disks = items.map((ebs) => judgeDisk(graph, ebs, !isGiven(ebs.get("volume_size"))));
    return worst([...disks, ...open]) ?? ofImage(graph, host);
  }
  const roots = host.blocks("root_block_device").items.map((disk) => judgeDisk(graph, disk, true));
  const others = host.blocks("ebs_block_device").items.map((disk) => judgeDisk(graph, disk, false));
  // What the instance does not say, its template does, which is judged by itself.
  const root = roots.length > 0 ? roots : templatesOf(graph, host).length > 0 ? [] : [ofImage(graph, host)];
  return worst([...others, ...root]);
}

function ofImage(graph: Graph, host: Resource): Verdict {
  const byDefault = encryptedByDefault(graph, host);
  return byDefault === undefined
    ? unknown("nothing is said of its disks, and the image decides")
    : pass(`${byDefault.address} encrypts them`);
}

export const ec2DisksEncrypted = control({
  kind: "resource",
  id: "ec2-disks-encrypted",
  title: "Disks of instances are encrypted",
  severity: "high",
  why: "Disks hold logs, swap and credentials. Who gets a snapshot of one reads it all.",
  fix: {
    yaml: "baseline.ebsEncryption: true",
    terraform:
      "Set `encrypted = true` and `kms_key_id` in each block of a disk, and `aws_ebs_encryption_by_default` in the region.",
  },
  references: {
    cis: { v3: ["2.2.1"], v5: ["5.1.1"] },
    fsbp: ["EC2.3", "EC2.181"],
    nist: ["AU", "CM", "CP", "SC", "SI"],
    checkov: ["CKV_AWS_3", "CKV_AWS_8", "CKV_AWS_189", "CKV2_AWS_2"],
    trivy: ["AWS-0008", "AWS-0026", "AWS-0027", "AWS-0131"],
  },
  types: [INSTANCE, TEMPLATE, CONFIGURATION, VOLUME],
  evaluate: judge,
});
