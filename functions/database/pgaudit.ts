import type { Log } from "../shared/log";
import type { Query } from "../shared/postgres";

/**
 * - `created`: this invocation made it; `present`: it was there.
 * - `notPreloaded`: `shared_preload_libraries` lacks it, so it cannot be made; a change of it waits for a reboot.
 * - `notAvailable`: the server does not bring it.
 */
export type PgauditState = "created" | "present" | "notPreloaded" | "notAvailable";

/** Who is no member of `pg_read_all_settings` may not see the libraries; RDS's master user is one. */
const STATE = `
  SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pgaudit') AS installed,
         EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pgaudit') AS available,
         'pgaudit' = ANY (string_to_array(translate(current_setting('shared_preload_libraries'), ' "', ''), ',')) AS preloaded`;

/**
 * Creates the extension pgaudit in this database where it is missing: its event triggers audit changes of the schema
 * (LAM-DB-1). Where that is not possible yet, a warning says what is missing.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.pgaudit.html
 */
export async function ensurePgaudit(query: Query, log: Log): Promise<PgauditState> {
  const [state] = await query(STATE);
  if (state?.installed === true) {
    return "present";
  }
  if (state?.available !== true) {
    log("warn", "pgaudit cannot be created: the server does not bring it", {
      pgaudit: "notAvailable",
      advice: "take a version of PostgreSQL for which RDS offers pgaudit",
    });
    return "notAvailable";
  }
  if (state.preloaded !== true) {
    log("warn", "pgaudit cannot be created yet: shared_preload_libraries lacks it", {
      pgaudit: "notPreloaded",
      advice: "put pgaudit into shared_preload_libraries of the parameter group, then reboot the instance",
    });
    return "notPreloaded";
  }
  // With classes set, as in the parameter group, the creation is refused; for this session none are.
  await query("SET pgaudit.log = 'none'");
  await query("CREATE EXTENSION IF NOT EXISTS pgaudit");
  log("info", "created the extension pgaudit", { pgaudit: "created" });
  return "created";
}
