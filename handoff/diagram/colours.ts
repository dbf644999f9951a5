/**
 * The colours of the diagram by what they are for, in both schemes. Graphviz is given a mark for each, which becomes a class;
 * the light value stays as an attribute, for what reads no style sheets.
 */
export const COLOURS = {
  text: { mark: "#000001", light: "#1b2430", dark: "#e6e9ee" },
  muted: { mark: "#000002", light: "#55606e", dark: "#a3adba" },
  account: { mark: "#000003", light: "#8a94a3", dark: "#5d6978" },
  page: { mark: "#000004", light: "#ffffff", dark: "#14181d" },
  vpc: { mark: "#000005", light: "#f4f6f9", dark: "#1a2027" },
  vpcLine: { mark: "#000006", light: "#a9b4c2", dark: "#4a5665" },
  tier: { mark: "#000007", light: "#e9eef5", dark: "#202833" },
  tierLine: { mark: "#000008", light: "#c3cddb", dark: "#3a4656" },
  subnet: { mark: "#000009", light: "#ffffff", dark: "#171c22" },
  subnetLine: { mark: "#00000a", light: "#c3cddb", dark: "#3a4656" },
  node: { mark: "#00000b", light: "#ffffff", dark: "#232c37" },
  nodeLine: { mark: "#00000c", light: "#8fa0b5", dark: "#64748a" },
  key: { mark: "#00000d", light: "#6b4a00", dark: "#e9c46a" },
  needed: { mark: "#00000e", light: "#0b5cad", dark: "#7db7f0" },
  possible: { mark: "#00000f", light: "#596472", dark: "#9aa6b5" },
  unexpected: { mark: "#000010", light: "#b3261e", dark: "#ff8a80" },
} as const satisfies Readonly<Record<string, { readonly mark: string; readonly light: string; readonly dark: string }>>;

export type Colour = keyof typeof COLOURS;

/** The mark of a colour, for DOT. */
export function mark(colour: Colour): string {
  return COLOURS[colour].mark;
}

/** The colour of a mark. */
export const COLOUR_OF_MARK: ReadonlyMap<string, Colour> = new Map(
  (Object.keys(COLOURS) as Colour[]).map((colour) => [COLOURS[colour].mark, colour]),
);

/** The style sheet of a diagram, for both schemes; it works in a page as in a file of its own. */
export function diagramStyle(): string {
  const rules = (scheme: "light" | "dark") => [
    `.diagram-svg{background:${COLOURS.page[scheme]}}`,
    ...(Object.keys(COLOURS) as Colour[]).map(
      (colour) => `.f-${colour}{fill:${COLOURS[colour][scheme]}}.s-${colour}{stroke:${COLOURS[colour][scheme]}}`,
    ),
  ];
  return [
    '.diagram-svg text{font-family:Helvetica,Arial,"Liberation Sans",sans-serif}',
    ...rules("light"),
    `@media screen and (prefers-color-scheme:dark){${rules("dark").join("")}}`,
  ].join("");
}
