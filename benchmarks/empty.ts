import { App, TerraformStack } from "cdktf";

// The least that a cdktf program can be: what the synthesis of an environment is measured against.
const app = new App({ outdir: "empty.out" });
new TerraformStack(app, "empty");
app.synth();
