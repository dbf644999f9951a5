import { control } from "../../control";
import { judgeBoolean } from "../../support/attributes";
import { DATABASE } from "./database";

export const rdsMinorUpgrades = control({
  kind: "resource",
  id: "rds-minor-upgrades",
  title: "Databases take minor versions by themselves",
  severity: "medium",
  why: "Minor versions mend known holes; who waits for somebody to do it by hand runs with them for months.",
  fix: { terraform: "Set `auto_minor_version_upgrade = true`, and name the major version only (`17`)." },
  references: {
    cis: { v3: ["2.3.2"], v5: ["2.2.2"] },
    fsbp: ["RDS.13"],
    nist: ["SI"],
    checkov: ["CKV_AWS_226"],
  },
  types: [DATABASE],
  evaluate: (database) =>
    judgeBoolean(database, "auto_minor_version_upgrade", {
      wanted: true,
      unset: true,
      otherwise: "known holes stay open until somebody upgrades it",
    }),
});
