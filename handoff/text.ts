/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], last = "and"): string {
  const [final = ""] = words.slice(-1);
  return words.length < 2 ? final : `${words.slice(0, -1).join(", ")} ${last} ${final}`;
}

/** With a capital letter in front. */
export function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** Texts in an order that is the same everywhere. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
