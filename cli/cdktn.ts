import { cdktnCommand } from "./cdktn/run";

process.exitCode = cdktnCommand(process.argv.slice(2));
