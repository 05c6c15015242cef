/** One demand on a subject, as data: any test runner can map over a list of them. */
export interface ConformanceCase<Subject> {
  readonly name: string;
  /**
   * Rejects with an assertion error when the demand is not met.
   *
   * @param fresh makes a new subject, untouched by others; a case may ask for several
   */
  readonly run: (fresh: () => Promise<Subject>) => Promise<void>;
}

/** Cases that do not apply, by name, each with the reason why. */
export type Skips = Readonly<Record<string, string>>;

/** The two functions that vitest and `node:test` have in common. */
export interface TestRunner {
  readonly describe: (title: string, body: () => void) => unknown;
  readonly it: ((name: string, run: () => Promise<void>) => unknown) & {
    readonly skip: (name: string, run: () => Promise<void>) => unknown;
  };
}

/**
 * Hands cases to a test runner, one test each. A skip shows its reason in the test's name.
 *
 * @throws Error for a skip without a reason, or of a case that there is not
 */
export function describeCases<Subject>(
  { describe, it }: TestRunner,
  title: string,
  cases: readonly ConformanceCase<Subject>[],
  fresh: () => Promise<Subject>,
  skips: Skips = {},
): void {
  for (const [name, reason] of Object.entries(skips)) {
    if (!cases.some((known) => known.name === name)) throw new Error(`no case "${name}" to skip`);
    if (reason.trim() === '') throw new Error(`skipping "${name}" needs a reason`);
  }
  describe(title, () => {
    for (const { name, run } of cases) {
      const reason = skips[name];
      if (reason === undefined) it(name, () => run(fresh));
      else it.skip(`${name} (skipped: ${reason})`, () => run(fresh));
    }
  });
}
