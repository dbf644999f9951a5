import { GLYPHS, type Glyph } from "./glyphs";

const NAMES = Object.keys(GLYPHS) as Glyph[];

/** The colour that marks the place of a sign in what Graphviz renders: `#0001nn`. */
export function glyphMark(glyph: Glyph): string {
  return `#0001${NAMES.indexOf(glyph).toString(16).padStart(2, "0")}`;
}

/** The sign that a colour marks; nothing where it marks none. */
export function glyphOfMark(colour: string): Glyph | undefined {
  return /^#0001[0-9a-f]{2}$/.test(colour) ? NAMES[Number.parseInt(colour.slice(5), 16)] : undefined;
}
