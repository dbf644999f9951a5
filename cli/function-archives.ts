import { functionArchive } from "../functions/archive";
import type { FunctionArchives } from "../stacks/topology";

/** The built code of each function, built when it is first asked for. */
export function functionArchives(root?: string): FunctionArchives {
  return {
    get compliance() {
      return functionArchive("compliance", root);
    },
    get database() {
      return functionArchive("database", root);
    },
    get rotation() {
      return functionArchive("rotation", root);
    },
    get recoveryPoints() {
      return functionArchive("recovery-points", root);
    },
  };
}
