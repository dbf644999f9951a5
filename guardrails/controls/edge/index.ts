import type { Control } from "../../control";
import { acmNoWildcardName } from "./acm-no-wildcard-name";
import { acmReplacedBeforeDestroyed } from "./acm-replaced-before-destroyed";
import { acmStrongAndValidated } from "./acm-strong-and-validated";
import { albAccessLogged } from "./alb-access-logged";
import { albBehindWaf } from "./alb-behind-waf";
import { albDeletionProtected } from "./alb-deletion-protected";
import { albDesyncDefended } from "./alb-desync-defended";
import { albDropsBadHeaders } from "./alb-drops-bad-headers";
import { albHttpOnlyRedirects } from "./alb-http-only-redirects";
import { albListenerEncrypted } from "./alb-listener-encrypted";
import { albPublicOnlyWhenSaid } from "./alb-public-only-when-said";
import { albSeveralZones } from "./alb-several-zones";
import { albTargetsChecked } from "./alb-targets-checked";
import { albTlsPolicyModern } from "./alb-tls-policy-modern";
import { wafHasRulesThatAct } from "./waf-has-rules-that-act";
import { wafKnownBadInputs } from "./waf-known-bad-inputs";
import { wafLogged } from "./waf-logged";
import { wafMetricsOn } from "./waf-metrics-on";
import { wafRateLimited } from "./waf-rate-limited";

/** The controls on load balancers, certificates and web ACLs. */
export const edgeControls = [
  acmNoWildcardName,
  acmReplacedBeforeDestroyed,
  acmStrongAndValidated,
  albAccessLogged,
  albBehindWaf,
  albDeletionProtected,
  albDesyncDefended,
  albDropsBadHeaders,
  albHttpOnlyRedirects,
  albListenerEncrypted,
  albPublicOnlyWhenSaid,
  albSeveralZones,
  albTargetsChecked,
  albTlsPolicyModern,
  wafHasRulesThatAct,
  wafKnownBadInputs,
  wafLogged,
  wafMetricsOn,
  wafRateLimited,
] as const satisfies readonly Control[];
