import type { FleetEvent, Hook, Hooks } from '@engine-upgrader/core/fleet';
import { errAsync, okAsync, ResultAsync } from 'neverthrow';
import { describe, expect, it } from 'vitest';
import {
  callsOf,
  completed,
  dmsSource,
  makeScene,
  must,
  planned,
  type Scene,
  type SceneOptions,
  started,
  statesOf,
  upgradesOf,
} from './scene.ts';

const inScene = <T>(options: SceneOptions, work: (scene: Scene) => Promise<T>): Promise<T> => {
  const scene = makeScene(options);
  return scene.clock.run(() => work(scene));
};

describe('a fleet over both clouds and three accounts', () => {
  it('upgrades everything in waves, the limits kept, and says so as it happens', async () => {
    const events: FleetEvent[] = [];
    const progress = await inScene({}, (scene) =>
      completed(scene.process({ events: (event) => events.push(event) }), {
        canary: { tags: { stage: 'test' } },
        maxConcurrency: 3,
        maxConcurrencyPerScope: 1,
      }),
    );
    expect(progress).toMatchObject({ state: 'ended', counts: { succeeded: 10 } });
    const underWay = new Set<string>();
    let most = 0;
    const ended: string[] = [];
    for (const event of events) {
      if (event.event !== 'instance-changed') continue;
      if (event.state === 'running') underWay.add(event.key);
      else if (underWay.delete(event.key)) ended.push(event.key);
      most = Math.max(most, underWay.size);
      const regions = [...underWay].map((key) => key.slice(0, key.lastIndexOf('/')));
      expect(new Set(regions).size).toBe(regions.length);
    }
    expect(most).toBe(3);
    const tests = ['rds:alibaba-rds://cn-hangzhou/rm-0', 'rds:alibaba-rds://cn-shanghai/rm-1'];
    expect(ended.slice(0, 4).toSorted()).toEqual(
      ['one:aws-dms://us-east-1/a', 'two:aws-dms://us-east-1/a', ...tests].toSorted(),
    );
    expect(events[0]?.event).toBe('fleet-started');
    expect(events.at(-1)).toMatchObject({ event: 'fleet-ended', state: 'ended' });
  });

  it('stops after too many failures: what is under way ends, nothing new begins; resumed, it goes on', async () => {
    await inScene({}, async (scene) => {
      scene.rds.rds.inject.nextUpgrade('rm-2', 'fails');
      const fleet = scene.process();
      const task = await started(fleet, await planned(fleet, { canary: false, maxConcurrency: 4 }));
      const stopped = must(await task.wait());
      expect(stopped.state).toBe('stopped');
      expect(stopped.counts.failed ?? stopped.counts['needs-operator']).toBe(1);
      expect(stopped.counts['not-begun']).toBeGreaterThan(0);
      expect(stopped.instances[0]?.key).toContain('rm-2');
      expect(stopped.hold?.reason).toBe('1 failed, and none may');
      const done = stopped.counts.succeeded ?? 0;
      expect(done + 1 + (stopped.counts['not-begun'] ?? 0)).toBe(10);
      must(await task.resume());
      const resumed = must(await task.wait());
      expect(resumed.counts.succeeded).toBeGreaterThanOrEqual(9);
      expect(Object.values(upgradesOf(scene)).filter((count) => count > 1).length).toBeLessThanOrEqual(1);
    });
  });

  it('goes on as long as no more fail than may', async () => {
    await inScene({}, async (scene) => {
      scene.rds.rds.inject.nextUpgrade('rm-0', 'fails');
      scene.rds.rds.inject.nextUpgrade('rm-1', 'fails');
      const progress = await completed(scene.process(), { maxErrors: '20%' });
      expect(progress.counts.succeeded).toBe(8);
    });
  });
});

const minutes = (count: number): number => count * 60_000;

