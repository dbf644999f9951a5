/** An address as an id. Different addresses have different ids. */
export function idOf(address: string): string {
  return address.replace(/[^A-Za-z0-9_]/g, (character) => (character === "." ? "-" : `-${character.codePointAt(0)}-`));
}
