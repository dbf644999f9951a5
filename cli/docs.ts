import { docsCommand } from "./generated-docs";

process.exitCode = docsCommand(process.argv.slice(2));
