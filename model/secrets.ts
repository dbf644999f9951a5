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

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
const PASSWORD_IN_URL = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:@/]*):[^\s@/]+@/gi;

/** A text without private keys and without passwords in URLs. */
export function redactText(text: string): string {
  return text.replace(PRIVATE_KEY, "(private key)").replace(PASSWORD_IN_URL, "$1:(sensitive)@");
}
