/** A map whose values are computed when they are asked for; a value that needs itself gets a stand-in. */
export class LazyMap<V> extends Map<string, V> {
  private readonly pending = new Map<string, { compute: () => V; standIn: () => V }>();

  /** Says how a value will be computed. */
  public later(key: string, compute: () => V, standIn: () => V): void {
    this.pending.set(key, { compute, standIn });
  }

  public override get(key: string): V | undefined {
    const pending = this.pending.get(key);
    if (pending !== undefined) {
      this.pending.delete(key);
      this.set(key, pending.standIn());
      this.set(key, pending.compute());
    }
    return super.get(key);
  }

  /** Computes all. */
  public settled(): this {
    for (const key of [...this.pending.keys()]) {
      this.get(key);
    }
    return this;
  }
}
