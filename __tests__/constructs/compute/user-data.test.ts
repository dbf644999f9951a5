import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformVariable, Testing } from "cdktf";
import {
  MAX_USER_DATA_BYTES,
  type UserDataProps,
  type UserDataStep,
  userData,
} from "../../../constructs/compute/user-data";
import { bootstrapScript, hardenedSsh, placeholderApplication } from "../../../constructs/compute/user-data-steps";
import { SecureStack } from "../../../constructs/core/secure-stack";
import { unescaped } from "../../support/expressions";
import { ScriptSandbox } from "./script-sandbox";

const PROPS: UserDataProps = {
  architecture: "arm64",
  agent: { parameterName: "AmazonCloudWatch-Example", contentHash: "0".repeat(64) },
};

const PLACEHOLDER = placeholderApplication({ port: 8080, healthPath: "/healthz" });

/** The script as the instance gets it. */
function script(props: Partial<UserDataProps> = {}): string {
  return unescaped(userData({ ...PROPS, ...props }));
}

function available(command: string, ...args: string[]): boolean {
  return spawnSync(command, args).error === undefined;
}

/** A test, or a skipped one that says why. */
function when(possible: boolean, what: string, reason: string): typeof it {
  if (!possible) {
    process.stdout.write(`SKIPPED: ${what}: ${reason}\n`);
  }
  return possible ? it : (it.skip as typeof it);
}

const runnable = when(
  process.platform === "linux" && available("bash", "--version"),
  "user data is run with stand-ins for what it calls",
  "there is no bash, or no GNU tools",
);
const checkable = when(available("shellcheck", "--version"), "shellcheck of user data", "shellcheck is not installed");
const servable = when(
  process.platform === "linux" && available("python3", "--version"),
  "the placeholder application answers",
  "python3 is not installed",
);

let sandbox: ScriptSandbox;
beforeEach(() => {
  sandbox = new ScriptSandbox();
});
afterEach(() => sandbox.remove());

describe("defines by default", () => {
  it("the whole script", () => {
    expect(script()).toBe(`#!/bin/bash
# Amazon Linux 2023, arm64
set -euo pipefail

step() {
  printf 'user data: %s\\n' "$1"
}

retry() {
  local attempt
  for attempt in {1..30}; do
    if "$@"; then
      return 0
    fi
    printf 'user data: attempt %s of 30 failed: %s\\n' "$attempt" "$*"
    sleep 10
  done
  return 1
}

step 'swap'
memory=$(awk '$1 == "MemTotal:" { print $2 }' /proc/meminfo)
if ((memory < 1048576)) && ! grep -q '^/swapfile ' /proc/swaps; then
  install -m 0600 /dev/null /swapfile
  dd if=/dev/zero of=/swapfile bs=1M count=1024 status=none
  mkswap /swapfile
  swapon /swapfile
  grep -q '^/swapfile ' /etc/fstab || printf '/swapfile none swap defaults 0 0\\n' >>/etc/fstab
fi

step 'CloudWatch agent'
# Configuration 0000000000000000000000000000000000000000000000000000000000000000
retry dnf install -y amazon-cloudwatch-agent
retry /opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c 'ssm:AmazonCloudWatch-Example'
systemctl enable amazon-cloudwatch-agent.service
`);
  });
});