describe('what people ask for while it runs', () => {
  it('pauses, goes on, drains and goes on again, also from another process', async () => {
    await inScene({}, async (scene) => {
      const fleet = scene.process();
      const task = await started(fleet, await planned(fleet, { maxConcurrency: 1, canary: false }));
      const other = must(await scene.process().open(task.id));
      must(await other.pause());
      expect((await task.wait({ timeout: minutes(60) })).isErr()).toBe(true);
      expect(task.progress.hold?.hold).toBe('paused');
      const begun = Object.values(task.progress.counts).length;
      expect(task.progress.counts.waiting).toBeGreaterThanOrEqual(9);
      expect(begun).toBeLessThanOrEqual(2);
      must(await other.resume());
      expect((await task.wait({ timeout: minutes(20) })).isErr()).toBe(true);
      expect(task.progress.counts.succeeded).toBeGreaterThanOrEqual(2);
      must(await other.drain());
      const drained = must(await task.wait());
      expect(drained.state).toBe('stopped');
      expect(drained.counts.running).toBe(undefined);
      expect(drained.counts['not-begun']).toBeGreaterThan(0);
      must(await task.resume());
      expect(must(await task.wait()).counts).toEqual({ succeeded: 10 });
      expect(Object.values(upgradesOf(scene)).every((count) => count === 1)).toBe(true);
    });
  });

  it('does what was asked last: paused, resumed and paused again before anybody looked is paused', async () => {
    await inScene({}, async (scene) => {
      const fleet = scene.process();
      const task = await started(fleet, await planned(fleet, { maxConcurrency: 1, canary: false }));
      for (const wish of ['pause', 'resume', 'pause'] as const) {
        must(await task[wish]());
        await scene.coreClock.sleep(1_000);
      }
      must(await task.advance());
      expect(task.progress.hold?.hold).toBe('paused');
    });
  });

  it('cancels: what is under way restores what it stopped, and nothing new begins', async () => {
    await inScene({ rds: [], dms: ['a', 'b'] }, async (scene) => {
      const fleet = scene.process();
      const task = await started(fleet, await planned(fleet, { maxConcurrency: 2, canary: false }));
      // The tasks of the first two are being stopped.
      expect((await task.wait({ timeout: 20_000 })).isErr()).toBe(true);
      must(await task.cancel());
      const cancelled = must(await task.wait());
      expect(cancelled.state).toBe('stopped');
      expect(cancelled.counts).toEqual({ cancelled: 2, 'not-begun': 2 });
      expect(upgradesOf(scene)).toEqual({});
      for (const cloud of Object.values(scene.accounts)) {
        for (const { Status } of cloud.dms.truth.tasks('us-east-1')) expect(Status).toBe('running');
      }
    });
  });
});

const consent: Hook['call'] = () => okAsync({});

const hook = (call: Hook['call'], timeout = 10_000): Hook => ({ timeout, call });

const silent: Hook['call'] = () => new ResultAsync(new Promise(() => {}));

