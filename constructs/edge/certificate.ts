import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { assertValid, repetitionProblems } from "../core/validate";
import { certificateNameProblems, hostedZoneProblems } from "./domain-names";

/** Props of {@link ValidatedCertificate}. */
export interface ValidatedCertificateProps {
  /**
   * The domain name, at most 64 characters; `*.` before it stands for all names one level below.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_acm_certificate`; a new one is issued first.
   */
  readonly domainName: string;
  /**
   * Further names, at most 253 characters each. CAUTION: a change replaces the `aws_acm_certificate`, as for the domain name.
   *
   * @default - none
   */
  readonly alternativeNames?: readonly string[];
  /** The public hosted zone that all the names lie in. Where it does not, validation waits in vain, for 75 minutes. */
  readonly hostedZoneId: string;
}

/** Longest first name of a certificate (RFC 5280's common name). */
const LONGEST_FIRST_NAME = 64;

/** Seconds that resolvers may keep the record: short, so that a mistake is over soon. */
const RECORD_TTL = 60;

/**
 * Defines a certificate that ACM issues and renews by itself, proven by records in a hosted zone (ENT-ACM-1). It stands in the public
 * transparency logs, without which browsers refuse it.
 *
 * @see https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 * @example
 * const certificate = new ValidatedCertificate(this, "certificate", { domainName: "www.example.com", hostedZoneId });
 */
export class ValidatedCertificate extends Construct {
  /** The ARN, known only when the certificate is issued: listeners that use it wait for that. */
  public readonly certificateArn: string;

  public constructor(scope: Construct, id: string, props: ValidatedCertificateProps) {
    super(scope, id);
    const { domainName, alternativeNames = [], hostedZoneId } = props;
    assertValid(scope, id, problems(props));
    const certificate = new AcmCertificate(this, "Default", {
      domainName,
      ...(alternativeNames.length === 0 ? {} : { subjectAlternativeNames: [...alternativeNames] }),
      validationMethod: "DNS",
      options: { certificateTransparencyLoggingPreference: "ENABLED" },
      lifecycle: { createBeforeDestroy: true },
    });
    const [, ...others] = distinctNames([domainName, ...alternativeNames]);
    const records = [
      this.record("Default-record", certificate, domainName, hostedZoneId),
      ...others.map((name) => this.record(withoutWildcard(name), certificate, name, hostedZoneId)),
    ];
    this.certificateArn = new AcmCertificateValidation(this, "Default-validation", {
      certificateArn: certificate.arn,
      validationRecordFqdns: records.map(({ fqdn }) => fqdn),
    }).certificateArn;
  }

  /** The names are known when Terraform plans, what ACM wants in the zone is not: so each name has a record of its own, without `for_each`. */
  private record(id: string, certificate: AcmCertificate, name: string, zoneId: string): Route53Record {
    const options = `aws_acm_certificate.${certificate.friendlyUniqueId}.domain_validation_options`;
    const option = (attribute: string) =>
      `\${one([for option in ${options} : option.${attribute} if option.domain_name == ${JSON.stringify(name)}])}`;
    return new Route53Record(this, id, {
      zoneId,
      name: option("resource_record_name"),
      type: "CNAME",
      ttl: RECORD_TTL,
      records: [option("resource_record_value")],
      // ACM wants the same record of every certificate of an account for a name, so it may be there already.
      allowOverwrite: true,
    });
  }
}

/** The names that need a record each: ACM wants the same one for `example.com` and `*.example.com`. */
function distinctNames(names: readonly string[]): string[] {
  const bases = names.map(withoutWildcard);
  return names.filter((name, index) => bases.indexOf(withoutWildcard(name)) === index);
}

function withoutWildcard(name: string): string {
  return name.replace(/^\*\./, "");
}

function problems({ domainName, alternativeNames = [], hostedZoneId }: ValidatedCertificateProps): string[] {
  return [
    ...nameProblems("domainName", domainName),
    ...(domainName.length > LONGEST_FIRST_NAME && !Token.isUnresolved(domainName)
      ? [
          `domainName must have at most ${LONGEST_FIRST_NAME} characters, got ${domainName.length}; put a shorter name first and this one into alternativeNames`,
        ]
      : []),
    ...alternativeNames.flatMap((name, index) => nameProblems(`alternativeNames[${index}]`, name)),
    ...repetitionProblems(
      (index) => (index === 0 ? "domainName" : `alternativeNames[${index - 1}]`),
      [domainName, ...alternativeNames],
    ),
    ...hostedZoneProblems("hostedZoneId", hostedZoneId),
  ];
}

function nameProblems(prop: string, name: string): string[] {
  return Token.isUnresolved(name)
    ? [`${prop} must be known at synth, got a reference; each name has a record of its own`]
    : certificateNameProblems(prop, name);
}
