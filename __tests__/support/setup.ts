import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** cdktf's matchers: registered when the first of them is called, since most files go without, and loading cdktf takes time. */
const MATCHERS = [
  "toBeValidTerraform",
  "toHaveDataSource",
  "toHaveDataSourceWithProperties",
  "toHaveProvider",
  "toHaveProviderWithProperties",
  "toHaveResource",
  "toHaveResourceWithProperties",
  "toPlanSuccessfully",
] as const;

type Matcher = (...given: unknown[]) => jest.CustomMatcherResult;

expect.extend(
  Object.fromEntries(MATCHERS.map((name): [string, Matcher] => [name, (...given) => matcherOfCdktf(name)(...given)])),
);

/** One of what cdktf registers, which then stands in place of what is registered here. */
function matcherOfCdktf(name: string): Matcher {
  const { Testing } = require("cdktf") as typeof import("cdktf");
  const { extend } = expect;
  const registered: Record<string, Matcher> = {};
  expect.extend = (matchers) => {
    Object.assign(registered, matchers);
  };
  try {
    Testing.setupJest();
  } finally {
    expect.extend = extend;
  }
  expect.extend(registered);
  const matcher = registered[name];
  if (matcher === undefined) {
    throw new Error(`cdktf has no matcher ${name}`);
  }
  return matcher;
}

// The SDK warns of its own end of support for Node 20; what runs in Lambda is Node 24.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

// Nothing that tests start asks the net for anything, and Node reads these certificates at each start.
delete process.env.NODE_EXTRA_CA_CERTS;

// cdktf makes a folder for each app of a test and leaves it there: all of a test file's go into one, which goes with it.
const real = process.env.TMPDIR;
const temporary = mkdtempSync(join(tmpdir(), "seccfn-jest-"));
// PostgreSQL runs as another user, who must get through.
chmodSync(temporary, 0o711);
process.env.TMPDIR = temporary;

afterAll(() => {
  if (real === undefined) {
    delete process.env.TMPDIR;
  } else {
    process.env.TMPDIR = real;
  }
  rmSync(temporary, { recursive: true, force: true });
});
