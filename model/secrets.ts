/**
 * Attributes that hold a secret whatever their type, although providers do not mark all of them sensitive, and synthesized
 * files and plans of old providers mark none.
 */
const SECRET_NAMES = new Set([
  "password",
  "password_wo",
  "passwords",
  "master_password",
  "master_password_wo",
  "master_user_password",
  "admin_password",
  "auth_token",
  "secret",
  "secret_string",
  "secret_string_wo",
  "secret_binary",
  "secret_key",
  "secret_access_key",
  "shared_secret",
  "private_key",
  "private_key_pem",
  "private_key_openssh",
  "private_key_pem_pkcs8",
  "client_secret",
  "ses_smtp_password_v4",
  "ses_smtp_password",
  "encrypted_password",
  "preshared_key",
  "tunnel1_preshared_key",
  "tunnel2_preshared_key",
  "plaintext",
  "plaintext_wo",
  "connection_password",
  "bind_password",
  "passphrase",
  "api_key",
  "access_token",
  "oauth_token",
  "personal_access_token",
  "github_token",
  "session_token",
]);

/** Attributes that hold a secret in one type only. */
const SECRET_ATTRIBUTES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["random_password", new Set(["result", "bcrypt_hash"])],
  ["aws_ssm_parameter", new Set(["value", "value_wo"])],
  ["aws_ecr_authorization_token", new Set(["authorization_token"])],
  ["aws_eks_cluster_auth", new Set(["token"])],
  ["aws_kms_external_key", new Set(["key_material_base64"])],
]);

/** Whether an attribute of this name holds a secret in any type. */
export function isSecretName(name: string): boolean {
  return SECRET_NAMES.has(name);
}

/** Whether this attribute of this type holds a secret. */
export function isSecretAttribute(type: string, name: string): boolean {
  return SECRET_NAMES.has(name) || SECRET_ATTRIBUTES.get(type)?.has(name) === true;
}

/** Keys and tokens that are told by how they look, wherever they stand, and what each is. */
export const TOKENS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, "an access key of AWS"],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b/g, "a token of GitHub"],
  [/\bglpat-[A-Za-z0-9_-]{20,}\b/g, "a token of GitLab"],
  [/\bxox[baprs]-[A-Za-z0-9-]{10,}/g, "a token of Slack"],
  [/\bsk_live_[A-Za-z0-9]{16,}/g, "a key of Stripe"],
  [/\bAIza[A-Za-z0-9_-]{35}\b/g, "a key of Google"],
];

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
const PASSWORD_IN_URL = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:@/]*):[^\s@/]+@/gi;

/** A text without private keys, without passwords in URLs, and without {@link TOKENS}. */
export function redactText(text: string): string {
  const rest = text.replace(PRIVATE_KEY, "(private key)").replace(PASSWORD_IN_URL, "$1:(sensitive)@");
  return TOKENS.reduce((before, [token, what]) => before.replace(token, `(${what})`), rest);
}
