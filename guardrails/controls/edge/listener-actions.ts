import { type Attributes, asText, display, isUnset } from "../../../model";
import { fail, pass, unknown, type Verdict } from "../../control";
import { attributeOf, unknownValue, worst } from "../../support/attributes";

/** Actions that only help another one on, or answer by themselves. */
const HARMLESS = new Set(["authenticate-cognito", "authenticate-oidc", "jwt-validation"]);

/** Judges the actions of a listener or a rule on HTTP: each must lead to HTTPS. */
export function judgeRedirect(from: Attributes, path: string): Verdict {
  const { items, unknown: missing } = from.blocks(path);
  const verdicts = items.flatMap((action) => judgeAction(action) ?? []);
  return (
    worst(verdicts) ??
    (missing !== undefined && !isUnset(missing)
      ? unknown(`its actions cannot be told: ${missing.reason}`, path)
      : fail(`it has no ${path}`, path))
  );
}

function judgeAction(action: Attributes): Verdict | undefined {
  const type = action.get("type");
  const kind = asText(type);
  if (kind !== undefined && HARMLESS.has(kind)) {
    return undefined;
  }
  if (kind !== "redirect") {
    const attribute = attributeOf(action, "type");
    return (
      unknownValue(action, "type", type) ??
      fail(`${attribute} is ${display(type)}: what is sent there is in plain text`, attribute)
    );
  }
  const protocol = action.get("redirect.protocol");
  const attribute = attributeOf(action, "redirect.protocol");
  // `#{protocol}`, which is the default, is the one of the request.
  return asText(protocol)?.toUpperCase() === "HTTPS"
    ? pass("it leads to HTTPS", attribute)
    : (unknownValue(action, "redirect.protocol", protocol) ??
        fail(
          `${attribute} is ${isUnset(protocol) ? "not set, which means that of the request" : display(protocol)}: it leads to plain text again`,
          attribute,
        ));
}