describe("guarantees", () => {
  checkable.each<[string, Partial<UserDataProps>]>([
    ["by default", {}],
    ["with a placeholder", { after: [PLACEHOLDER] }],
    ["with a script of the user's own", { after: [bootstrapScript("echo 'hello'")] }],
    ["of a bastion host", { before: [hardenedSsh()] }],
  ])("MAZ-EC2-1: shellcheck finds nothing in the script %s", (_, props) => {
    const folder = mkdtempSync(join(tmpdir(), "seccfn-shellcheck-"));
    const file = join(folder, "user-data.sh");
    writeFileSync(file, script(props));
    const { status, stdout } = spawnSync("shellcheck", [file], { encoding: "utf8" });
    rmSync(folder, { recursive: true });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });

  runnable("MAZ-EC2-1: installs the agent, has it fetch its configuration and start, now and at each boot", () => {
    expect(sandbox.run(script())).toMatchObject({ status: 0, stderr: "" });
    expect(sandbox.calls).toEqual([
      "dnf install -y amazon-cloudwatch-agent",
      "amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c ssm:AmazonCloudWatch-Example",
      "systemctl enable amazon-cloudwatch-agent.service",
    ]);
  });

  runnable("MAZ-EC2-1: waits for the network, which may come up later than the instance", () => {
    sandbox.command("dnf", `[ "$(grep -c '^dnf ' '${sandbox.path("calls")}')" -gt 2 ]`);

    expect(sandbox.run(script()).status).toBe(0);
    expect(sandbox.calls.filter((call) => call.startsWith("dnf "))).toHaveLength(3);
    expect(sandbox.pauses).toBe(2);
    expect(sandbox.calls).toContain("systemctl enable amazon-cloudwatch-agent.service");
  });

  runnable("fails, and does nothing further, where the network never comes up", () => {
    sandbox.command("dnf", "exit 1");

    const { status, stdout } = sandbox.run(script({ after: [PLACEHOLDER] }));
    expect(status).toBe(1);
    expect(stdout).toContain("user data: attempt 30 of 30 failed: dnf install -y amazon-cloudwatch-agent\n");
    expect(sandbox.pauses).toBe(30);
    expect(sandbox.calls).toEqual(Array(30).fill("dnf install -y amazon-cloudwatch-agent"));
  });

  runnable("MAZ-EC2-1: each step may be run again", () => {
    const all = script({ before: [hardenedSsh()], after: [PLACEHOLDER, bootstrapScript("echo again")] });
    const files = [
      "etc/ssh/sshd_config",
      "etc/systemd/system/placeholder.service",
      "usr/local/lib/placeholder/server.py",
    ];
    const contents = () => files.map((file) => sandbox.text(file));

    expect(sandbox.run(all).status).toBe(0);
    const first = contents();
    expect(sandbox.run(all).status).toBe(0);
    expect(contents()).toEqual(first);
  });

  runnable("ENT-BAS-1: gives a nano instance swap before dnf, which the kernel would end otherwise, and once", () => {
    sandbox.write("proc/meminfo", "MemTotal:         465000 kB\n");
    sandbox.command("swapon", `printf '%s file 1048572 0 -2\n' "$1" >>'${sandbox.path("proc/swaps")}'`);
    const file = sandbox.path("swapfile");

    expect(sandbox.run(script())).toMatchObject({ status: 0, stderr: "" });
    const calls = sandbox.calls;
    expect(calls.slice(0, 4)).toEqual([
      `dd if=/dev/zero of=${file} bs=1M count=1024 status=none`,
      `mkswap ${file}`,
      `swapon ${file}`,
      "dnf install -y amazon-cloudwatch-agent",
    ]);
    expect(sandbox.lines("etc/fstab")).toEqual(["UUID=1 / xfs defaults 1 1", `${file} none swap defaults 0 0`]);
    expect(statSync(file).mode & 0o777).toBe(0o600);

    sandbox.run(script());
    expect(sandbox.calls.slice(calls.length).filter((call) => /^(?:dd|mkswap|swapon) /.test(call))).toEqual([]);
    expect(sandbox.lines("etc/fstab")).toHaveLength(2);
  });

  runnable.each([
    [1_048_575, true],
    [1_048_576, false],
  ])("with %d kB of memory swap is made: %s", (memory, made) => {
    sandbox.write("proc/meminfo", `MemTotal: ${memory} kB\n`);
    sandbox.run(script());
    expect(sandbox.calls.some((call) => call.startsWith("swapon "))).toBe(made);
  });

  it("MAZ-EC2-1: needs no instance metadata, by either version of the service", () => {
    const all = script({ before: [hardenedSsh()], after: [PLACEHOLDER] });
    expect(all).not.toMatch(/169\.254|fd00:ec2|metadata/);
  });

  it("ALL-3: reaches Terraform with bash's own expressions as text", () => {
    const step: UserDataStep = { title: "own", script: 'echo "${HOME}" "%{x}" "$$"' };

    expect(userData({ ...PROPS, after: [step] })).toContain('echo "$${HOME}" "%%{x}" "$$"');
    expect(script({ after: [step] })).toContain(step.script);
  });

  it("is another script for another architecture, or another configuration of the agent", () => {
    expect(script({ architecture: "x86_64" })).not.toBe(script());
    expect(script({ agent: { ...PROPS.agent, contentHash: "1".repeat(64) } })).not.toBe(script());
  });
});

