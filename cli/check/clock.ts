/** Today as `2026-11-30`, by UTC: the only place that asks what day it is. It decides about suppressions, never about output. */
export function today(now: Date = new Date()): string {
  return now.toISOString().slice(0, 10);
}
