import { isSecretAttribute, isSecretName, type Json, type JsonObject, readShown, redactText } from "../model";
import { isList, isObject, listOf, memberOf, objectOf, textOf } from "../model/json";
import { isSecretText } from "./controls/secrets/secret-texts";

/** Stands for a secret, and is told from none by controls that look for literals. */
const REDACTED = "redacted-sensitive-value";
/** Stands for what is too short for a secret, or a placeholder: these controls pass over both. */
const REDACTED_WORD = "redacted";

/** Shorter secrets are too likely to be parts of other words; these are redacted where they stand only. */
const SHORTEST_SEARCHED = 8;

/** What identifies parts of a plan, and never holds a value. */
const STRUCTURE = new Set([
  "address",
  "mode",
  "type",
  "name",
  "provider_name",
  "provider_config_key",
  "references",
  "actions",
  "format_version",
  "source",
  "module_address",
  "full_name",
]);

/**
 * The JSON of a plan or state without its secrets: what Terraform marks sensitive, attributes known to hold secrets, sensitive
 * variables with their defaults, literals in the configuration, private keys and tokens, and each of these values wherever it stands again.
 * Booleans stay, so that controls say the same of both; the marks stay, too.
 *
 * @throws ModelError if it is neither a plan nor a state
 */
export function redactShown(json: JsonObject, file: string): { readonly redacted: JsonObject; readonly count: number } {
  readShown([{ file, content: json }], { allowIncomplete: true, allowEmpty: true });
  const redaction = new Redaction();
  const marked = redaction.document(json);
  const redacted = objectOf(redaction.everywhere(marked));
  return { redacted, count: redaction.count };
}

class Redaction {
  public count = 0;
  private readonly secrets = new Set<string>();
  private pattern: RegExp | undefined;

  public document(json: JsonObject): JsonObject {
    const configuration = objectOf(json.configuration);
    const root = objectOf(configuration.root_module);
    return mapped(json, {
      variables: (variables) => this.variables(objectOf(variables), objectOf(root.variables)),
      planned_values: (values) => this.values(objectOf(values)),
      values: (values) => this.values(objectOf(values)),
      prior_state: (state) => mapped(objectOf(state), { values: (values) => this.values(objectOf(values)) }),
      resource_changes: (changes) => listOf(changes).map((change) => this.change(objectOf(change))),
      resource_drift: (changes) => listOf(changes).map((change) => this.change(objectOf(change))),
      output_changes: (outputs) =>
        Object.fromEntries(
          Object.entries(objectOf(outputs)).map(([name, change]) => [name, this.sides(objectOf(change), "")]),
        ),
      configuration: () =>
        mapped(configuration, {
          provider_config: (providers) =>
            Object.fromEntries(
              Object.entries(objectOf(providers)).map(([name, provider]) => [
                name,
                mapped(objectOf(provider), { expressions: (expressions) => this.expressions(expressions, "") }),
              ]),
            ),
          root_module: (module) => this.module(objectOf(module)),
        }),
    });
  }

  /** Replaces secrets that were found, and what looks like one, in all texts. */
  public everywhere(json: Json): Json {
    if (typeof json === "string") {
      return this.text(json);
    }
    if (isList(json)) {
      return json.map((item) => this.everywhere(item));
    }
    return isObject(json)
      ? Object.fromEntries(
          Object.entries(json).map(([key, value]) => [key, STRUCTURE.has(key) ? value : this.everywhere(value)]),
        )
      : json;
  }

  private text(text: string): string {
    this.pattern ??= patternOf([...this.secrets]);
    const redacted = redactText(text.replace(this.pattern, REDACTED));
    if (redacted !== text) {
      this.count += 1;
    }
    return redacted;
  }

  private variables(variables: JsonObject, declared: JsonObject): JsonObject {
    return Object.fromEntries(
      Object.entries(variables).map(([name, variable]) => {
        const isSecret = objectOf(memberOf(declared, name)).sensitive === true || isSecretName(name);
        return [name, isSecret ? mapped(objectOf(variable), { value: (value) => this.hidden(value) }) : variable];
      }),
    );
  }

  private values(values: JsonObject): JsonObject {
    return mapped(values, {
      outputs: (outputs) =>
        Object.fromEntries(
          Object.entries(objectOf(outputs)).map(([name, output]) => [
            name,
            objectOf(output).sensitive === true
              ? mapped(objectOf(output), { value: (value) => this.hidden(value) })
              : output,
          ]),
        ),
      root_module: (module) => this.valuesOfModule(objectOf(module)),
    });
  }

  private valuesOfModule(module: JsonObject): JsonObject {
    return mapped(module, {
      resources: (resources) =>
        listOf(resources).map((item) => {
          const resource = objectOf(item);
          const type = textOf(resource.type) ?? "";
          return mapped(resource, { values: (values) => this.marked(values, resource.sensitive_values, type) });
        }),
      child_modules: (modules) => listOf(modules).map((child) => this.valuesOfModule(objectOf(child))),
    });
  }

