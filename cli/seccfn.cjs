#!/usr/bin/env node
// The `seccfn` command: the launcher with the command line's entry.
"use strict";

process.argv.splice(2, 0, "cli/seccfn.ts");
require("./run.cjs");
