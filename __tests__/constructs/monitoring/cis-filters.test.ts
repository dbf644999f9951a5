import {
  CIS_FILTERS,
  type CisFilter,
  type CisFilterKey,
  FILTER_PATTERN_MAX_LENGTH,
} from "../../../constructs/monitoring/cis-filters";
import type { JsonObject } from "../../support/json";
import { compile, filterMatches } from "./filter-pattern";
import { ROOT, refused, signIn, trailEvent } from "./trail-events";

const FILTERS: readonly CisFilter[] = CIS_FILTERS;

/** What raises an alarm, and what is near it and does not, each with what it is. */
interface Samples {
  readonly matches: Readonly<Record<string, JsonObject>>;
  readonly misses: Readonly<Record<string, JsonObject>>;
}

/** One call of a service for each name. */
function calls(service: string, ...names: readonly string[]): Record<string, JsonObject> {
  return Object.fromEntries(names.map((name) => [name, trailEvent(`${service}.amazonaws.com`, name)]));
}

const SAMPLES: Readonly<Record<CisFilterKey, Samples>> = {
  unauthorized_api_calls: {
    matches: {
      "EC2's refusal": refused("ec2.amazonaws.com", "RunInstances", "Client.UnauthorizedOperation"),
      "a refusal of most services": refused("s3.amazonaws.com", "GetObject", "AccessDenied"),
      "a refusal with a suffix": refused("kms.amazonaws.com", "Decrypt", "AccessDeniedException"),
    },
    misses: {
      "a call that was allowed": trailEvent("ec2.amazonaws.com", "RunInstances"),
      "a call that failed for another reason": refused("ec2.amazonaws.com", "RunInstances", "Client.DryRunOperation"),
      "S3's probe of a bucket": refused("s3.amazonaws.com", "HeadBucket", "AccessDenied"),
      "AWS's delivery of logs": refused("s3.amazonaws.com", "PutObject", "AccessDenied", {
        sourceIPAddress: "delivery.logs.amazonaws.com",
      }),
    },
  },
  console_sign_in_without_mfa: {
    matches: { "an IAM user with a password alone": signIn() },
    misses: {
      "a sign-in with MFA": signIn({ additionalEventData: { MFAUsed: "Yes" } }),
      "a federated user, whose MFA is elsewhere": signIn({ userIdentity: { type: "AssumedRole" } }),
      "a sign-in that failed": signIn({ responseElements: { ConsoleLogin: "Failure" } }),
      "another event of the sign-in service": { ...signIn(), eventName: "CheckMfa" },
    },
  },
  root_usage: {
    matches: {
      "a call by the root user": trailEvent("iam.amazonaws.com", "CreateAccessKey", { userIdentity: ROOT }),
      "a sign-in of the root user": signIn({ userIdentity: ROOT }),
    },
    misses: {
      "a call by an IAM user": trailEvent("iam.amazonaws.com", "CreateAccessKey"),
      "a service that acts for the account": trailEvent("kms.amazonaws.com", "GenerateDataKey", {
        userIdentity: { ...ROOT, invokedBy: "cloudtrail.amazonaws.com" },
      }),
      "an event of AWS itself": trailEvent("kms.amazonaws.com", "RotateKey", {
        userIdentity: ROOT,
        eventType: "AwsServiceEvent",
      }),
    },
  },
  iam_policy_changes: {
    matches: calls(
      "iam",
      "AttachGroupPolicy",
      "AttachRolePolicy",
      "AttachUserPolicy",
      "CreatePolicy",
      "CreatePolicyVersion",
      "DeleteGroupPolicy",
      "DeletePolicy",
      "DeletePolicyVersion",
      "DeleteRolePolicy",
      "DeleteUserPolicy",
      "DetachGroupPolicy",
      "DetachRolePolicy",
      "DetachUserPolicy",
      "PutGroupPolicy",
      "PutRolePolicy",
      "PutUserPolicy",
    ),
    misses: calls("iam", "GetPolicy", "ListPolicies", "CreateRole", "SetDefaultPolicy"),
  },
  cloudtrail_changes: {
    matches: calls("cloudtrail", "CreateTrail", "DeleteTrail", "StartLogging", "StopLogging", "UpdateTrail"),
    misses: calls("cloudtrail", "DescribeTrails", "LookupEvents"),
  },
  console_authentication_failures: {
    matches: {
      "a wrong password": signIn({
        responseElements: { ConsoleLogin: "Failure" },
        errorMessage: "Failed authentication",
      }),
    },
    misses: {
      "a sign-in that succeeded": signIn(),
      "no such user": signIn({ errorMessage: "No username found in supplied account" }),
      "a failure elsewhere": refused("sts.amazonaws.com", "GetSessionToken", "AccessDenied", {
        errorMessage: "Failed authentication",
      }),
    },
  },
  kms_key_disabled_or_deleted: {
    matches: calls("kms", "DisableKey", "ScheduleKeyDeletion"),
    misses: {
      ...calls("kms", "EnableKey", "CancelKeyDeletion"),
      "the like of another service": trailEvent("payment-cryptography.amazonaws.com", "DisableKey"),
    },
  },
  s3_bucket_policy_changes: {
    matches: calls(
      "s3",
      "DeleteBucketCors",
      "DeleteBucketLifecycle",
      "DeleteBucketPolicy",
      "DeleteBucketReplication",
      "PutBucketAcl",
      "PutBucketCors",
      "PutBucketLifecycle",
      "PutBucketPolicy",
      "PutBucketReplication",
    ),
    misses: {
      ...calls("s3", "GetBucketPolicy", "PutObject"),
      "the like of another service": trailEvent("s3-outposts.amazonaws.com", "PutBucketPolicy"),
    },
  },
  config_changes: {
    matches: calls(
      "config",
      "DeleteDeliveryChannel",
      "PutConfigurationRecorder",
      "PutDeliveryChannel",
      "StopConfigurationRecorder",
    ),
    misses: calls("config", "StartConfigurationRecorder", "DescribeDeliveryChannels", "PutConfigRule"),
  },
  security_group_changes: {
    matches: calls(
      "ec2",
      "AuthorizeSecurityGroupEgress",
      "AuthorizeSecurityGroupIngress",
      "CreateSecurityGroup",
      "DeleteSecurityGroup",
      "RevokeSecurityGroupEgress",
      "RevokeSecurityGroupIngress",
    ),
    misses: calls("ec2", "DescribeSecurityGroups", "ModifyNetworkInterfaceAttribute"),
  },
  network_acl_changes: {
    matches: calls(
      "ec2",
      "CreateNetworkAcl",
      "CreateNetworkAclEntry",
      "DeleteNetworkAcl",
      "DeleteNetworkAclEntry",
      "ReplaceNetworkAclAssociation",
      "ReplaceNetworkAclEntry",
    ),
    misses: calls("ec2", "DescribeNetworkAcls"),
  },
  network_gateway_changes: {
    matches: calls(
      "ec2",
      "AttachInternetGateway",
      "CreateCustomerGateway",
      "CreateInternetGateway",
      "DeleteCustomerGateway",
      "DeleteInternetGateway",
      "DetachInternetGateway",
    ),
    misses: calls("ec2", "DescribeInternetGateways", "CreateNatGateway"),
  },
  route_table_changes: {
    matches: calls(
      "ec2",
      "CreateRoute",
      "CreateRouteTable",
      "DeleteRoute",
      "DeleteRouteTable",
      "DisassociateRouteTable",
      "ReplaceRoute",
      "ReplaceRouteTableAssociation",
    ),
    misses: {
      ...calls("ec2", "DescribeRouteTables"),
      "the like of another service": trailEvent("appmesh.amazonaws.com", "CreateRoute"),
    },
  },
  vpc_changes: {
    matches: calls(
      "ec2",
      "AcceptVpcPeeringConnection",
      "AttachClassicLinkVpc",
      "CreateVpc",
      "CreateVpcPeeringConnection",
      "DeleteVpc",
      "DeleteVpcPeeringConnection",
      "DetachClassicLinkVpc",
      "DisableVpcClassicLink",
      "EnableVpcClassicLink",
      "ModifyVpcAttribute",
      "RejectVpcPeeringConnection",
    ),
    misses: calls("ec2", "DescribeVpcs", "CreateVpcEndpoint"),
  },
  organizations_changes: {
    matches: calls(
      "organizations",
      "AcceptHandshake",
      "AttachPolicy",
      "CreateAccount",
      "CreateOrganizationalUnit",
      "CreatePolicy",
      "DeclineHandshake",
      "DeleteOrganization",
      "DeleteOrganizationalUnit",
      "DeletePolicy",
      "DetachPolicy",
      "DisablePolicyType",
      "EnablePolicyType",
      "InviteAccountToOrganization",
      "LeaveOrganization",
      "MoveAccount",
      "RemoveAccountFromOrganization",
      "UpdateOrganizationalUnit",
      "UpdatePolicy",
    ),
    misses: {
      ...calls("organizations", "DescribeOrganization", "ListAccounts"),
      "the like of another service": trailEvent("iot.amazonaws.com", "AttachPolicy"),
    },
  },
};

