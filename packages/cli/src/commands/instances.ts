import {
  invalidInput,
  type Instance,
  listInstances,
  type Provider,
  type UpgradeError,
} from '@engine-upgrader/core';
import { err, ok, Result } from 'neverthrow';
import { exitCode, exitCodeOfSeveral } from '../exit-code.ts';
import { datesLine, maintenanceLine } from '../render/dates.ts';
import { writeResults } from '../render/results.ts';
import type { Style } from '../render/style.ts';
import { table } from '../render/table.ts';
import { report } from '../report.ts';
import { type Session, unknownProvider } from '../session.ts';
import { sideBySide } from '../side-by-side.ts';

/** Which instances of a provider are wanted. */
interface Wanted {
  readonly provider: string;
  readonly region?: string;
  /** The beginning of the id. */
  readonly id: string;
}

/** Lists instances, of all providers or of those that a reference begins with. */
export async function instances(session: Session, prefixes: readonly string[]): Promise<number> {
  const { io, settings, style } = session;
  const wanted = Result.combine(prefixes.map((prefix) => readPrefix(prefix, session)));
  if (wanted.isErr()) return report(session, wanted.error);
  const all = io.providers.map((entry): Wanted => ({ provider: entry.id, id: '' }));
  const listed = await sideBySide(prefixes.length > 0 ? wanted.value : all, 8, (one) => list(session, one));
  const found = new Map(listed.flatMap((one) => one.found).map((instance) => [instance.url, instance]));
  const failed = listed.some(({ errors }) => errors.length > 0);
  writeResults(io, settings.output, [...found.values()], () =>
    // What could not be looked at is not said to be empty.
    failed && found.size === 0 ? '' : instancesText([...found.values()], style),
  );
  const codes = listed.flatMap(({ errors }) =>
    errors.length === 0 ? [exitCode.done] : errors.map((error) => report(session, error)),
  );
  return exitCodeOfSeveral(codes);
}

function readPrefix(text: string, session: Session): Result<Wanted, UpgradeError> {
  const [, provider = '', region, id = ''] =
    /^([a-z][a-z0-9-]*)(?::(?:\/(?:\/(?:([a-z0-9-]+)(?:\/([A-Za-z0-9-]*))?)?)?)?)?$/.exec(text) ?? [];
  if (provider === '') {
    const right = 'right is PROVIDER, PROVIDER://REGION or the beginning of a reference';
    return err(invalidInput('prefix', `"${text.slice(0, 200)}" is no beginning of a reference; ${right}`));
  }
  const { providers } = session.io;
  if (!providers.some((entry) => entry.id === provider)) return err(unknownProvider(providers, provider));
  return ok({ provider, id, ...(region === undefined ? {} : { region }) });
}

async function list(
  session: Session,
  { provider, region, id }: Wanted,
): Promise<{ found: Instance<Provider>[]; errors: UpgradeError[] }> {
  const found: Instance<Provider>[] = [];
  const errors: UpgradeError[] = [];
  const driver = await session.driver(provider);
  if (driver.isErr()) return { found, errors: [driver.error] };
  const filter = region === undefined ? {} : { regions: [region] };
  for await (const instance of listInstances(driver.value, filter, session.io)) {
    if (instance.isErr()) errors.push(instance.error);
    else if (instance.value.reference.id.startsWith(id)) found.push(instance.value);
  }
  return { found, errors };
}

function instancesText(found: readonly Instance<Provider>[], style: Style): string {
  if (found.length === 0) return 'No instances.\n';
  const rows = found.map((instance) => [
    style.bold(instance.url),
    instance.role,
    `${instance.engine} ${instance.version}`,
    instance.newestTarget === undefined ? '–' : style.yellow(instance.newestTarget),
    instance.status,
    instance.primary ?? instance.members.map((member) => member.split('/').at(-1)).join(' '),
    [datesLine(instance.dates), maintenanceLine(instance.pendingMaintenance)].filter(Boolean).join('; '),
  ]);
  return table(
    ['reference', 'role', 'version', 'newest', 'status', 'family', 'dates and maintenance'],
    rows,
    style,
  );
}
