import { basename, resolve } from "node:path";

/** The project's folder, from the sources in it as from a bundle in `.cache/app`. */
export const ROOT = resolve(__dirname, basename(__dirname) === "cli" ? ".." : "../..");