describe('hooks', () => {
  const only = { rds: [], dms: ['a', 'b'], tasks: 0 } satisfies SceneOptions;

  it('are asked in their order, and each is told what it is about', async () => {
    const asked: string[] = [];
    const note: Hook['call'] = (about) => {
      asked.push('reference' in about ? `${about.hook} ${about.reference}` : `${about.hook} ${about.wave}`);
      return okAsync({});
    };
    const hooks: Hooks = {
      'before-wave': hook(note),
      'before-instance': hook(note),
      'after-instance': hook(note),
      'after-wave': hook(note),
    };
    const progress = await inScene({ ...only, dms: ['a'] }, (scene) => completed(scene.process({ hooks })));
    expect(progress.counts).toEqual({ succeeded: 2 });
    const once = ['before-wave', 'before-instance', 'after-instance', 'after-wave'];
    expect(asked.map((line) => line.split(' ')[0])).toEqual([...once, ...once]);
    expect(asked[0]).toBe('before-wave canary');
  });

  it.each<[string, Hook['call'], string, RegExp]>([
    ['says no', () => okAsync({ veto: 'a sale is on' }), 'vetoed', /a sale is on/],
    ['fails', () => errAsync({ message: 'it ended with 1' }), 'failed', /it ended with 1; nothing was begun/],
    [
      'throws',
      () => {
        throw new Error('boom');
      },
      'failed',
      /boom/,
    ],
    ['hangs', () => new ResultAsync(new Promise(() => {})), 'failed', /no answer within 10 s/],
  ])(
    'before an instance that %s: it is left as it is, and others go on',
    async (_what, call, state, reason) => {
      const before: Hook['call'] = (about) =>
        'reference' in about && about.reference.endsWith('/a') ? call(about) : okAsync({});
      await inScene(only, async (scene) => {
        const fleet = scene.process({ hooks: { 'before-instance': hook(before) } });
        const progress = await completed(fleet, { maxErrors: 2, canary: false });
        expect(progress.counts).toEqual({ [state]: 2, succeeded: 2 });
        expect(progress.instances.find((one) => one.state === state)?.reason).toMatch(reason);
        expect(Object.values(upgradesOf(scene))).toEqual([1, 1]);
      });
    },
  );

  it('after a wave that says no pauses the fleet run, and resuming asks it again', async () => {
    await inScene(only, async (scene) => {
      let answers = 0;
      const fleet = scene.process({
        hooks: {
          'after-wave': hook(() => ((answers += 1) === 1 ? okAsync({ veto: 'errors are up' }) : okAsync({}))),
        },
      });
      const task = await started(fleet, await planned(fleet));
      expect((await task.wait({ timeout: 3_600_000 })).isErr()).toBe(true);
      expect(task.progress.hold).toMatchObject({ hold: 'paused' });
      expect(task.progress.hold?.reason).toMatch(/errors are up/);
      expect(task.progress.counts).toEqual({ succeeded: 1, waiting: 3 });
      must(await task.resume());
      expect(must(await task.wait()).counts).toEqual({ succeeded: 4 });
    });
  });

  it('that a dead process has called are called again by the next one', async () => {
    await inScene({ ...only, dms: ['a'] }, async (scene) => {
      const first = scene.process({ hooks: { 'before-instance': hook(silent, 60_000) } });
      const plan = await planned(first, { canary: false });
      must(await (await started(first, plan)).advance());
      const second = scene.process({ hooks: { 'before-instance': hook(consent) } });
      expect(must(await (await started(second, plan)).wait()).counts).toEqual({ succeeded: 2 });
    });
  });
});

const changed = async (approval: 'instances' | 'transitions') =>
  inScene({ dms: [] }, async (scene) => {
    const fleet = scene.process();
    const plan = await planned(fleet, { approval, canary: false, maxErrors: 5 });
    // What the plan is made from, not what it does.
    scene.rds.rds.inject.set('rm-2', { class: 'mysql.x4.large.2' });
    const progress = must(await (await started(fleet, plan)).wait());
    return { progress, upgrades: upgradesOf(scene) };
  });

describe('an instance that changed after it was planned', () => {
  it('fails where instances were approved, with nothing changed', async () => {
    const { progress, upgrades } = await changed('instances');
    expect(progress.counts).toEqual({ failed: 1, succeeded: 5 });
    expect(upgrades['rds rm-2']).toBe(undefined);
  });

  it('is planned anew where transitions were', async () => {
    const { progress, upgrades } = await changed('transitions');
    expect(progress.counts).toEqual({ succeeded: 6 });
    expect(upgrades['rds rm-2']).toBe(1);
  });

  it('fails where the new plan would go another way than was approved', async () => {
    await inScene({ dms: [] }, async (scene) => {
      const fleet = scene.process();
      const plan = await planned(fleet, { approval: 'transitions', canary: false, maxErrors: 5 });
      scene.rds.rds.inject.set('rm-2', { version: '5.6' });
      const progress = must(await (await started(fleet, plan)).wait());
      expect(progress.counts).toEqual({ failed: 1, succeeded: 5 });
      expect(upgradesOf(scene)['rds rm-2']).toBe(undefined);
    });
  });
});