  private change(item: JsonObject): JsonObject {
    return mapped(item, { change: (change) => this.sides(objectOf(change), textOf(item.type) ?? "") });
  }

  private sides(change: JsonObject, type: string): JsonObject {
    return mapped(change, {
      before: (before) => this.marked(before, change.before_sensitive, type),
      after: (after) => this.marked(after, change.after_sensitive, type),
    });
  }

  private module(module: JsonObject): JsonObject {
    return mapped(module, {
      variables: (variables) =>
        Object.fromEntries(
          Object.entries(objectOf(variables)).map(([name, variable]) => [
            name,
            objectOf(variable).sensitive === true || isSecretName(name)
              ? mapped(objectOf(variable), { default: (value) => this.hidden(value) })
              : variable,
          ]),
        ),
      outputs: (outputs) =>
        Object.fromEntries(
          Object.entries(objectOf(outputs)).map(([name, output]) => [
            name,
            objectOf(output).sensitive === true
              ? mapped(objectOf(output), { expression: (expression) => this.constant(objectOf(expression)) })
              : output,
          ]),
        ),
      resources: (resources) =>
        listOf(resources).map((item) => {
          const type = textOf(objectOf(item).type) ?? "";
          return mapped(objectOf(item), { expressions: (expressions) => this.expressions(expressions, type) });
        }),
      module_calls: (calls) =>
        Object.fromEntries(
          Object.entries(objectOf(calls)).map(([name, call]) => {
            const declared = objectOf(objectOf(objectOf(call).module).variables);
            return [
              name,
              mapped(objectOf(call), {
                expressions: (expressions) => this.inputs(objectOf(expressions), declared),
                module: (inner) => this.module(objectOf(inner)),
              }),
            ];
          }),
        ),
    });
  }

  /** What a module call hands to sensitive variables. */
  private inputs(expressions: JsonObject, declared: JsonObject): JsonObject {
    return Object.fromEntries(
      Object.entries(expressions).map(([name, expression]) => [
        name,
        objectOf(memberOf(declared, name)).sensitive === true || isSecretName(name)
          ? this.constant(objectOf(expression))
          : expression,
      ]),
    );
  }

  /** Expressions of a block, with those of the blocks in it. */
  private expressions(json: Json, type: string): Json {
    if (isList(json)) {
      return json.map((item) => this.expressions(item, type));
    }
    return isObject(json)
      ? Object.fromEntries(
          Object.entries(json).map(([name, expression]) => [
            name,
            isSecretAttribute(type, name) && isObject(expression)
              ? this.constant(expression)
              : this.expressions(expression, type),
          ]),
        )
      : json;
  }

  private constant(expression: JsonObject): JsonObject {
    return mapped(expression, { constant_value: (value) => this.hidden(value) });
  }

  /** Values with marks beside them, and attributes that are known to hold secrets. */
  private marked(value: Json, marks: Json | undefined, type: string): Json {
    if (marks === true) {
      return this.hidden(value);
    }
    if (isList(value)) {
      return value.map((item, index) => this.marked(item, isList(marks) ? marks[index] : undefined, type));
    }
    return isObject(value)
      ? Object.fromEntries(
          Object.entries(value).map(([name, item]) => [
            name,
            isSecretAttribute(type, name)
              ? this.hidden(item)
              : this.marked(item, isObject(marks) ? memberOf(marks, name) : undefined, type),
          ]),
        )
      : value;
  }

  /** A value that nobody may see. Nothing stays nothing, since controls ask whether there is something. */
  private hidden(value: Json): Json {
    if (value === null || value === "" || typeof value === "boolean" || value === REDACTED || value === REDACTED_WORD) {
      return value;
    }
    if (isList(value)) {
      return value.map((item) => this.hidden(item));
    }
    if (isObject(value)) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.hidden(item)]));
    }
    if (typeof value === "string") {
      this.secrets.add(value);
    }
    this.count += 1;
    return typeof value === "string" && !isSecretText(value) ? REDACTED_WORD : REDACTED;
  }
}

/** A copy whose members are changed, those that are there. */
function mapped(json: JsonObject, changes: Readonly<Record<string, (value: Json) => Json>>): JsonObject {
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => {
      const change = Object.hasOwn(changes, key) ? changes[key] : undefined;
      return [key, change === undefined ? value : change(value)];
    }),
  );
}

/** Secrets that are worth a search: long, and of more than one kind of characters, so that no word of Terraform is among them. */
function patternOf(secrets: readonly string[]): RegExp {
  const searched = secrets
    .filter((secret) => secret.length >= SHORTEST_SEARCHED && kindsOfCharacters(secret) > 1)
    .sort((a, b) => b.length - a.length);
  return searched.length === 0
    ? /(?!)/g
    : new RegExp(searched.map((secret) => secret.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|"), "g");
}

function kindsOfCharacters(text: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(text)).length;
}
