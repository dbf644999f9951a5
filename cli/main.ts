import { synthCommand } from "./synth";

process.exitCode = synthCommand(process.argv.slice(2));
