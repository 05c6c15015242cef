import { expect, test } from 'vitest';
import { resolveSettings } from './settings.ts';
import { errorOf, valueOf } from './testing/unwrap.ts';

const home = '/home/dba';

function file(flags: { state?: string }, environment: Record<string, string>): string {
  return valueOf(resolveSettings(flags, environment, home)).stateFile;
}

test('the state file is in the user’s XDG state folder unless it is named', () => {
  expect(file({}, {})).toBe('/home/dba/.local/state/engine-upgrader/state.db');
  expect(file({}, { XDG_STATE_HOME: '/state' })).toBe('/state/engine-upgrader/state.db');
  expect(file({}, { XDG_STATE_HOME: 'relative' })).toBe('/home/dba/.local/state/engine-upgrader/state.db');
  expect(file({}, { ENGINE_UPGRADER_STATE: 'here.db' })).toBe('here.db');
  expect(file({ state: 'there.db' }, { ENGINE_UPGRADER_STATE: 'here.db' })).toBe('there.db');
});

test.each([
  [{}, ''],
  [{ XDG_STATE_HOME: '/state' }, '/state/engine-upgrader/state.db'],
  [{ ENGINE_UPGRADER_STATE: 'here.db' }, 'here.db'],
])('without a home folder, and with %j, the state file is "%s"', (environment, path) => {
  expect(valueOf(resolveSettings({}, environment, '')).stateFile).toBe(path);
});

test('an option wins over its variable', () => {
  const environment = { ENGINE_UPGRADER_SETTLE: '5m', ENGINE_UPGRADER_POLL_INTERVAL: '15s' };
  const settings = valueOf(resolveSettings({ settle: '200ms' }, environment, home));
  expect(settings).toMatchObject({ settle: 200, pollInterval: 15_000, output: 'table' });
});

test.each([
  [{ output: 'xml' }, {}, '"xml"'],
  [{ settle: '5' }, {}, '--settle "5"'],
  [{ pollInterval: '0s' }, {}, '--poll-interval "0s"'],
  [{ pollInterval: '25h' }, {}, '--poll-interval "25h"'],
  [{}, { ENGINE_UPGRADER_SETTLE: '99999999d' }, 'ENGINE_UPGRADER_SETTLE "99999999d"'],
  [{}, { ENGINE_UPGRADER_SETTLE: 'soon' }, 'ENGINE_UPGRADER_SETTLE "soon"'],
  [{}, { ENGINE_UPGRADER_CALL_TIMEOUT: '2000' }, 'ENGINE_UPGRADER_CALL_TIMEOUT "2000"'],
  [{}, { ENGINE_UPGRADER_CALLS_PER_SECOND: 'many' }, 'ENGINE_UPGRADER_CALLS_PER_SECOND "many"'],
])('%j with %j is refused by name', (flags, environment, named) => {
  const error = errorOf(resolveSettings(flags, environment, home));
  expect(error.message).toContain(named);
  expect(error.message).toContain('right is');
});

const profiles = (...profile: string[]) =>
  resolveSettings({ profile }, {}, home).map((settings) => settings.profiles);

test('a profile is for all clouds, or for the one that it names', () => {
  expect(valueOf(profiles())).toEqual({});
  expect(valueOf(profiles('production'))).toEqual({ '': 'production' });
  expect(valueOf(profiles('production', 'aws-dms=other'))).toEqual({ '': 'production', 'aws-dms': 'other' });
  expect(errorOf(profiles('a=b=c')).message).toContain('names no profile');
});
