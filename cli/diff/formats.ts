/** The formats of a diff. */
export const DIFF_FORMATS = ["terminal", "markdown", "json"] as const;

export type DiffFormat = (typeof DIFF_FORMATS)[number];
