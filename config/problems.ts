/** One thing that is wrong with a configuration file, where it is and what would be right. */
export interface Problem {
  /** The file as the user named it. */
  readonly file: string;
  /** Line in the file, from 1; missing where the file as a whole is meant. */
  readonly line?: number;
  /** What is wrong, in the words of `help/errors.md`: lower case, no final full stop. */
  readonly message: string;
}

/** All problems of all files, thrown once; nothing has been written when it is thrown. */
export class ConfigurationError extends Error {
  public override readonly name = "ConfigurationError";

  public constructor(public readonly problems: readonly Problem[]) {
    super(formatProblems(problems));
  }
}

/** Formats problems as `file:line  message`, one a line, sorted by file and line, with a closing count and what became of it. */
export function formatProblems(problems: readonly Problem[], outcome = "nothing was written"): string {
  const rows = [...problems]
    .sort((a, b) => compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || compare(a.message, b.message))
    .map(({ file, line, message }) => `${line === undefined ? file : `${file}:${line}`}  ${message}`);
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [...rows, `${count}; ${outcome}. See help/errors.md`].join("\n");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
