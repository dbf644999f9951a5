import { PropsError } from "../core/validate";

/** What is known of a service of AWS that has a VPC endpoint. */
export interface EndpointServiceFact {
  readonly type: "Interface" | "Gateway";
  /** What the IAM actions of its API begin with. */
  readonly actionPrefix: string;
  /** Whether AWS takes a policy for the endpoint; without one, everybody who reaches it may use it with any credentials. */
  readonly takesPolicy: boolean;
  /**
   * Whether its resources can be opened to other accounts, so that data could leave by them: then only requests to resources of the
   * account pass.
   */
  readonly isShareable: boolean;
  /** Whether its name begins with `cn.com.amazonaws` in China; the others are called there as everywhere. */
  readonly isRenamedInChina: boolean;
}

const INTERFACE = {
  type: "Interface",
  takesPolicy: true,
  isShareable: false,
  isRenamedInChina: false,
} as const satisfies Partial<EndpointServiceFact>;

const SHAREABLE = { ...INTERFACE, isShareable: true } as const;
const GATEWAY = { ...SHAREABLE, type: "Gateway" } as const;
const RENAMED = { isRenamedInChina: true } as const;

/**
 * The services that workloads of our environments can call, by the last part of their endpoints' names:
 * `com.amazonaws.<region>.<service>`. Each interface endpoint has private DNS, so that callers need no setting.
 *
 * Names and China: aws-cdk-lib `aws-ec2/lib/vpc-endpoint.ts`. Policies: AWS's list of 2021 (`integrated-services-vpce-list`),
 * since then those of Systems Manager (AWS's data perimeter examples, Landing Zone Accelerator) and, from knowledge, of X-Ray
 * and Backup. AWS Config takes none in that list, and its guide names none.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
export const ENDPOINT_SERVICES = {
  autoscaling: { ...INTERFACE, ...RENAMED, actionPrefix: "autoscaling" },
  backup: { ...INTERFACE, ...RENAMED, actionPrefix: "backup" },
  config: { ...INTERFACE, takesPolicy: false, actionPrefix: "config" },
  dynamodb: { ...GATEWAY, actionPrefix: "dynamodb" },
  ec2: { ...INTERFACE, ...RENAMED, actionPrefix: "ec2" },
  ec2messages: { ...INTERFACE, actionPrefix: "ec2messages" },
  elasticloadbalancing: { ...INTERFACE, actionPrefix: "elasticloadbalancing" },
  events: { ...INTERFACE, actionPrefix: "events" },
  kms: { ...SHAREABLE, actionPrefix: "kms" },
  lambda: { ...SHAREABLE, ...RENAMED, actionPrefix: "lambda" },
  logs: { ...INTERFACE, actionPrefix: "logs" },
  monitoring: { ...INTERFACE, ...RENAMED, actionPrefix: "cloudwatch" },
  rds: { ...INTERFACE, ...RENAMED, actionPrefix: "rds" },
  s3: { ...GATEWAY, actionPrefix: "s3" },
  secretsmanager: { ...SHAREABLE, actionPrefix: "secretsmanager" },
  sns: { ...SHAREABLE, actionPrefix: "sns" },
  sqs: { ...SHAREABLE, ...RENAMED, actionPrefix: "sqs" },
  // Instances read documents and parameters of AWS's own by it.
  ssm: { ...INTERFACE, actionPrefix: "ssm" },
  ssmmessages: { ...INTERFACE, actionPrefix: "ssmmessages" },
  sts: { ...INTERFACE, ...RENAMED, actionPrefix: "sts" },
  xray: { ...INTERFACE, ...RENAMED, actionPrefix: "xray" },
} as const satisfies Readonly<Record<string, EndpointServiceFact>>;

/** The word for an endpoint service. */
export type EndpointService = keyof typeof ENDPOINT_SERVICES;

/** Actions that are no request: the database itself checks what this one allows. */
const ACTIONS_WITHOUT_REQUEST = ["rds-db:connect"];

/** The name by which an endpoint asks for its service. */
export function endpointServiceName(service: EndpointService, region: string): string {
  const isRenamed = region.startsWith("cn-") && ENDPOINT_SERVICES[service].isRenamedInChina;
  return `${isRenamed ? "cn." : ""}com.amazonaws.${region}.${service}`;
}

/**
 * Says by which endpoints workloads reach what their policies allow (MAZ-NET-2), each once, in order.
 *
 * @throws PropsError that names each action whose service has no endpoint here
 */
export function endpointServicesFor(actions: readonly string[]): readonly EndpointService[] {
  const requests = actions.filter((action) => !ACTIONS_WITHOUT_REQUEST.includes(action));
  const unknown = [...new Set(requests)].filter((action) => servicesOf(action).length === 0);
  if (unknown.length > 0) {
    throw new PropsError(
      "endpoints",
      unknown.map(
        (action) =>
          `an action must be of a service that has a VPC endpoint here, got "${action}"; add its service to endpoint-services.ts, or take the action away`,
      ),
    );
  }
  return [...new Set(requests.flatMap(servicesOf))].sort();
}

function servicesOf(action: string): EndpointService[] {
  const [prefix] = action.split(":");
  return (Object.keys(ENDPOINT_SERVICES) as EndpointService[]).filter(
    (service) => ENDPOINT_SERVICES[service].actionPrefix === prefix,
  );
}