describe('bad logins and selections', () => {
  const refused = { code: 'AccessDeniedException', message: 'not authorized', status: 400 };

  it('leave out the regions of a login that is refused, and go on with the others', async () => {
    await inScene({}, async (scene) => {
      const other = makeScene({ clock: scene.clock, cloud: { allow: () => refused } });
      const sources = [...scene.sources.slice(0, 2), dmsSource('two', other.accounts.two)];
      const fleet = scene.process({ sources });
      const plan = await planned(fleet);
      expect(plan.instances).toHaveLength(8);
      expect(plan.leftOut.length).toBeGreaterThan(0);
      for (const one of plan.leftOut)
        expect(one).toMatchObject({ source: 'two', error: { kind: 'credentials' } });
      expect(must(await (await started(fleet, plan)).wait()).counts).toEqual({ succeeded: 8 });
    });
  });

  it('make the instances of a login that is refused later need an operator, while the others go on', async () => {
    let allowed = true;
    const scene = makeScene();
    const other = makeScene({ clock: scene.clock, cloud: { allow: () => allowed || refused } });
    await scene.clock.run(async () => {
      const sources = [...scene.sources.slice(0, 2), dmsSource('two', other.accounts.two)];
      const fleet = scene.process({ sources });
      const plan = await planned(fleet, { canary: false, maxErrors: 2 });
      allowed = false;
      const task = await started(fleet, plan);
      const stopped = must(await task.wait());
      expect(stopped.counts).toEqual({ succeeded: 8, 'needs-operator': 2 });
      expect(stopped.state).toBe('stopped');
      expect(stopped.instances[0]?.todo?.[0]).toMatch(/login/);
      allowed = true;
      must(await task.resume());
      expect(must(await task.wait()).counts).toEqual({ succeeded: 10 });
    });
  });

  it('refuse an instance that two sources reach', async () => {
    await inScene({}, async (scene) => {
      const fleet = scene.process({ sources: [...scene.sources, dmsSource('three', scene.accounts.one)] });
      const plan = await fleet.plan({ name: 'all', to: 'newest' });
      const error = plan.isErr() ? plan.error : undefined;
      expect(error?.kind).toBe('invalid-input');
      expect(error?.message).toMatch(/aws-dms:\/\/us-east-1\/a is reached by "one" and by "three"/);
    });
  });

  it('refuse two sources of one name, none at all, and a selection that is empty', async () => {
    await inScene({}, async (scene) => {
      const [first] = scene.sources;
      const { id } = await started(scene.process(), await planned(scene.process()));
      for (const sources of [[], first ? [first, first] : []]) {
        const plan = await scene.process({ sources }).plan({ name: 'all', to: 'newest' });
        expect(plan.isErr() && plan.error.kind).toBe('invalid-input');
        const opened = must(await scene.process({ sources }).open(id));
        const led = await opened.wait();
        expect(led.isErr() && led.error.kind).toBe('invalid-input');
        must(await opened.pause());
      }
      for (const select of [{ name: 'nobody' }, { references: ['gcp://'] }, { tags: { stage: 'none' } }]) {
        const plan = await scene.process().plan({ name: 'all', to: 'newest', select });
        expect(plan.isErr() && plan.error.message).toMatch(/no instance is selected/);
      }
    });
  });

  it('refuse a plan whose source is missing when it starts', async () => {
    await inScene({}, async (scene) => {
      const plan = await planned(scene.process());
      const start = await scene
        .process({ sources: scene.sources.slice(0, 1) })
        .start(plan, { accept: 'all' });
      expect(start.isErr() && start.error.message).toMatch(/needs the source "one"/);
      expect(upgradesOf(scene)).toEqual({});
    });
  });

  it('refuse a plan with warnings that nobody accepted', async () => {
    const unsaved = { id: 'rm-0', region: 'cn-hangzhou', version: '5.7', backup: 'none' } as const;
    await inScene({ rds: [unsaved], dms: [] }, async (scene) => {
      const start = await scene.process().start(await planned(scene.process()), {});
      expect(start.isErr() && start.error.kind).toBe('precondition');
    });
  });
});

