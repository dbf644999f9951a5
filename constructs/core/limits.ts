/** A range of whole numbers. */
export interface Limit {
  readonly min: number;
  readonly max: number;
  /** Continues "a whole number between <min> and <max> …". */
  readonly unit: string;
}

/**
 * What AWS takes, for the props that a program could get wrong. YAML is checked before that by `config/`, and neither may
 * import the other: a test holds the facts that both state against each other.
 */
export const LIMITS = {
  kmsDeletionWindowDays: { min: 7, max: 30, unit: "days" },
  standardIaAfterDays: { min: 30, max: 36_500, unit: "days" },
  /** How long objects stay in STANDARD_IA before they may move on. */
  standardIaMinimumStay: { min: 30, max: 36_500, unit: "days" },
  lifecycleDays: { min: 1, max: 36_500, unit: "days" },
  objectLockDays: { min: 1, max: 36_500, unit: "days" },
  vpcPrefixLength: { min: 16, max: 28, unit: "bits" },
  subnetPrefixLength: { min: 16, max: 28, unit: "bits" },
  /** Of a block of addresses that something else than a website is open to: never all of the internet, nor half of it. */
  trustedPrefixLength: { min: 8, max: 32, unit: "bits" },
  /** Of any IPv4 block: of a peer, a route. */
  prefixLength: { min: 0, max: 32, unit: "bits" },
  port: { min: 1, max: 65_535, unit: "(a TCP port)" },
} as const satisfies Readonly<Record<string, Limit>>;

/** The names that AWS takes, reserved ones left out. */
export const NAME_PATTERNS = {
  kmsAlias: /^alias\/(?!aws\/)[A-Za-z0-9/_-]{1,250}$/,
  s3Bucket:
    /^(?!xn--|sthree-|amzn-s3-demo-)(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)(?!.*(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3|-an)$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  securityGroup: /^(?!sg-)[A-Za-z0-9 ._:/()#,@[\]+=&;{}!$*-]{1,255}$/,
} as const;
