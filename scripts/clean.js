// `tsc -b` leaves the outputs of deleted sources behind: start from nothing.
import { readdirSync, rmSync } from 'node:fs';

for (const name of readdirSync('packages')) {
  for (const output of ['dist', 'bundle'])
    rmSync(`packages/${name}/${output}`, { recursive: true, force: true });
}