describe("the list", () => {
  it("SEC-MON-1: has the fifteen recommendations of CIS, in their order", () => {
    expect(FILTERS.map(({ id, key }) => `${id} ${key}`)).toEqual([
      "4.1 unauthorized_api_calls",
      "4.2 console_sign_in_without_mfa",
      "4.3 root_usage",
      "4.4 iam_policy_changes",
      "4.5 cloudtrail_changes",
      "4.6 console_authentication_failures",
      "4.7 kms_key_disabled_or_deleted",
      "4.8 s3_bucket_policy_changes",
      "4.9 config_changes",
      "4.10 security_group_changes",
      "4.11 network_acl_changes",
      "4.12 network_gateway_changes",
      "4.13 route_table_changes",
      "4.14 vpc_changes",
      "4.15 organizations_changes",
    ]);
  });

  it("counts each in a metric of its own, and raises an alarm at the first event within five minutes", () => {
    expect(new Set(FILTERS.map(({ metricName }) => metricName)).size).toBe(15);
    for (const { metricName, threshold, periodSeconds } of FILTERS) {
      expect(metricName).toMatch(/^[A-Z][A-Za-z0-9]+$/);
      expect([threshold, periodSeconds]).toEqual([1, 300]);
    }
  });

  it("names the control of Security Hub that looks for it; there is none for Organizations", () => {
    expect(FILTERS.map(({ securityHubControl }) => securityHubControl)).toEqual([
      ...[2, 3, 1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14].map((number) => `CloudWatch.${number}`),
      undefined,
    ]);
  });

  it.each(FILTERS)("$id: pattern, title and description are such as AWS takes", (filter) => {
    const { id, pattern, securityHubPattern = pattern, title, description } = filter;

    expect([...pattern].length).toBeLessThanOrEqual(FILTER_PATTERN_MAX_LENGTH);
    expect(() => [compile(pattern), compile(securityHubPattern)]).not.toThrow();
    expect(`${title} (CIS ${id}). ${description}`).toMatch(/^[ -~]{30,1024}$/);
    expect(description).toMatch(/\.$/);
  });

  it("FILTER_PATTERN_MAX_LENGTH is that of AWS", () => {
    expect(FILTER_PATTERN_MAX_LENGTH).toBe(1024);
  });
});