describe("bootstrapScript", () => {
  const own = (text: string) => script({ after: [bootstrapScript(text)] });

  runnable("WEB-ASG-1: runs the user's script literally, after the agent, as a process of its own", () => {
    const result = sandbox.run(
      own("#!/usr/bin/env bash\nset +eu\nfalse\necho \"<$undefined> ${BASH##*/} $(echo '\\$x')\"\n"),
    );

    expect(result).toMatchObject({ status: 0, stderr: "" });
    expect(result.stdout).toBe(
      "user data: swap\nuser data: CloudWatch agent\nuser data: bootstrap script\n<> bash \\$x\n",
    );
  });

  runnable("runs one without a shebang as a shell script", () => {
    expect(sandbox.run(own("echo hello")).stdout).toMatch(/\nhello\n$/);
  });

  runnable("fails as the user's script fails", () => {
    expect(sandbox.run(own("#!/bin/sh\nexit 3")).status).toBe(3);
  });

  it.each<[string, string, string]>([
    ["nothing", " \n", "script must say something, got nothing"],
    [
      "the line that ends it",
      "a\nEND_OF_BOOTSTRAP_SCRIPT\nb",
      "script must be without a line END_OF_BOOTSTRAP_SCRIPT, which ends it in the user data",
    ],
  ])("rejects %s", (_, text, message) => {
    expect(() => bootstrapScript(text)).toThrow(new Error(`bootstrapScript: ${message}`));
  });

  it("takes the word that ends it within a line", () => {
    expect(own("echo END_OF_BOOTSTRAP_SCRIPT")).toContain("\necho END_OF_BOOTSTRAP_SCRIPT\nEND_OF_BOOTSTRAP_SCRIPT\n");
  });
});

describe("placeholderApplication", () => {
  const unit = (props = { port: 8080, healthPath: "/healthz" }) => {
    expect(sandbox.run(script({ after: [placeholderApplication(props)] })).status).toBe(0);
    return sandbox.lines("etc/systemd/system/placeholder.service");
  };

  runnable("WEB-ASG-1: is a service that starts now and at each boot", () => {
    unit();
    expect(sandbox.calls.slice(-3)).toEqual([
      "systemctl daemon-reload",
      "systemctl enable placeholder.service",
      "systemctl restart placeholder.service",
    ]);
  });

  runnable("WEB-ASG-1: runs as a user of its own without privileges, and writes to the application's log", () => {
    expect(unit()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^ExecStart=\/usr\/bin\/python3 -I .*\/placeholder\/server\.py 8080 \/healthz$/),
        "StandardOutput=append:/var/log/application.log",
        "DynamicUser=yes",
        "AmbientCapabilities=",
        "CapabilityBoundingSet=",
        "SystemCallFilter=@system-service",
      ]),
    );
  });

  runnable.each([
    [80, "CAP_NET_BIND_SERVICE"],
    [1023, "CAP_NET_BIND_SERVICE"],
    [1024, ""],
  ])("may listen on port %d: %j", (port, capability) => {
    expect(unit({ port, healthPath: "/" })).toEqual(
      expect.arrayContaining([`AmbientCapabilities=${capability}`, `CapabilityBoundingSet=${capability}`]),
    );
  });

  servable("WEB-ASG-1: answers 200 to health checks and 503 to everything else", async () => {
    unit();
    const port = await freePort();
    const server = spawn("python3", [
      "-I",
      sandbox.path("usr/local/lib/placeholder/server.py"),
      String(port),
      "/healthz",
    ]);
    try {
      await new Promise((resolve, reject) => {
        server.stdout.once("data", resolve);
        server.once("exit", reject);
      });
      const get = async (path: string, method = "GET") => {
        const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method });
        return { status: answer.status, server: answer.headers.get("server")?.trim(), body: await answer.text() };
      };

      expect(await get("/healthz")).toEqual({ status: 200, server: "placeholder", body: "ok\n" });
      expect((await get("/healthz?from=elb")).status).toBe(200);
      expect(await get("/healthz", "HEAD")).toEqual({ status: 200, server: "placeholder", body: "" });
      expect(await get("/")).toEqual({
        status: 503,
        server: "placeholder",
        body: "The application is not deployed yet.\n",
      });
      expect((await get("/healthz/deeper")).status).toBe(503);
      expect((await get("/healthz", "POST")).status).toBe(501);
    } finally {
      server.kill();
    }
  });

  it.each<[string, { port: number; healthPath: string }, string]>([
    ["port 0", { port: 0, healthPath: "/" }, "port must be a whole number between 1 and 65535 (a TCP port), got 0"],
    [
      "a path without a slash",
      { port: 80, healthPath: "healthz" },
      'healthPath must be a path that begins with / and has at most 1024 letters, digits or . _ ~ / -, got "healthz"',
    ],
    [
      "a path that systemd would expand",
      { port: 80, healthPath: "/%n" },
      'healthPath must be a path that begins with / and has at most 1024 letters, digits or . _ ~ / -, got "/%n"',
    ],
    [
      "a path with a space",
      { port: 80, healthPath: "/a b" },
      'healthPath must be a path that begins with / and has at most 1024 letters, digits or . _ ~ / -, got "/a b"',
    ],
  ])("rejects %s", (_, props, message) => {
    expect(() => placeholderApplication(props)).toThrow(new Error(`placeholderApplication: ${message}`));
  });
});

