import { exitCode } from '../exit-code.ts';
import { fleetConfigSchema } from '../fleet/config-schema.ts';
import type { Session } from '../session.ts';

/** Prints the JSON Schema of a fleet's configuration file. */
export async function fleetSchema({ io }: Session): Promise<number> {
  io.stdout.write(`${JSON.stringify(fleetConfigSchema(io.providers), null, 2)}\n`);
  return exitCode.done;
}
