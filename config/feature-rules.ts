import { BURSTABLE_MICRO_INSTANCE_PATTERN, LIMITS, REGION_PARTITIONS } from "./aws-limits";
import { isPrivate, parseCidr } from "./cidr";
import type { Sections } from "./environment-rules";
import { quoted, type Violation, violation } from "./sentences";

/** The rules between features: what needs something else says so, and what nobody uses is not asked for. */
export function featureRules(sections: Sections): Violation[] {
  return [
    keyRules,
    egressRules,
    trustedCidrRules,
    applicationRules,
    edgeRules,
    bastionRules,
    backupRules,
    complianceRules,
    immutableLogRules,
  ].flatMap((rules) => rules(sections));
}

function keyRules({ kms, account, region }: Sections): Violation[] {
  if (kms === undefined) {
    return [];
  }
  const path = ["kms", "existingKeyArn"];
  const { mode, existingKeyArn, separateKeys } = kms;
  const violations: Violation[] = [];
  if (separateKeys.length > 0 && mode !== "own") {
    violations.push(
      violation(["kms", "separateKeys"], `must be empty with mode: ${mode}`, separateKeys, "only own keys are made"),
    );
  }
  if (mode !== "existing") {
    return existingKeyArn === undefined
      ? violations
      : [
          ...violations,
          violation(path, `must be left out with mode: ${mode}`, existingKeyArn, "or take mode: existing"),
        ];
  }
  if (existingKeyArn === undefined) {
    return [...violations, violation(path, "must be given with mode: existing", undefined, "the ARN of the key")];
  }
  if (existingKeyArn.includes(":alias/")) {
    violations.push(
      violation(path, "must be the ARN of the key itself", existingKeyArn, "policies cannot name an alias"),
    );
  }
  if (region !== undefined && account !== undefined) {
    const beginning = `arn:${REGION_PARTITIONS[region]}:kms:${region}:${account}:`;
    if (!existingKeyArn.startsWith(beginning)) {
      violations.push(
        violation(path, `must begin with ${beginning}`, existingKeyArn, "keys work in their own region only"),
      );
    }
  }
  return violations;
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

function trustedCidrRules({ network, bastion, application }: Sections): Violation[] {
  if (network === undefined) {
    return [];
  }
  const { trustedCidrs, transitGateway } = network;
  const { min } = LIMITS.trustedPrefixLength;
  const behindGateway = application?.ssh === "trusted";
  const violations = trustedCidrs.flatMap((cidr, index) => {
    const path = ["network", "trustedCidrs", index];
    const block = parseCidr(cidr);
    if (block.prefixLength < min) {
      return [
        violation(path, `must be a block of at least /${min}`, cidr, "never all of the internet, nor a half of it"),
      ];
    }
    if (trustedCidrs.indexOf(cidr) < index) {
      return [violation(path, "must differ from the blocks before it", cidr, "name each block once")];
    }
    return behindGateway && bastion === undefined && !isPrivate(block)
      ? [
          violation(
            path,
            "must be a private range with application.ssh: trusted",
            cidr,
            "no public address reaches a private subnet; take ssh: bastion",
          ),
        ]
      : [];
  });
  if (trustedCidrs.length > 0 && bastion === undefined && !behindGateway) {
    violations.push(
      violation(
        ["network", "trustedCidrs"],
        "must be empty where nothing takes SSH",
        trustedCidrs,
        "add bastion, or application.ssh: trusted",
      ),
    );
  }
  if (transitGateway !== undefined && !behindGateway) {
    violations.push(
      violation(
        ["network", "transitGateway"],
        "must be left out where no trusted range comes by it",
        transitGateway,
        "or take application.ssh: trusted",
      ),
    );
  }
  return violations;
}

function applicationRules({ application, bastion, network, stage }: Sections): Violation[] {
  if (application === undefined) {
    return [];
  }
  const { minSize, maxSize, ssh, sshPublicKey, instanceType, allowBurstableMicro } = application;
  const violations: Violation[] = [];
  if (maxSize < minSize) {
    violations.push(
      violation(["application", "maxSize"], `must be at least ${minSize}, which is minSize`, maxSize, "take more"),
    );
  }
  if (stage === "production" && !allowBurstableMicro && BURSTABLE_MICRO_INSTANCE_PATTERN.test(instanceType)) {
    violations.push(
      violation(
        ["application", "instanceType"],
        "must not be a burstable nano, micro or small type in production",
        instanceType,
        "take t4g.medium or larger, or say so with allowBurstableMicro: true",
      ),
    );
  }
  if (ssh !== "none" && sshPublicKey === undefined) {
    violations.push(
      violation(["application", "sshPublicKey"], `must be given with ssh: ${ssh}`, undefined, "nobody could sign in"),
    );
  }
  if (ssh === "bastion" && bastion === undefined) {
    violations.push(
      violation(["application", "ssh"], "must not be bastion without one", ssh, "add the section bastion"),
    );
  }
  if (ssh === "trusted" && network !== undefined) {
    if (network.transitGateway === undefined) {
      violations.push(
        violation(
          ["application", "ssh"],
          "must not be trusted without network.transitGateway",
          ssh,
          "trusted ranges reach private subnets by nothing else; without one, Systems Manager is the way",
        ),
      );
    }
    if (!network.trustedCidrs.some((cidr) => isPrivate(parseCidr(cidr)))) {
      violations.push(
        violation(
          ["application", "ssh"],
          "must not be trusted without a private range in network.trustedCidrs",
          ssh,
          "name one that lies behind the transit gateway",
        ),
      );
    }
  }
  return violations;
}

/** ALB and target group follow the certificate: one that is given, one that is made, or none on purpose. */
function edgeRules({ edge, application, region, account }: Sections): Violation[] {
  if (edge === undefined) {
    return [];
  }
  const { certificateArn, domainName, hostedZoneId, allowPlainHttp } = edge;
  const violations: Violation[] = [];
  if (application === undefined) {
    violations.push(
      violation(
        ["edge"],
        "must not be there without application",
        { ...edge, waf: undefined },
        "it has nothing to lead to",
      ),
    );
  }
  if (hostedZoneId !== undefined && domainName === undefined) {
    violations.push(
      violation(["edge", "domainName"], "must be given with hostedZoneId", undefined, "the name to make records for"),
    );
  }
  if (domainName !== undefined && hostedZoneId === undefined && certificateArn === undefined) {
    violations.push(
      violation(
        ["edge", "hostedZoneId"],
        "must be given with domainName, or else certificateArn",
        undefined,
        "a certificate is validated by records in that zone",
      ),
    );
  }
  if (certificateArn !== undefined && region !== undefined && account !== undefined) {
    const beginning = `arn:${REGION_PARTITIONS[region]}:acm:${region}:${account}:`;
    if (!certificateArn.startsWith(beginning)) {
      violations.push(
        violation(
          ["edge", "certificateArn"],
          `must begin with ${beginning}`,
          certificateArn,
          "a load balancer takes certificates of its own region and account",
        ),
      );
    }
  }
  const secured = certificateArn !== undefined || domainName !== undefined;
  if (!secured && !allowPlainHttp && hostedZoneId === undefined) {
    violations.push(
      violation(
        ["edge", "certificateArn"],
        "must be given, or domainName with hostedZoneId",
        undefined,
        "HTTP without a certificate must be said with allowPlainHttp: true",
      ),
    );
  }
  if (secured && allowPlainHttp) {
    violations.push(
      violation(["edge", "allowPlainHttp"], "must be false where there is a certificate", allowPlainHttp, "remove it"),
    );
  }
  return violations;
}

function bastionRules({ bastion, network }: Sections): Violation[] {
  return bastion === undefined || network === undefined || network.trustedCidrs.length > 0
    ? []
    : [
        violation(
          ["network", "trustedCidrs"],
          "must name at least one block with bastion",
          network.trustedCidrs,
          "nobody could reach it",
        ),
      ];
}

function backupRules({ backup, recoveryCheck }: Sections): Violation[] {
  if (backup === undefined) {
    return recoveryCheck === undefined
      ? []
      : [violation(["recoveryCheck"], "must not be there without backup", recoveryCheck, "it has nothing to look at")];
  }
  const { coldStorageAfterDays: cold, deleteAfterDays, lock } = backup;
  const least = cold + LIMITS.coldStorageMinimumStay.min;
  const violations: Violation[] = [];
  if (deleteAfterDays < least) {
    violations.push(
      violation(
        ["backup", "deleteAfterDays"],
        `must be at least ${least} days, ${LIMITS.coldStorageMinimumStay.min} more than coldStorageAfterDays`,
        deleteAfterDays,
        "cold storage keeps recovery points that long",
      ),
    );
  }
  if (lock === undefined) {
    return violations;
  }
  if (lock.maxRetentionDays < lock.minRetentionDays) {
    violations.push(
      violation(
        ["backup", "lock", "maxRetentionDays"],
        `must be at least ${lock.minRetentionDays} days, which is minRetentionDays`,
        lock.maxRetentionDays,
      ),
    );
  } else if (deleteAfterDays < lock.minRetentionDays || deleteAfterDays > lock.maxRetentionDays) {
    violations.push(
      violation(
        ["backup", "deleteAfterDays"],
        `must be between ${lock.minRetentionDays} and ${lock.maxRetentionDays} days with this lock`,
        deleteAfterDays,
        "the vault refuses other backups",
      ),
    );
  }
  return violations;
}

/** The function must run daily: an alarm on its silence looks back a day. */
function complianceRules({ compliance, audit }: Sections): Violation[] {
  if (compliance === undefined) {
    return [];
  }
  if (compliance === false) {
    return (audit?.configRules ?? []).flatMap(({ alarm }, index) =>
      alarm
        ? [
            violation(
              ["audit", "configRules", index, "alarm"],
              "must be false with compliance: false",
              alarm,
              "that function publishes what the alarm watches",
            ),
          ]
        : [],
    );
  }
  return runsDaily(compliance.schedule)
    ? []
    : [
        violation(
          ["compliance", "schedule"],
          "must run at least once a day",
          compliance.schedule,
          "the alarm on its silence looks back a day",
        ),
      ];
}

/** Whether a schedule comes each day: a rate of a day at most, or a cron whose days, months and years are any. */
export function runsDaily(schedule: string): boolean {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule);
  if (rate !== null) {
    const minutes = { minute: 1, hour: 60, day: 24 * 60 }[rate[2] as "minute" | "hour" | "day"];
    return Number(rate[1]) * minutes <= 24 * 60;
  }
  const [, , day, month, weekday, year] = schedule.replace(/^cron\(|\)$/g, "").split(" ");
  return [day, month, weekday, year].every((field) => field === "*" || field === "?");
}

function immutableLogRules({ audit, account, region }: Sections): Violation[] {
  const administrators = audit?.immutableLogs?.logAdministrators ?? [];
  if (account === undefined || region === undefined) {
    return [];
  }
  const beginning = `arn:${REGION_PARTITIONS[region]}:iam::${account}:role/`;
  return administrators.flatMap((arn, index) =>
    arn.startsWith(beginning)
      ? []
      : [
          violation(
            ["audit", "immutableLogs", "logAdministrators", index],
            `must begin with ${beginning}`,
            arn,
            `the roles of the environment's own account, ${quoted(account)}, manage its log buckets`,
          ),
        ],
  );
}
