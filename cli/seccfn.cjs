#!/usr/bin/env node
// The `seccfn` command: the launcher with the command line's entry. Where only help or the version is asked for, an outline
// does: what commands are and how they are used, without what they do.
"use strict";

const TOLD_BY_OUTLINE = ["-h", "--help", "-V", "--version"];

const args = process.argv.slice(2);
const isOutline = args.length === 0 || args[0] === "help" || args.some((arg) => TOLD_BY_OUTLINE.includes(arg));
process.argv.splice(2, 0, ...(isOutline ? ["--outline"] : []), "cli/seccfn.ts");
require("./run.cjs");
