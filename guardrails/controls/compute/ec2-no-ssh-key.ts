import { control, fail, pass } from "../../control";
import { isGiven } from "../../support/attributes";
import { CONFIGURATION, INSTANCE, TEMPLATE } from "./hosts";

const PATH = "key_name";

export const ec2NoSshKey = control({
  kind: "resource",
  id: "ec2-no-ssh-key",
  title: "Instances have no SSH key",
  severity: "medium",
  why: "Keys are copied and never end; Session Manager asks IAM each time and logs what is done. Off by default: an environment may need SSH.",
  fix: { yaml: "application.ssh: none", terraform: "Leave `key_name` out, and use Session Manager." },
  references: { nist: ["AC", "IA"] },
  onByDefault: false,
  types: [INSTANCE, TEMPLATE, CONFIGURATION],
  evaluate: (host) =>
    isGiven(host.get(PATH)) ? fail(`${PATH} is set: who has the key gets in`, PATH) : pass(`${PATH} is not set`, PATH),
});
