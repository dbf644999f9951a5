/** What a metric filter must watch for one recommendation of CIS (section 4 of v3.0 and v5.0). */
export interface CisItem {
  readonly cis: string;
  readonly watches: string;
  /** Names of events that must all be among those of the filter. */
  readonly events?: readonly string[];
  /** The service whose events they are: a filter may ask for it, and for no other. */
  readonly source?: string;
  /** Where a filter is not about names of events: what its pattern must say, without spaces, quotes and letter case. */
  readonly says?: readonly RegExp[];
  /** Fields that a pattern of `says` may have; any other one narrows it. */
  readonly fields?: readonly string[];
}

const split = (names: string): readonly string[] => names.split(" ");

/**
 * The fifteen alarms of CIS. Events are those of the benchmark and of Security Hub's guide (CloudWatch.1 to .14).
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
export const CIS_ITEMS: readonly CisItem[] = [
  {
    cis: "4.1",
    watches: "unauthorized API calls",
    says: [/\$\.errorcode=\*unauthorizedoperation/, /\$\.errorcode=accessdenied\*/],
    fields: ["errorcode", "sourceipaddress", "eventname"],
  },
  {
    cis: "4.2",
    watches: "console sign-in without MFA",
    says: [/\$\.eventname=consolelogin/, /\$\.additionaleventdata\.mfaused!=yes/],
    fields: ["eventname", "additionaleventdata.mfaused", "useridentity.type", "responseelements.consolelogin"],
  },
  {
    cis: "4.3",
    watches: "use of the root user",
    says: [/\$\.useridentity\.type=root/],
    fields: ["useridentity.type", "useridentity.invokedby", "eventtype"],
  },
  {
    cis: "4.4",
    watches: "IAM policy changes",
    events: split(
      "DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy CreatePolicy DeletePolicy CreatePolicyVersion DeletePolicyVersion AttachRolePolicy DetachRolePolicy AttachUserPolicy DetachUserPolicy AttachGroupPolicy DetachGroupPolicy",
    ),
    source: "iam.amazonaws.com",
  },
  {
    cis: "4.5",
    watches: "CloudTrail changes",
    events: split("CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging"),
    source: "cloudtrail.amazonaws.com",
  },
  {
    cis: "4.6",
    watches: "console failures",
    says: [/\$\.eventname=consolelogin/, /\$\.errormessage=failedauthentication/],
    fields: ["eventname", "errormessage"],
  },
  {
    cis: "4.7",
    watches: "keys disabled or scheduled for deletion",
    events: split("DisableKey ScheduleKeyDeletion"),
    source: "kms.amazonaws.com",
  },
  {
    cis: "4.8",
    watches: "bucket policy changes",
    events: split(
      "PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication DeleteBucketPolicy DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication",
    ),
    source: "s3.amazonaws.com",
  },
  {
    cis: "4.9",
    watches: "Config changes",
    events: split("StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder"),
    source: "config.amazonaws.com",
  },
  {
    cis: "4.10",
    watches: "security group changes",
    events: split(
      "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup",
    ),
    source: "ec2.amazonaws.com",
  },
  {
    cis: "4.11",
    watches: "network ACL changes",
    events: split(
      "CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry ReplaceNetworkAclEntry ReplaceNetworkAclAssociation",
    ),
    source: "ec2.amazonaws.com",
  },
  {
    cis: "4.12",
    watches: "gateway changes",
    events: split(
      "CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway DeleteInternetGateway DetachInternetGateway",
    ),
    source: "ec2.amazonaws.com",
  },
  {
    cis: "4.13",
    watches: "route table changes",
    events: split(
      "CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable DeleteRoute DisassociateRouteTable",
    ),
    source: "ec2.amazonaws.com",
  },
  {
    cis: "4.14",
    watches: "VPC changes",
    events: split(
      "CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection DeleteVpcPeeringConnection RejectVpcPeeringConnection AttachClassicLinkVpc DetachClassicLinkVpc DisableVpcClassicLink EnableVpcClassicLink",
    ),
    source: "ec2.amazonaws.com",
  },
  {
    cis: "4.15",
    watches: "Organizations changes",
    events: split(
      "AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy DeclineHandshake DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType EnablePolicyType InviteAccountToOrganization LeaveOrganization MoveAccount RemoveAccountFromOrganization UpdateOrganizationalUnit UpdatePolicy",
    ),
    source: "organizations.amazonaws.com",
  },
];

/** Whether a filter's pattern finds all that an item wants: nothing is missing, and nothing narrows it. */
export function watches(pattern: string, { events, source, says = [], fields = [] }: CisItem): boolean {
  const { text, named, names, sources } = reading(pattern);
  if (events === undefined) {
    return says.every((said) => said.test(text)) && named.every((field) => fields.includes(field));
  }
  const joined = text.split("&&").length - 1;
  return (
    events.every((event) => names.has(event.toLowerCase())) &&
    named.every((field) => field === "eventname" || field === "eventsource") &&
    !text.includes("!=") &&
    sources.every((name) => name === source) &&
    joined === sources.length
  );
}

/** What a pattern says, however it is spaced and quoted. */
interface Reading {
  readonly text: string;
  /** The fields that it names. */
  readonly named: readonly string[];
  /** The events that it finds, and of which services. */
  readonly names: ReadonlySet<string>;
  readonly sources: readonly string[];
}

const readings = new Map<string, Reading>();

/** Every item is held against every pattern, so each is read once. */
function reading(pattern: string): Reading {
  let known = readings.get(pattern);
  if (known === undefined) {
    const text = pattern.toLowerCase().replace(/[\s"'()]/g, "");
    known = {
      text,
      named: found(pattern.toLowerCase(), /\$\.([a-z.]+)/g),
      names: new Set(found(text, /\$\.eventname=([a-z*]+)/g)),
      sources: found(text, /\$\.eventsource=([a-z0-9.*]+)/g),
    };
    readings.set(pattern, known);
  }
  return known;
}

function found(text: string, what: RegExp): readonly string[] {
  return [...text.matchAll(what)].map(([, part = ""]) => part);
}
