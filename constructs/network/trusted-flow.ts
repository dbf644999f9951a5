import { NetworkAclRule } from "@cdktf/provider-aws/lib/network-acl-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Fn, Op, TerraformIterator, Token } from "cdktf";
import { Construct } from "constructs";
import { LIMITS } from "../core/limits";
import { assertValid, cidrProblems, numberProblems, repetitionProblems, textProblems } from "../core/validate";
import { EPHEMERAL_PORTS } from "./flow-rules";

/** Props of {@link TrustedFlow}. */
export interface TrustedFlowProps {
  /** Who may open the connection: blocks, each once; or a list that only Terraform knows. */
  readonly cidrs: readonly string[];
  /** A port below the ephemeral ones: 1 to 1023. */
  readonly port: number;
  /** What the flow is for: 1 to 255 characters that EC2 takes. */
  readonly description: string;
  /** The group that takes the connection. */
  readonly securityGroupId: string;
  /** The ACL of the subnets that it arrives in. */
  readonly networkAclId: string;
}

/** Numbers of the first rules: apart from those of `flow-rules.ts`. */
const FIRST_NUMBER = { in: 500, out: 600 } as const;

const SERVICE_PORT = { min: 1, max: EPHEMERAL_PORTS.from - 1, unit: "(a TCP port)" } as const;

/**
 * Defines a flow from trusted addresses to one group, with the rules of the ACL on its way (MAZ-SG-1, ENT-BAS-1). The
 * addresses may be a variable, so rules are made by `for_each`: those of the group by block, those of the ACL by place in the
 * list, since each has a number of its own.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
 * @example
 * new TrustedFlow(this, "bastion_ssh", {
 *   cidrs: ["203.0.113.0/24"], port: 22, description: "SSH from the office", securityGroupId, networkAclId,
 * });
 */
export class TrustedFlow extends Construct {
  public constructor(scope: Construct, id: string, props: TrustedFlowProps) {
    super(scope, id);
    assertValid(scope, id, problems(props));
    const { cidrs, port, description, securityGroupId, networkAclId } = props;
    const blocks = TerraformIterator.fromList([...cidrs]);
    new VpcSecurityGroupIngressRule(this, "Default", {
      forEach: blocks,
      securityGroupId,
      cidrIpv4: blocks.value,
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      description,
    });
    // By place, since the number of a rule must be its own and stay the same while others come and go.
    const places = TerraformIterator.fromMap(Fn.zipmap(Fn.range(0, Fn.lengthOf([...cidrs])), [...cidrs]));
    for (const [ruleId, egress, from, to] of [
      ["in", false, port, port],
      ["return", true, EPHEMERAL_PORTS.from, EPHEMERAL_PORTS.to],
    ] as const) {
      new NetworkAclRule(this, ruleId, {
        forEach: places,
        networkAclId,
        ruleNumber: Token.asNumber(Op.add(egress ? FIRST_NUMBER.out : FIRST_NUMBER.in, places.key)),
        egress,
        protocol: "tcp",
        ruleAction: "allow",
        cidrBlock: Token.asString(places.value),
        fromPort: from,
        toPort: to,
      });
    }
  }
}

function problems({ cidrs, port, description }: TrustedFlowProps): string[] {
  return [
    ...numberProblems("port", port, SERVICE_PORT),
    ...textProblems(
      "description",
      description,
      /^[A-Za-z0-9 ._:/()#,@[\]+=&;{}!$*-]{1,255}$/,
      "be 1 to 255 letters, digits, spaces or ._-:/()#,@[]+=&;{}!$*",
    ),
    ...(Token.isUnresolved(cidrs)
      ? []
      : [
          ...(cidrs.length > 0 ? [] : ["cidrs must name at least one block, got []"]),
          ...cidrs.flatMap((cidr, index) => cidrProblems(`cidrs[${index}]`, cidr, LIMITS.trustedPrefixLength)),
          ...repetitionProblems((index) => `cidrs[${index}]`, cidrs),
        ]),
  ];
}