describe.each(FILTERS)("SEC-MON-1: $id $title", ({ key, pattern }) => {
  const { matches, misses } = SAMPLES[key as CisFilterKey];

  it.each(Object.entries(matches))("counts %s", (_, event) => {
    expect(filterMatches(pattern, event)).toBe(true);
  });

  it.each(Object.entries(misses))("does not count %s", (_, event) => {
    expect(filterMatches(pattern, event)).toBe(false);
  });
});

it("SEC-MON-1: what raises one alarm raises no other, but where CIS has it so", () => {
  const twice = FILTERS.flatMap(({ key }) =>
    Object.entries(SAMPLES[key as CisFilterKey].matches).flatMap(([name, event]) =>
      FILTERS.filter((other) => other.key !== key && filterMatches(other.pattern, event)).map(
        (other) => `${key}, ${name}: ${other.key}`,
      ),
    ),
  );

  expect(twice).toEqual([
    // Policies of Organizations have the names of IAM's, and CIS asks for no event source there.
    "organizations_changes, CreatePolicy: iam_policy_changes",
    "organizations_changes, DeletePolicy: iam_policy_changes",
  ]);
});

it("Security Hub's own pattern for 4.1 counts more: probes and deliveries too", () => {
  const [filter] = FILTERS;
  const { matches, misses } = SAMPLES.unauthorized_api_calls;
  const counted = (event: JsonObject) => filterMatches(filter?.securityHubPattern ?? "", event);

  expect(Object.values(matches).every(counted)).toBe(true);
  expect(Object.keys(misses).filter((name) => counted(misses[name] ?? {}))).toEqual([
    "S3's probe of a bucket",
    "AWS's delivery of logs",
  ]);
});
