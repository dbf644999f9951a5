import { LIMITS, REGION_PARTITIONS } from "./aws-limits";
import { contains, isPrivate, parseCidr } from "./cidr";
import type { Environment } from "./environment";
import { areRight, type Sections } from "./known-sections";
import { quoted, type Violation, violation, violationOfSection } from "./sentences";

/** What the ways in stand on: who is trusted, and what takes SSH. */
type Access = Pick<Environment, "network" | "bastion" | "application">;

/** The rules of ways in and out: the internet, endpoints, who may open SSH to what, who may invoke a function. */
export function accessRules(sections: Sections): Violation[] {
  return [
    ...egressRules(sections),
    ...invokerRules(sections),
    ...(areRight(sections, "network", "bastion", "application")
      ? [trustedCidrRules, transitGatewayRules, sshRules].flatMap((rules) => rules(sections))
      : []),
  ];
}

/** Without a way to the internet, AWS is reached by endpoints only. */
function egressRules({ network }: Sections): Violation[] {
  return network === undefined || network.internetEgress || network.endpoints
    ? []
    : [
        violation(
          ["network", "endpoints"],
          "must be true with internetEgress: false",
          network.endpoints,
          "functions, instances and their agents reach AWS by nothing else",
        ),
      ];
}

/**
 * A public block reaches the bastion host by the internet, a private one the instances by the transit gateway. A bastion host needs
 * none: Systems Manager reaches it, SSH through Systems Manager too.
 */
function trustedCidrRules({ network, bastion, application }: Access): Violation[] {
  const { trustedCidrs } = network;
  const behindGateway = application?.ssh === "trusted";
  if (bastion === undefined && !behindGateway) {
    return trustedCidrs.length === 0
      ? []
      : [
          violation(
            ["network", "trustedCidrs"],
            "must be empty where nothing takes SSH",
            trustedCidrs,
            "remove it, or add bastion or application.ssh: trusted",
          ),
        ];
  }
  return trustedCidrs.flatMap((cidr, index) => {
    const found = blockProblem(cidr, network.cidr, { bastion: bastion !== undefined, behindGateway });
    return found === undefined ? [] : [violation(["network", "trustedCidrs", index], found.rule, cidr, found.hint)];
  });
}

function blockProblem(
  cidr: string,
  vpc: string,
  takers: { readonly bastion: boolean; readonly behindGateway: boolean },
): { readonly rule: string; readonly hint: string } | undefined {
  const { min } = LIMITS.trustedPrefixLength;
  const block = parseCidr(cidr);
  if (block.prefixLength < min) {
    return {
      rule: `must be /${min} or smaller`,
      hint: "name the addresses that you come from, never all of the internet",
    };
  }
  if (contains(parseCidr(vpc), block)) {
    return { rule: `must not lie within network.cidr ${quoted(vpc)}`, hint: "those are the VPC's own addresses" };
  }
  if (isPrivate(block) && !takers.behindGateway) {
    return {
      rule: "must be a public block",
      hint: "a private range reaches nothing but instances with application.ssh: trusted",
    };
  }
  if (!isPrivate(block) && !takers.bastion) {
    return {
      rule: "must be a private range",
      hint: "a public address reaches no private subnet: take bastion with application.ssh: bastion",
    };
  }
  return undefined;
}

function transitGatewayRules({ network, application }: Access): Violation[] {
  return network.transitGateway === undefined || application?.ssh === "trusted"
    ? []
    : [
        violationOfSection(
          ["network", "transitGateway"],
          "must be left out where no trusted range comes by it",
          "remove it, or take application.ssh: trusted",
        ),
      ];
}

function sshRules({ network, bastion, application }: Access): Violation[] {
  if (application === undefined || application.ssh === "none") {
    return [];
  }
  const { ssh, sshPublicKey } = application;
  const path = ["application", "ssh"];
  const violations: Violation[] = [];
  if (sshPublicKey === undefined) {
    violations.push(
      violation(
        ["application", "sshPublicKey"],
        `must be given with ssh: ${ssh}`,
        sshPublicKey,
        "nobody could sign in without one",
      ),
    );
  }
  if (ssh === "bastion" && bastion === undefined) {
    violations.push(violation(path, "must not be bastion where there is none", ssh, "add the section bastion"));
  }
  if (ssh === "trusted" && network.transitGateway === undefined) {
    violations.push(
      violation(
        path,
        "must not be trusted without network.transitGateway",
        ssh,
        "trusted ranges reach private subnets by nothing else; Systems Manager needs none",
      ),
    );
  }
  if (ssh === "trusted" && !network.trustedCidrs.some((cidr) => isPrivate(parseCidr(cidr)))) {
    violations.push(
      violation(
        path,
        "must not be trusted without a private range in network.trustedCidrs",
        ssh,
        "name one that lies behind the transit gateway",
      ),
    );
  }
  return violations;
}

/** Lambda knows each permission by a name that is made of the principal's. */
function invokerRules(sections: Sections): Violation[] {
  return [...invokerNameRules(sections), ...invokerPartitionRules(sections)];
}

function invokerNameRules({ databaseFunction }: Sections): Violation[] {
  const invokers = databaseFunction?.invokers ?? [];
  const names = invokers.map((arn) => {
    const [kind, ...path] = arn.split("/");
    return [
      kind,
      ...String(path.at(-1))
        .toLowerCase()
        .split(/[^a-z0-9]+/),
    ].join("-");
  });
  return invokers.flatMap((arn, index) => {
    const first = names.indexOf(names[index] ?? "");
    // The same text again is refused by the list itself.
    return first === index || invokers.indexOf(arn) < index
      ? []
      : [
          violation(
            ["databaseFunction", "invokers", index],
            `must differ from ${quoted(invokers[first])} in more than path, case and punctuation`,
            arn,
            "their permissions would have one name, so leave one to IAM or rename it",
          ),
        ];
  });
}

/** Principals of another partition do not exist in this one. */
function invokerPartitionRules({ databaseFunction, region }: Sections): Violation[] {
  if (databaseFunction === undefined || region === undefined) {
    return [];
  }
  const partition = REGION_PARTITIONS[region];
  const beginning = `arn:${partition}:`;
  return databaseFunction.invokers.flatMap((arn, index) =>
    arn.startsWith(beginning)
      ? []
      : [
          violation(
            ["databaseFunction", "invokers", index],
            `must begin with ${beginning}`,
            arn,
            `${region} is in the partition ${partition}, whose accounts are others`,
          ),
        ],
  );
}
