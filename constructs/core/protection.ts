/** How hard a resource that holds data is to lose. */
export interface Protection {
  /**
   * Whether Terraform refuses to destroy it (`prevent_destroy`) and AWS keeps what it can.
   * False for test copies, which are emptied and destroyed without a trace.
   *
   * @default true
   */
  readonly protect?: boolean;
}

/** The `lifecycle` block that refuses destruction, or nothing. Terraform takes only a literal here, never a variable. */
export function preventDestroy(protect: boolean): { lifecycle?: { preventDestroy: true } } {
  return protect ? { lifecycle: { preventDestroy: true } } : {};
}
