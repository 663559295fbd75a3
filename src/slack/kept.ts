/** A look-up whose answer is kept for a while; those who ask meanwhile share one call. Failures are not kept. */
export interface Kept<T> {
  get(key: string): Promise<T>;
}

/** Times in milliseconds of machine time. */
export function keep<T>(keepMs: number, machine: () => number, look: (key: string) => Promise<T>): Kept<T> {
  const kept = new Map<string, { readonly until: number; readonly answer: Promise<T> }>();
  return {
    get(key) {
      const found = kept.get(key);
      if (found && machine() < found.until) return found.answer;
      const answer = look(key);
      kept.set(key, { until: machine() + keepMs, answer });
      answer.catch(() => kept.delete(key));
      return answer;
    },
  };
}
