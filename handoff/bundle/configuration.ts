import type { Json } from "../../model";
import { isList, isObject, type JsonObject, objectOf } from "../../model/json";
import type { BundleSource, SourceStack, Use } from "./source";

/** The key of a stack's state in the bucket, where the environment's file names none. */
function defaultKey(environment: string, stack: string): string {
  return `${environment}/${stack}.tfstate`;
}

/** The variables that say where the states of other stacks are; as the stacks of an environment with state in S3 have them. */
const STATE_VARIABLES: JsonObject = {
  state_bucket: {
    description: "The bucket that holds the state of the other stacks.",
    nullable: false,
    type: "string",
  },
  state_region: { description: "The region of that bucket.", nullable: false, type: "string" },
};

/**
 * A stack's configuration as it is handed over: without cdktf's notes at its top, with a partial backend whose place is given to
 * `terraform init`, and other stacks' states read from the same bucket. A module has neither provider nor backend.
 */
export function handedOver(stack: SourceStack, source: BundleSource, use: Use): JsonObject {
  const { "//": _, ...json } = stack.json;
  const { backend, ...terraform } = objectOf(json.terraform);
  const isStateItself = source.state.madeBy === stack.name;
  const own = use === "module" || isStateItself ? {} : { backend: { s3: partialBackend(backend, stack, source) } };
  const { provider, ...rest } = withStatesInS3(json, source);
  return {
    ...rest,
    ...(use === "module" || provider === undefined ? {} : { provider }),
    terraform: {
      ...own,
      ...terraform,
      ...(use === "module" ? { required_providers: atLeast(objectOf(terraform.required_providers)) } : {}),
    },
  };
}

/** What does not differ between accounts; bucket, region and key are given by `-backend-config`. */
function partialBackend(backend: Json | undefined, { name }: SourceStack, source: BundleSource): JsonObject {
  const { key } = objectOf(objectOf(backend).s3);
  return { encrypt: true, key: key ?? defaultKey(source.environment.name, name), use_lockfile: true };
}

/** A module leaves it to who calls it which version is taken, as long as it is new enough. */
function atLeast(providers: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(providers).map(([name, provider]) => {
      const { version, ...rest } = objectOf(provider);
      const floor =
        typeof version === "string"
          ? version.replace(/^~> (\d+)\.(.*)$/, (_, major, minor) => `>= ${major}.${minor}, < ${Number(major) + 1}.0.0`)
          : version;
      return [name, { ...rest, ...(floor === undefined ? {} : { version: floor }) }];
    }),
  );
}

/** States beside the code become states in the bucket; where there are any, variables say which bucket. */
function withStatesInS3(json: JsonObject, { environment }: BundleSource): JsonObject {
  const data = objectOf(json.data);
  const states = Object.entries(objectOf(data.terraform_remote_state));
  if (!states.some(([, state]) => objectOf(state).backend === "local")) {
    return json;
  }
  const moved = states.map(([name, state]) => [name, stateInS3(objectOf(state), environment.name)]);
  return {
    ...json,
    data: { ...data, terraform_remote_state: Object.fromEntries(moved) },
    variable: { ...objectOf(json.variable), ...STATE_VARIABLES },
  };
}

function stateInS3(state: JsonObject, environment: string): JsonObject {
  const { path } = objectOf(state.config);
  const [, stack] = typeof path === "string" ? (/terraform\.([^/]+)\.tfstate$/.exec(path) ?? []) : [];
  if (state.backend !== "local" || stack === undefined) {
    return state;
  }
  const config = {
    bucket: "${var.state_bucket}",
    key: defaultKey(environment, stack),
    region: "${var.state_region}",
  };
  return { ...state, backend: "s3", config };
}

/** A value without cdktf's notes (`"//": { "metadata": … }`), however deep they are. */
export function withoutNotes(value: Json): Json {
  if (isList(value)) {
    return value.map(withoutNotes);
  }
  if (!isObject(value)) {
    return value;
  }
  const { "//": _, ...kept }: { [key: string]: Json } = value;
  for (const [key, inner] of Object.entries(kept)) {
    kept[key] = withoutNotes(inner);
  }
  return kept;
}
