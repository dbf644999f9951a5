import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";

Testing.setupJest();

// The SDK warns of its own end of support for Node 20; what runs in Lambda is Node 24.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

// cdktf makes a folder for each app of a test and leaves it there: all of a test file's go into one, which goes with it.
const real = process.env.TMPDIR;
const temporary = mkdtempSync(join(tmpdir(), "seccfn-jest-"));
process.env.TMPDIR = temporary;

afterAll(() => {
  if (real === undefined) {
    delete process.env.TMPDIR;
  } else {
    process.env.TMPDIR = real;
  }
  rmSync(temporary, { recursive: true, force: true });
});
