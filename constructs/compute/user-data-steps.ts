import { LIMITS } from "../core/limits";
import { numberProblems, PropsError, textProblems } from "../core/validate";
import { APPLICATION_LOG_FILE } from "./cloudwatch-agent";
import type { UserDataStep } from "./user-data";

/** What ends the script of the user in ours. */
const DELIMITER = "END_OF_BOOTSTRAP_SCRIPT";

/** Where port numbers begin that every user may listen on. */
const FIRST_UNPRIVILEGED_PORT = 1024;

/** Props of {@link placeholderApplication}. */
export interface PlaceholderApplicationProps {
  /** The port that it listens on: 1 to 65535. */
  readonly port: number;
  /** The path that answers 200; all others answer 503. */
  readonly healthPath: string;
}

/** Runs a script of the user's own, literally, as a process of its own: its shebang counts, and its failure is the failure of all. */
export function bootstrapScript(script: string): UserDataStep {
  if (script.trim() === "") {
    throw new PropsError("bootstrapScript", ["script must say something, got nothing"]);
  }
  if (script.split("\n").includes(DELIMITER)) {
    throw new PropsError("bootstrapScript", [
      `script must be without a line ${DELIMITER}, which ends it in the user data`,
    ]);
  }
  return {
    title: "bootstrap script",
    script: `install -d -m 0700 /usr/local/lib/bootstrap
cat >/usr/local/lib/bootstrap/script <<'${DELIMITER}'
${script.trimEnd()}
${DELIMITER}
chmod 0700 /usr/local/lib/bootstrap/script
/usr/local/lib/bootstrap/script
`,
  };
}

/**
 * Stands for the application until it is deployed: answers the load balancer's health check, so that the first apply ends well, and
 * 503 to everybody else. Whoever deploys the application on this port stops it first: `systemctl disable --now placeholder`.
 */
export function placeholderApplication({ port, healthPath }: PlaceholderApplicationProps): UserDataStep {
  const problems = [
    ...numberProblems("port", port, LIMITS.port),
    ...textProblems(
      "healthPath",
      healthPath,
      /^\/[A-Za-z0-9._~/-]{0,1023}$/,
      "be a path that begins with / and has at most 1024 letters, digits or . _ ~ / -",
    ),
  ];
  if (problems.length > 0) {
    throw new PropsError("placeholderApplication", problems);
  }
  const capabilities = port < FIRST_UNPRIVILEGED_PORT ? "CAP_NET_BIND_SERVICE" : "";
  return {
    title: "placeholder application",
    script: `install -d -m 0755 /usr/local/lib/placeholder
cat >/usr/local/lib/placeholder/server.py <<'PYTHON'
${PLACEHOLDER}PYTHON
cat >/etc/systemd/system/placeholder.service <<'UNIT'
[Unit]
Description=Answers health checks until the application is deployed
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=/usr/bin/python3 -I /usr/local/lib/placeholder/server.py ${port} ${healthPath}
Restart=always
StandardOutput=append:${APPLICATION_LOG_FILE}
StandardError=inherit
DynamicUser=yes
AmbientCapabilities=${capabilities}
CapabilityBoundingSet=${capabilities}
LockPersonality=yes
MemoryDenyWriteExecute=yes
PrivateDevices=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_INET AF_INET6
RestrictNamespaces=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service

[Install]
WantedBy=multi-user.target
UNIT
systemctl daemon-reload
systemctl enable placeholder.service
systemctl restart placeholder.service
`,
  };
}

const PLACEHOLDER = `import http.server
import sys

PORT, HEALTH_PATH = int(sys.argv[1]), sys.argv[2]


class Placeholder(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "placeholder"
    sys_version = ""
    timeout = 10

    def do_GET(self):
        healthy = self.path.split("?", 1)[0] == HEALTH_PATH
        body = b"ok\\n" if healthy else b"The application is not deployed yet.\\n"
        self.send_response(200 if healthy else 503)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, *args):
        pass


print("placeholder listens on port", PORT, flush=True)
http.server.ThreadingHTTPServer(("", PORT), Placeholder).serve_forever()
`;

/**
 * Lets only keys in, no passwords and not root. Comes before all that needs the network. Amazon Linux 2023 reads no file of
 * `sshd_config.d` by itself, so ours is included, first of all: the first value of a setting is the one that counts.
 *
 * @see https://github.com/amazonlinux/amazon-linux-2023/issues/1016
 */
export function hardenedSsh(): UserDataStep {
  return {
    title: "SSH server",
    script: `mkdir -p /etc/ssh/sshd_config.d
cat >/etc/ssh/sshd_config.d/00-hardened.conf <<'SSHD'
AllowAgentForwarding no
AuthenticationMethods publickey
ClientAliveCountMax 2
ClientAliveInterval 300
HostbasedAuthentication no
KbdInteractiveAuthentication no
LogLevel VERBOSE
LoginGraceTime 30
MaxAuthTries 4
PasswordAuthentication no
PermitEmptyPasswords no
PermitRootLogin no
PermitUserEnvironment no
X11Forwarding no
SSHD
chmod 0600 /etc/ssh/sshd_config.d/00-hardened.conf
include='Include /etc/ssh/sshd_config.d/00-hardened.conf'
if ! grep -qxF "$include" /etc/ssh/sshd_config; then
  sed -i "1i $include" /etc/ssh/sshd_config
fi
sshd -t
systemctl try-reload-or-restart sshd.service
`,
  };
}
