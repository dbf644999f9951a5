/** Three values, as everywhere: what cannot be told is neither. */
export type Answer = "yes" | "no" | "unknown";

/** `no` if one is, else `unknown` if one is. */
export function both(one: Answer, other: Answer): Answer {
  return one === "no" || other === "no" ? "no" : one === "yes" ? other : "unknown";
}

/** `yes` if one is, else `unknown` if one is. */
export function either(answers: readonly Answer[]): Answer {
  return answers.includes("yes") ? "yes" : answers.includes("unknown") ? "unknown" : "no";
}

export function not(answer: Answer): Answer {
  return answer === "yes" ? "no" : answer === "no" ? "yes" : "unknown";
}
