import { textProblems } from "../core/validate";

const LABEL = "(?!-)[a-z0-9-]{1,63}(?<!-)";
const NAME = `(?:${LABEL}\\.)+${LABEL}`;
const DOMAIN_NAME = new RegExp(`^(?=.{1,253}$)${NAME}$`);
const CERTIFICATE_NAME = new RegExp(`^(?=.{1,253}$)(?:\\*\\.)?${NAME}$`);

/** What is wrong with a domain name. */
export function domainNameProblems(prop: string, value: string): string[] {
  return textProblems(prop, value, DOMAIN_NAME, "be a domain name in lower case, without a dot at its end");
}

/** What is wrong with a name of a certificate: a domain name, or `*.` and one. */
export function certificateNameProblems(prop: string, value: string): string[] {
  return textProblems(
    prop,
    value,
    CERTIFICATE_NAME,
    'be a domain name in lower case, without a dot at its end; "*." may stand before it',
  );
}

/** What is wrong with the id of a hosted zone. */
export function hostedZoneProblems(prop: string, value: string): string[] {
  return textProblems(prop, value, /^Z[A-Z0-9]{1,31}$/, "be the id of a Route 53 hosted zone such as Z0123456789ABC");
}
