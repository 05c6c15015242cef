// `tsc -b` leaves the outputs of deleted sources behind: start from nothing.
import { readdirSync, rmSync } from 'node:fs';

for (const name of readdirSync('packages')) {
  rmSync(`packages/${name}/dist`, { recursive: true, force: true });
}
