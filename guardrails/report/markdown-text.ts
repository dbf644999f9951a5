/** Text that cannot become markup, a link or a mention. */
export function text(raw: string): string {
  return raw
    .replace(/\s+/g, " ")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/([\\`*_{}[\]|~])/g, "\\$1")
    .replace(/#(?=\d)/g, "&#35;")
    .replace(/@/g, "&#64;")
    .replace(/:\/\//g, ":&#47;&#47;");
}

/** A code span, whatever backticks are in it. */
export function code(raw: string): string {
  const clean = raw.replace(/\s+/g, " ").replace(/\|/g, "∣");
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `\`${clean}\`` : `${fence} ${clean} ${fence}`;
}

/** Words of ours, in which backticks mean code: `Set \`versioning = true\`.` */
export function prose(raw: string): string {
  return raw
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 0 ? text(part) : code(part)))
    .join("");
}
