/**
 * Whether to colour what is printed. `FORCE_COLOR` decides where it is set (`0` and `false` say no), then `NO_COLOR` (any text
 * says no), then whether the output is a terminal that can.
 *
 * @see https://no-color.org and https://force-color.org
 */
export function isColoured(environment: NodeJS.ProcessEnv, isTerminal: boolean | undefined): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: unwanted, TERM: terminal } = environment;
  if (forced !== undefined && forced !== "") {
    return forced !== "0" && forced !== "false";
  }
  return !unwanted && isTerminal === true && terminal !== "dumb";
}
