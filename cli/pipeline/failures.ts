import { ConfigurationError } from "../../config/problems";
import { ModelError } from "../../model";
import type { ExitCode, World } from "../world";
import { NoStacksError } from "./stacks";
import { TerraformError } from "./terraform";

/** What was to be applied is not what was approved, or may not be applied here; the exit code is then 1. */
export class NotApprovedError extends Error {
  public override readonly name = "NotApprovedError";
}

/** Runs a command; tells what a user can mend in a line, with exit code 1 for what failed and 2 for what was not understood. */
export async function toldFailure(world: World, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    const isFailure = error instanceof TerraformError || error instanceof NotApprovedError;
    const isMisuse =
      error instanceof NoStacksError || error instanceof ConfigurationError || error instanceof ModelError;
    if (!isFailure && !isMisuse) {
      throw error;
    }
    world.complain(`${error.message}\n`);
    return isFailure ? 1 : 2;
  }
}
