/**
 * How patient the examples are. On a real cloud nothing has to be set. Inside `engine-upgrader simulate` an hour takes
 * seconds, so that the cloud shows a change sooner and takes more requests a second.
 */
export const pace =
  process.env['ENGINE_UPGRADER_SIMULATED_JOURNAL'] === undefined
    ? {}
    : { policy: { settle: 200 }, callTimeout: 2_000, budget: { capacity: 1_000, refillPerSecond: 1_000 } };