describe('a selection by tags', () => {
  it('has those that have them, over both clouds, and reads no tags where none are asked for', async () => {
    await inScene({}, async (scene) => {
      const reads = (): number =>
        [scene.rds, ...Object.values(scene.accounts)].reduce(
          (sum, cloud) =>
            sum +
            callsOf(cloud, (action) => action === 'ListTagResources' || action === 'ListTagsForResource'),
          0,
        );
      // What DMS reads of an instance that it plans, infrastructure as code, is by its one ARN.
      const plan = await planned(scene.process(), { select: { tags: { stage: 'test' } } });
      expect(plan.instances.map(({ key }) => key)).toEqual([
        'rds:alibaba-rds://cn-hangzhou/rm-0',
        'rds:alibaba-rds://cn-shanghai/rm-1',
        'one:aws-dms://us-east-1/a',
        'two:aws-dms://us-east-1/a',
      ]);
      const before = reads();
      await planned(scene.process(), { select: { references: ['alibaba-rds://'] } });
      expect(reads()).toBe(before);
    });
  });

  it.each(['ListTagResources', 'ListTagsForResource'])(
    'without the permission for %s is an error that names it',
    async (action) => {
      const refusal = {
        code: action === 'ListTagResources' ? 'Forbidden.RAM' : 'AccessDeniedException',
        message: 'not authorized',
      };
      await inScene({ cloud: { allow: (call) => call.action !== action || refusal } }, async (scene) => {
        const provider = action === 'ListTagResources' ? 'alibaba-rds' : 'aws-dms';
        const only = await scene.process().plan({
          name: 'all',
          to: 'newest',
          select: { references: [`${provider}://`], tags: { stage: 'test' } },
        });
        const error = only.isErr() ? only.error : undefined;
        expect(error).toMatchObject({ kind: 'credentials', cause: 'permission' });
        expect(error?.message).toContain(action);
        // The other cloud goes on, and the plan says what it lacks.
        const both = await planned(scene.process(), { waves: [{ tags: { stage: 'test' } }], canary: false });
        expect(both.instances.every(({ reference }) => !reference.startsWith(provider))).toBe(true);
        expect(both.leftOut.some(({ reason }) => reason.includes(action))).toBe(true);
      });
    },
  );
});

const single = (action: string): boolean => action === 'DescribeDBInstanceAttribute';

describe('what looking costs', () => {
  it('is the pages that list a region, and no call an instance while nothing changes', async () => {
    const rds = Array.from({ length: 30 }, (_, index) => ({
      id: `rm-${index}`,
      region: 'cn-hangzhou',
      version: '5.7',
      usedGigabytes: 20,
      storageGigabytes: 100,
    }));
    await inScene({ rds, dms: [] }, async (scene) => {
      for (const { id } of rds) scene.rds.rds.inject.nextUpgrade(id, 'sticks');
      const fleet = scene.process();
      const task = await started(fleet, await planned(fleet, { maxConcurrency: 30, canary: false }));
      expect((await task.wait({ timeout: 20 * 60_000 })).isErr()).toBe(true);
      expect(task.progress.counts).toEqual({ running: 30 });
      const before = callsOf(scene.rds);
      const singles = callsOf(scene.rds, single);
      expect((await task.wait({ timeout: 3_600_000 })).isErr()).toBe(true);
      expect(callsOf(scene.rds, single) - singles).toBe(0);
      // A tick lists one page; history tasks are read thirty a call.
      const hour = callsOf(scene.rds) - before;
      expect(hour).toBeGreaterThan(0);
      expect(hour).toBeLessThan(30 * 12);
    });
  });

  it('counts the same names in two accounts as two instances', async () => {
    const progress = await inScene({ rds: [], dms: ['a'] }, (scene) => completed(scene.process()));
    expect(statesOf(progress)).toEqual({
      'one:aws-dms://us-east-1/a': 'succeeded',
      'two:aws-dms://us-east-1/a': 'succeeded',
    });
  });
});

describe('the forecast', () => {
  it('counts the further instances that quotas need room for, by account and region', async () => {
    const scene = makeScene({ dms: ['a', 'b'] });
    const options = { 'aws-dms': { strategy: 'side-by-side' } };
    const quotaOf = async (request: object): Promise<object> =>
      scene.clock.run(async () => (await planned(scene.process(), request)).forecast.quota);
    expect(await quotaOf({ options })).toEqual({
      'aws-dms/one/us-east-1': 2,
      'aws-dms/two/us-east-1': 2,
    });
    expect(await quotaOf({})).toEqual({});
  });
});
