/** A pattern of IAM actions is not among them: each is one action, e.g. `rds:CreateDBInstance`. */
export type Action = string;

/** What one Terraform type needs of IAM, as the provider's source has it. */
export interface TypePermissions {
  /** The file of hashicorp/terraform-provider-aws that calls these. */
  readonly source: string;
  /** Why something is here that the file does not show. */
  readonly notes?: readonly string[];
  /** What a refresh calls; all that a data source or ephemeral resource needs. */
  readonly read: readonly Action[];
  /** What create, update and delete call beyond that. */
  readonly write?: readonly Action[];
  /** What only resources need that set an argument. */
  readonly when?: readonly WhenSet[];
  /** What a service does with a key of yours in the caller's name. */
  readonly keys?: readonly KeyUse[];
  /** To which services roles are handed. */
  readonly passes?: readonly RolePass[];
  /**
   * Services that make their service-linked role when the first such resource is made. An argument's name stands for the
   * service that it names.
   */
  readonly serviceRoles?: readonly string[];
}

/** Needed where some resource of the type sets an argument. */
export interface WhenSet {
  readonly set: string;
  /** Only where it has this value; what is unknown counts as it. */
  readonly is?: string;
  readonly read?: readonly Action[];
  readonly write?: readonly Action[];
}

/** Needed on the keys that an argument names. */
export interface KeyUse {
  readonly set: string;
  /** The type whose argument it is, where that is another one. */
  readonly by?: string;
  /** The service that uses the key, as `kms:ViaService` spells it without region and domain. */
  readonly via: string;
  readonly read?: readonly Action[];
  readonly write?: readonly Action[];
}

/** `iam:PassRole` to a service, where some resource of the type sets an argument; always where none is named. */
export interface RolePass {
  readonly to: string;
  readonly set?: string;
}

/** A kind of AWS resource, by the name that the Service Authorization Reference has for it, e.g. `rds:db`. */
export interface ResourceKind {
  /** With `{partition}`, `{region}`, `{account}` and `{name}`. */
  readonly arn: string;
  /** The Terraform types that make it, and the argument that names it; `null` where AWS gives it an id. */
  readonly names?: Readonly<Record<string, string | null>>;
  /** Names that count wherever an action on it does. */
  readonly always?: readonly string[];
}

/** A statement of an IAM policy. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly Action[];
  readonly Resource: readonly string[];
  readonly Condition?: PolicyCondition;
}

/** Operator, condition key, values. */
export type PolicyCondition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** Where the resources are. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}
