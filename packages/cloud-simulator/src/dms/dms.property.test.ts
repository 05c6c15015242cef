import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../random.ts';
import { type Scene, minute, pair, scene } from '../testing/dms-scene.ts';
import type { DmsTaskTruth } from './truth.ts';
import { drawDmsSwitches } from './switches.ts';
import { compareVersions } from './version.ts';

/** Anybody's calls, in any order, with time passing between them. */
const actions = [
  'stop',
  'resume',
  'start',
  'move',
  'moveBack',
  'upgrade',
  'queue',
  'delete',
  'reboot',
  'failTask',
  'failUpgrade',
  'stick',
  'test',
] as const;

type Action = (typeof actions)[number];

const steps = fc.array(
  fc.record({
    action: fc.constantFrom(...actions),
    task: fc.integer({ min: 1, max: 3 }),
    wait: fc.constantFrom(0, 1_000, 30_000, minute, 10 * minute, 3 * 24 * 60 * minute),
  }),
  { maxLength: 40 },
);

function act(s: Scene, action: Action, name: string): void {
  const { person, inject, truth } = s.dms;
  const exists = truth.task(name) !== undefined;
  const doing: Record<Action, () => unknown> = {
    stop: () => person.stopTask(name),
    resume: () => person.startTask(name, 'resume-processing'),
    start: () => person.startTask(name, 'start-replication'),
    move: () => person.moveTask(name, 'new'),
    moveBack: () => person.moveTask(name, 'old'),
    upgrade: () => person.upgrade('old', '3.6.1'),
    queue: () => person.upgrade('old', '3.6.0', { inWindow: true }),
    delete: () => person.deleteTask(name),
    reboot: () => person.reboot('old'),
    failTask: () => exists && truth.task(name)?.Status === 'running' && inject.failTask(name),
    failUpgrade: () => inject.failUpgrade('old'),
    stick: () => inject.stickUpgrade('old'),
    test: () => s.dms.person.call('us-east-1', 'DescribeConnections', {}),
  };
  doing[action]();
}

const taskStatuses = [
  'ready',
  'running',
  'stopped',
  'creating',
  'starting',
  'stopping',
  'moving',
  'deleting',
  'failed',
  'failed-move',
];

function checkTask(task: DmsTaskTruth, previous: DmsTaskTruth | undefined): void {
  expect(taskStatuses).toContain(task.Status);
  // SDK: otherwise, it isn't a member of the task.
  expect(task.TargetReplicationInstanceArn !== undefined).toBe(task.Status === 'moving');
  // What never ran is not running, and what ran is never as new again.
  if (task.Status === 'running' || task.Status === 'stopping') expect(task.everRun).toBe(true);
  if (task.Status === 'ready') expect(task.everRun).toBe(false);
  if (previous?.everRun === true) expect(task.everRun).toBe(true);
}

test('under every setting and in any order of calls, versions never go down and states are documented ones', () => {
  fc.assert(
    fc.property(fc.integer(), steps, (seed, run) => {
      const random = seededRandom(seed);
      const s = scene({
        random: random.fork('dms'),
        switches: drawDmsSwitches(random),
        fleet: pair([{}, { status: 'stopped', migrationType: 'full-load-and-cdc' }, { status: 'ready' }]),
      });
      let version = '3.5.4';
      const seen = new Map<string, DmsTaskTruth>();
      for (const { action, task, wait } of run) {
        act(s, action, `task-${String(task)}`);
        s.pass(wait);
        const instance = s.dms.truth.instance('old');
        expect(instance).toBeDefined();
        expect(compareVersions(instance?.EngineVersion ?? '', version)).toBeGreaterThanOrEqual(0);
        version = instance?.EngineVersion ?? version;
        for (const each of s.dms.truth.tasks('us-east-1')) {
          checkTask(each, seen.get(each.ReplicationTaskIdentifier));
          seen.set(each.ReplicationTaskIdentifier, each);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('the same seed and calls give the same journal', () => {
  fc.assert(
    fc.property(fc.integer(), steps, (seed, run) => {
      const journal = (): unknown => {
        const s = scene({
          random: seededRandom(seed),
          switches: drawDmsSwitches(seededRandom(seed)),
          fleet: pair([{}, {}, {}]),
        });
        for (const { action, task, wait } of run) {
          act(s, action, `task-${String(task)}`);
          s.pass(wait);
        }
        return s.journal.entries;
      };
      expect(journal()).toEqual(journal());
    }),
    { numRuns: 50 },
  );
});

test('a resume never creates the slot again', () => {
  fc.assert(
    fc.property(fc.integer(), steps, (seed, run) => {
      const s = scene({ random: seededRandom(seed), fleet: pair([{}, {}, {}]) });
      for (const { action, task, wait } of run) {
        if (action !== 'start') act(s, action, `task-${String(task)}`);
        s.pass(wait);
      }
      for (const task of s.dms.truth.tasks('us-east-1')) expect(task.slotsCreated).toBe(1);
    }),
    { numRuns: 100 },
  );
});
