import { randomInt, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export const SECRET_ARN = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:seccfn-database-AbCdEf";

/** An answer that is an error, as Secrets Manager gives it. */
export interface SecretsError {
  readonly status?: number;
  readonly type: string;
  readonly message: string;
}

/**
 * Secrets Manager with one secret, in memory, behind its JSON protocol on 127.0.0.1. It keeps to what the API reference says
 * of versions, labels and errors, as far as functions meet it.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html
 */
export class SecretsManager {
  /** The operations that came, in order. */
  public readonly operations: string[] = [];
  /** What was asked of the password generator. */
  public readonly passwordRequests: unknown[] = [];
  public rotationEnabled = true;
  /** Passwords to answer with before drawn ones. */
  public readonly passwords: string[] = [];
  private readonly texts = new Map<string, string>();
  private readonly labels = new Map<string, Set<string>>();
  private readonly errors = new Map<string, SecretsError[]>();
  private readonly hooks = new Map<string, (() => void)[]>();
  private readonly server = createServer(async (request, response) => {
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "?";
    this.operations.push(operation);
    const input = await readJson(request);
    this.hooks.get(operation)?.shift()?.();
    const failure = this.errors.get(operation)?.shift();
    const answer = failure ?? this.answer(operation, input);
    const failed = isError(answer);
    response.writeHead(failed ? (answer.status ?? 400) : 200, {
      "content-type": "application/x-amz-json-1.1",
      "x-amzn-RequestId": "7d5a2b1c-3f64-4c0e-9a11-000000000100",
    });
    response.end(JSON.stringify(failed ? { __type: answer.type, Message: answer.message } : answer));
  });

  public async listen(): Promise<string> {
    this.server.unref();
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Adds a version with a value; its labels leave other versions. */
  public put(versionId: string, content: unknown, ...labels: string[]): void {
    this.texts.set(versionId, typeof content === "string" ? content : JSON.stringify(content));
    this.label(versionId, ...labels);
  }

  /** What RotateSecret does before it calls the function: a version without a value. */
  public startRotation(versionId: string = randomUUID()): string {
    this.label(versionId, "AWSPENDING");
    return versionId;
  }

  public label(versionId: string, ...labels: string[]): void {
    for (const label of labels) {
      this.unlabel(label);
      this.labelsOf(versionId).add(label);
    }
  }

  public unlabel(label: string): void {
    for (const labels of this.labels.values()) {
      labels.delete(label);
    }
  }

  /** Answers the operation's next calls with these errors. */
  public failNext(operation: string, ...errors: SecretsError[]): void {
    this.errors.set(operation, [...(this.errors.get(operation) ?? []), ...errors]);
  }

  /** Does something when the operation's next call comes, before it is answered. */
  public beforeNext(operation: string, ...hooks: (() => void)[]): void {
    this.hooks.set(operation, [...(this.hooks.get(operation) ?? []), ...hooks]);
  }

  public content(versionId: string): Record<string, unknown> {
    return JSON.parse(this.texts.get(versionId) ?? "{}");
  }

  /** The labels of each version that has some, sorted. */
  public stages(): Record<string, string[]> {
    const labelled = [...this.labels].filter(([, labels]) => labels.size > 0);
    return Object.fromEntries(labelled.map(([id, labels]) => [id, [...labels].sort()]));
  }

  private answer(operation: string, input: Input): object | SecretsError {
    switch (operation) {
      case "DescribeSecret":
        return { ARN: SECRET_ARN, RotationEnabled: this.rotationEnabled, VersionIdsToStages: this.stages() };
      case "GetSecretValue":
        return this.get(input);
      case "PutSecretValue":
        return this.putValue(input);
      case "UpdateSecretVersionStage":
        return this.move(input);
      case "GetRandomPassword":
        this.passwordRequests.push(input);
        return { RandomPassword: this.passwords.shift() ?? draw(input) };
      default:
        return { type: "InvalidAction", message: operation };
    }
  }

  private get({ VersionId: id, VersionStage: stage = "AWSCURRENT" }: Input): object | SecretsError {
    const labelled = this.holder(stage);
    const found = id === undefined || id === labelled ? labelled : undefined;
    const text = this.texts.get(found ?? "");
    return text === undefined
      ? {
          type: "ResourceNotFoundException",
          message: `Secrets Manager can't find the specified secret value for staging label: ${stage}`,
        }
      : { ARN: SECRET_ARN, VersionId: found, SecretString: text, VersionStages: [...this.labelsOf(found ?? "")] };
  }

  private putValue({
    ClientRequestToken: id = "",
    SecretString: text = "",
    VersionStages: labels = [],
  }: Input): object {
    const existing = this.texts.get(id);
    if (existing !== undefined && existing !== text) {
      return {
        type: "ResourceExistsException",
        message: `A resource with the ID you requested already exists: ${id}`,
      };
    }
    this.put(id, text, ...labels);
    return { ARN: SECRET_ARN, VersionId: id, VersionStages: labels };
  }

  private move({ VersionStage: label = "", MoveToVersionId: to = "", RemoveFromVersionId: from }: Input): object {
    const holder = this.holder(label);
    if (holder !== from) {
      return {
        type: "InvalidParameterException",
        message: `The parameter RemoveFromVersionId can't be empty. Staging label ${label} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
      };
    }
    this.label(to, label);
    if (label === "AWSCURRENT") {
      this.labelsOf(to).delete("AWSPENDING");
      this.label(from ?? "", "AWSPREVIOUS");
    }
    return { ARN: SECRET_ARN };
  }

  private holder(label: string): string | undefined {
    return [...this.labels].find(([, labels]) => labels.has(label))?.[0];
  }

  private labelsOf(versionId: string): Set<string> {
    const labels = this.labels.get(versionId) ?? new Set();
    this.labels.set(versionId, labels);
    return labels;
  }
}

interface Input {
  readonly VersionId?: string;
  readonly VersionStage?: string;
  readonly ClientRequestToken?: string;
  readonly SecretString?: string;
  readonly VersionStages?: readonly string[];
  readonly MoveToVersionId?: string;
  readonly RemoveFromVersionId?: string;
  readonly PasswordLength?: number;
  readonly ExcludeCharacters?: string;
}

function isError(answer: object): answer is SecretsError {
  return "type" in answer;
}

/** Draws as documented: one character at least of each kind, none of the excluded ones. */
function draw({ PasswordLength: length = 32, ExcludeCharacters: excluded = "" }: Input): string {
  const kinds = [
    "abcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "0123456789",
    "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
  ].map((kind) => [...kind].filter((character) => !excluded.includes(character)));
  const one = (characters: readonly string[]) => characters[randomInt(characters.length)] ?? "";
  const first = kinds.map(one);
  const rest = Array.from({ length: length - first.length }, () => one(kinds.flat()));
  return [...first, ...rest].join("");
}

async function readJson(request: IncomingMessage): Promise<Input> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
