import {
  BURSTABLE_MICRO_INSTANCE_PATTERN,
  LIMITS,
  MANAGED_RULE_GROUP_CAPACITY,
  RATE_LIMIT_CAPACITY,
  REGION_PARTITIONS,
} from "./aws-limits";
import type { Environment } from "./environment";
import { areRight, type Sections } from "./known-sections";
import { sentence, type Violation, violation, violationOfSection } from "./sentences";

/** The rules of the application and of what stands before it. */
export function applicationRules(sections: Sections): Violation[] {
  return [...sizeRules(sections), ...productionRules(sections), ...edgeRules(sections)];
}

function sizeRules({ application, monitoring }: Sections): Violation[] {
  if (application === undefined) {
    return [];
  }
  const { minSize, maxSize, cpuTargetPercent } = application;
  const violations: Violation[] = [];
  if (maxSize < minSize) {
    violations.push(violation(["application", "maxSize"], `must be at least ${minSize}, which is minSize`, maxSize));
  }
  if (monitoring !== undefined && monitoring.cpuPercent <= cpuTargetPercent) {
    violations.push(
      violation(
        ["monitoring", "cpuPercent"],
        `must be more than ${cpuTargetPercent} percent, which is application.cpuTargetPercent`,
        monitoring.cpuPercent,
        "Auto Scaling keeps that much, so the alarm would be raised all the time",
      ),
    );
  }
  return violations;
}

function productionRules({ application, stage }: Sections): Violation[] {
  if (application === undefined || stage !== "production") {
    return [];
  }
  const { minSize, instanceType, allowBurstableMicro } = application;
  const { min } = LIMITS.productionInstances;
  const violations: Violation[] = [];
  if (minSize < min) {
    violations.push(
      violation(
        ["application", "minSize"],
        `must be at least ${min} instances in production`,
        minSize,
        "one does not survive the loss of its zone",
      ),
    );
  }
  if (!allowBurstableMicro && BURSTABLE_MICRO_INSTANCE_PATTERN.test(instanceType)) {
    violations.push(
      violation(
        ["application", "instanceType"],
        "must not be a burstable nano, micro or small type in production",
        instanceType,
        "take t4g.medium or larger, or say so with allowBurstableMicro: true",
      ),
    );
  }
  return violations;
}

type Edge = NonNullable<Environment["edge"]>;

function edgeRules(sections: Sections): Violation[] {
  if (sections.edge === undefined || !areRight(sections, "application")) {
    return [];
  }
  const { edge, application } = sections;
  return [
    ...(application === undefined
      ? [
          violationOfSection(
            ["edge"],
            "must have an application to lead to",
            "add the section application, or remove edge",
          ),
        ]
      : []),
    ...certificateRules(edge),
    ...certificateArnRules(edge, sections),
    ...capacityRules(edge),
  ];
}

/** All groups together cost more of a web ACL's capacity than its basic price includes. */
function capacityRules({ waf }: Edge): Violation[] {
  if (waf === false) {
    return [];
  }
  const { max, unit } = LIMITS.webAclCapacity;
  const costs = waf.managedRuleGroups.map((group) => MANAGED_RULE_GROUP_CAPACITY[group]);
  const sum = costs.reduce((total, cost) => total + cost, RATE_LIMIT_CAPACITY);
  if (sum <= max) {
    return [];
  }
  const path = ["edge", "waf", "managedRuleGroups"];
  const rule = `must cost at most ${max} ${unit}, with ${RATE_LIMIT_CAPACITY} of the rate limit`;
  const each = waf.managedRuleGroups.map((group, index) => `${group} ${costs[index]}`).join(", ");
  const hint = "AWS charges more for what is above, so leave out what the application does not need";
  return [{ path, message: sentence(path, rule, { got: `${sum} (${each})`, hint }) }];
}

/** HTTPS follows the certificate: one that is given, one that is made, or none on purpose. */
function certificateRules({ certificateArn, domainName, hostedZoneId, allowPlainHttp }: Edge): Violation[] {
  if (domainName === undefined && hostedZoneId !== undefined) {
    return [
      violation(
        ["edge", "domainName"],
        "must be given with hostedZoneId",
        domainName,
        "write the name that is to lead to the load balancer",
      ),
    ];
  }
  const isMade = hostedZoneId !== undefined && certificateArn === undefined;
  const { max } = LIMITS.certificateNameLength;
  if (isMade && domainName !== undefined && domainName.length > max) {
    return [
      violation(
        ["edge", "domainName"],
        `must have at most ${max} characters where its certificate is made`,
        domainName,
        "take a shorter name, or give certificateArn",
      ),
    ];
  }
  if (certificateArn !== undefined || isMade) {
    return allowPlainHttp
      ? [violation(["edge", "allowPlainHttp"], "must be false where there is a certificate", true, "remove it")]
      : [];
  }
  if (domainName !== undefined) {
    return [
      violation(
        ["edge", "hostedZoneId"],
        "must be given with domainName, or else certificateArn",
        hostedZoneId,
        "a certificate is made by records in that zone",
      ),
    ];
  }
  return allowPlainHttp
    ? []
    : [
        violation(
          ["edge", "certificateArn"],
          "must be given, or domainName with hostedZoneId",
          certificateArn,
          "HTTP without a certificate must be said with allowPlainHttp: true",
        ),
      ];
}

function certificateArnRules({ certificateArn }: Edge, { region, account }: Sections): Violation[] {
  if (certificateArn === undefined || region === undefined || account === undefined) {
    return [];
  }
  const beginning = `arn:${REGION_PARTITIONS[region]}:acm:${region}:${account}:`;
  return certificateArn.startsWith(beginning)
    ? []
    : [
        violation(
          ["edge", "certificateArn"],
          `must begin with ${beginning}`,
          certificateArn,
          "a load balancer takes certificates of its own region and account only",
        ),
      ];
}