describe("hardenedSsh", () => {
  runnable("ENT-BAS-1: lets only keys in, no passwords and not root, before anything needs the network", () => {
    sandbox.command("dnf", "exit 1");
    sandbox.run(script({ before: [hardenedSsh()] }));

    expect(sandbox.lines("etc/ssh/sshd_config.d/00-hardened.conf")).toEqual([
      "AllowAgentForwarding no",
      "AuthenticationMethods publickey",
      "ClientAliveCountMax 2",
      "ClientAliveInterval 300",
      "HostbasedAuthentication no",
      "KbdInteractiveAuthentication no",
      "LogLevel VERBOSE",
      "LoginGraceTime 30",
      "MaxAuthTries 4",
      "PasswordAuthentication no",
      "PermitEmptyPasswords no",
      "PermitRootLogin no",
      "PermitUserEnvironment no",
      "X11Forwarding no",
    ]);
  });

  runnable(
    "ENT-BAS-1: comes first in the server's configuration, since the first value of a setting counts, and once",
    () => {
      const text = script({ before: [hardenedSsh()] });
      sandbox.run(text);
      sandbox.run(text);

      expect(sandbox.lines("etc/ssh/sshd_config")).toEqual([
        `Include ${sandbox.path("etc/ssh/sshd_config.d/00-hardened.conf")}`,
        "PasswordAuthentication yes",
      ]);
    },
  );

  runnable("ENT-BAS-1: the server is told only of a configuration that it takes", () => {
    const text = script({ before: [hardenedSsh()] });
    expect(sandbox.run(text).status).toBe(0);
    expect(sandbox.calls.slice(0, 2)).toEqual(["sshd -t", "systemctl try-reload-or-restart sshd.service"]);

    sandbox.command("sshd", "exit 255");
    expect(sandbox.run(text).status).toBe(255);
    expect(sandbox.calls.at(-1)).toBe("sshd -t");
  });
});

describe("rejects", () => {
  const long = (length: number): UserDataStep => ({ title: "long", script: "#".repeat(length) });
  const room =
    MAX_USER_DATA_BYTES - (Buffer.byteLength(script({ after: [long(0)] })) + 1011 - "AmazonCloudWatch-Example".length);

  it("a script that is longer than EC2 takes, whatever the name of the agent's parameter", () => {
    expect(() => userData({ ...PROPS, after: [long(room)] })).not.toThrow();
    expect(() => userData({ ...PROPS, after: [long(room + 1)] })).toThrow(
      new Error("userData: must be at most 16384 bytes, got 16385; fetch what is longer from a bucket"),
    );
  });

  it("counts bytes as the instance gets them, not characters, and not Terraform's escapes", () => {
    const half = Math.floor(room / 2);
    expect(() => userData({ ...PROPS, after: [{ title: "long", script: "ü".repeat(half) }] })).not.toThrow();
    expect(() => userData({ ...PROPS, after: [{ title: "long", script: "ü".repeat(half + 1) }] })).toThrow(
      /got 1638\d/,
    );
    expect(() => userData({ ...PROPS, after: [{ title: "long", script: "${".repeat(half) }] })).not.toThrow();
  });

  it("a title that bash would read", () => {
    const step = { title: "it's", script: "true" };
    expect(() => userData({ ...PROPS, before: [step] })).toThrow(
      new Error(`userData: title must be letters, digits, spaces and hyphens, got "it's"`),
    );
    expect(() => userData({ ...PROPS, after: [step] })).toThrow(/title must be/);
  });

  it("a step that only Terraform knows: its expressions would be made text", () => {
    const stack = new SecureStack(Testing.app(), "test");
    const reference = new TerraformVariable(stack, "script", {}).stringValue;
    expect(() => userData({ ...PROPS, after: [{ title: "own", script: reference }] })).toThrow(
      new Error('userData: script of "own" must be known at synthesis, got a reference'),
    );
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
