import type { Control } from "./control";

/** What every finding is about: a control, or one of the rules below. */
export type Rule = Pick<Control, "id" | "title" | "severity" | "why" | "fix" | "references">;

/** Rules about the check itself: what is suppressed, and Terraform's own checks. */
export const RULES = {
  malformed: {
    id: "suppression-malformed",
    title: "Suppressions and approvals name what there is, may be given, and last a year at most",
    severity: "medium",
    why: "Whoever wrote it believes that something is settled, and it is not.",
    fix: {
      yaml: "suppressions: []",
      terraform: "Mend the entry as the message says; critical changes are approved for one plan, never suppressed.",
    },
    references: { nist: ["CM"] },
  },
  expired: {
    id: "suppression-expired",
    title: "No suppression is past its day",
    severity: "medium",
    why: "An exception that nobody looks at again is a hole for good.",
    fix: {
      yaml: "suppressions: []",
      terraform: "Mend what was suppressed and remove the entry, or give it a new day with a reason that still holds.",
    },
    references: { nist: ["CM"] },
  },
  unused: {
    id: "suppression-unused",
    title: "Every suppression suppresses something",
    severity: "low",
    why: "It would silence a finding that comes back one day for another reason.",
    fix: { yaml: "suppressions: []", terraform: "Remove the entry." },
    references: { nist: ["CM"] },
  },
  tooBroad: {
    id: "suppression-too-broad",
    title: "Suppressions are as narrow as what they are for",
    severity: "medium",
    why: "What is added tomorrow would be silenced too, without anybody having decided it.",
    fix: {
      yaml: "suppressions: []",
      terraform: "Write the whole address, and the fingerprint where a control finds several things there.",
    },
    references: { nist: ["CM"] },
  },
  checkHolds: {
    id: "check-holds",
    title: "Terraform's own check blocks and conditions hold",
    severity: "high",
    why: "They compare what is in the account with what was meant; where they differ, somebody or something has changed it.",
    fix: { terraform: "Plan again and apply, or find out in the trail who changed it." },
    references: { nist: ["CA", "CM", "SI"] },
  },
} as const satisfies Readonly<Record<string, Rule>>;
