import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instance, replica, request, survey } from '../testing/family.ts';
import { validStep } from '../stored-step.ts';
import { draftPlan } from './draft.ts';
import { errorOf, valueOf } from '../testing/unwrap.ts';

const guard = instance({ instanceId: 'rm-dr', region: 'cn-shanghai', type: 'Guard' });

const family = fc
  .record({
    version: fc.constantFrom('5.5', '5.6', '5.7'),
    replicas: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 4 }),
    guarded: fc.boolean(),
  })
  .map(({ version, replicas, guarded }) =>
    survey([
      instance({ engineVersion: version, replicaIds: replicas.map((index) => `rr-${index}`) }),
      ...replicas.map((index) => replica(`rr-${index}`, { engineVersion: version })),
      ...(guarded ? [{ ...guard, engineVersion: version }] : []),
    ]),
  );
const wanted = fc.record({
  to: fc.constantFrom('5.6', '5.7', '8.0', 'newest'),
  effectiveTime: fc.constantFrom('immediate' as const, 'maintenance-window' as const),
  options: fc.record({
    replicaOrder: fc.constantFrom('auto' as const, 'replicas-first' as const, 'with-primary' as const),
    parallelReplicas: fc.integer({ min: 1, max: 4 }),
  }),
});

describe('a draft', () => {
  it('orders hops, replicas and primaries', () => {
    fc.assert(
      fc.property(family, wanted, (seen, { to, ...fields }) => {
        const answer = draftPlan(request(to, fields), seen);
        if (answer.isErr()) expect(answer.error.kind).toBe('downgrade');
        if (answer.isErr()) return;
        const { steps, hops, members, fingerprint } = answer.value;
        const ids = steps.map((step) => step.id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const [index, step] of steps.entries()) {
          expect(validStep(JSON.parse(JSON.stringify(step.input)))).toBe(true);
          for (const before of step.after) expect(ids.slice(0, index)).toContain(before);
          for (const field of step.changes) expect(fingerprint).toHaveProperty([field]);
        }
        const ancestors = (id: string): string[] => {
          const step = steps.find((candidate) => candidate.id === id);
          return (step?.after ?? []).flatMap((before) => [before, ...ancestors(before)]);
        };
        for (const [index, hop] of hops.entries()) {
          const own = steps.filter((step) => step.input.to === hop.to);
          const before = steps.filter((step) =>
            hops.slice(0, index).some((other) => other.to === step.input.to),
          );
          for (const step of own)
            expect(ancestors(step.id)).toEqual(expect.arrayContaining(before.map(({ id }) => id)));
          const primary = own.filter((step) => step.input.role === 'primary');
          expect(primary).toHaveLength(1);
          const replicas = own.filter(
            (step) => step.input.role !== 'primary' && step.input.kind === 'upgrade-member',
          );
          expect(replicas).toHaveLength(
            fields.options.replicaOrder === 'with-primary' ? 0 : members.length - 1,
          );
          expect(ancestors(primary[0]?.id ?? '')).toEqual(
            expect.arrayContaining(replicas.map(({ id }) => id)),
          );
          const following = own.filter((step) => step.input.kind === 'follow-primary');
          expect(following.map((step) => step.member).sort()).toEqual(
            members
              .slice(1)
              .map((m) => m.reference)
              .sort(),
          );
          for (const step of following) {
            expect(step.after[0]).toBe(primary[0]?.id);
            expect(step.input.primaryStep).toBe(primary[0]?.id);
          }
        }
      }),
    );
  });

  it('upgrades replicas one at a time, unless more may go at once or the window decides', () => {
    const seen = survey([
      instance({ replicaIds: ['rr-1', 'rr-2', 'rr-3'] }),
      replica('rr-1'),
      replica('rr-2'),
      replica('rr-3'),
    ]);
    const chain = (fields: object): (string | undefined)[] =>
      valueOf(draftPlan(request('5.6', fields), seen))
        .steps.slice(0, 3)
        .map((step) => step.after[0]);
    expect(chain({})).toEqual([undefined, '5.6/rr-1/upgrade', '5.6/rr-2/upgrade']);
    expect(chain({ options: { parallelReplicas: 2 } })).toEqual([undefined, undefined, '5.6/rr-1/upgrade']);
    expect(chain({ effectiveTime: 'maintenance-window' })).toEqual([undefined, undefined, undefined]);
  });

  it('lets replicas follow one at a time too, so that waiting for a turn uses up no limit', () => {
    const seen = survey([instance({ replicaIds: ['rr-1', 'rr-2'] }), replica('rr-1'), replica('rr-2')]);
    const following = valueOf(draftPlan(request('5.6'), seen)).steps.filter(({ id }) =>
      id.endsWith('/follow'),
    );
    expect(following.map(({ after }) => after)).toEqual([
      ['5.6/rm-orders/upgrade'],
      ['5.6/rm-orders/upgrade', '5.6/rr-1/follow'],
    ]);
  });

  it('has nothing to do where all are on the target', () => {
    const seen = survey([instance({ engineVersion: '5.6' }), replica('rr-1', { engineVersion: '5.6' })]);
    expect(valueOf(draftPlan(request('5.6'), seen))).toMatchObject({ steps: [], hops: [], to: '5.6' });
  });

  it('begins at the lowest version of the family', () => {
    const seen = survey([instance({ engineVersion: '5.6' }), replica('rr-1')]);
    expect(valueOf(draftPlan(request('5.6'), seen))).toMatchObject({
      from: '5.5',
      hops: [{ from: '5.5', to: '5.6' }],
    });
  });

  it('takes the newest that is offered', () => {
    expect(valueOf(draftPlan(request('newest'), survey([instance()]))).to).toBe('8.0');
    expect(valueOf(draftPlan(request('newest'), survey([instance({ engineVersion: '8.0' })]))).steps).toEqual(
      [],
    );
  });

  it.each([
    ['a downgrade', '5.5', instance({ engineVersion: '5.7' }), { kind: 'downgrade', from: '5.7', to: '5.5' }],
    [
      'a version that is not offered',
      '8.4',
      instance(),
      { kind: 'version-not-offered', offered: ['5.6', '5.7', '8.0'] },
    ],
    ['no version', 'latest', instance(), { kind: 'invalid-input', input: 'to' }],
    ['another engine', '16.0', instance({ engine: 'PostgreSQL' }), { kind: 'unsupported' }],
    [
      'standard SSD',
      '8.0',
      instance({ engineVersion: '5.7', storageType: 'cloud_ssd' }),
      { kind: 'unsupported', instead: expect.stringContaining('ESSD') },
    ],
    [
      'serverless',
      '8.0',
      instance({ engineVersion: '5.7', category: 'serverless_basic' }),
      { kind: 'unsupported' },
    ],
    [
      '5.6 on ESSD',
      '5.7',
      instance({ engineVersion: '5.6', storageType: 'cloud_essd' }),
      { kind: 'version-not-offered' },
    ],
  ])('is refused for %s', (_, to, primary, error) => {
    expect(errorOf(draftPlan(request(to), survey([primary])))).toMatchObject(error);
  });

  it('is refused for a replica with the reference of its primary, unless it is wanted alone', () => {
    const seen = { ...survey([replica('rr-1')]), primary: 'alibaba-rds://cn-hangzhou/rm-orders' };
    const error = errorOf(draftPlan(request('5.6'), seen));
    expect(error).toMatchObject({ kind: 'invalid-input', input: 'reference' });
    expect(error.message).toContain('alibaba-rds://cn-hangzhou/rm-orders');
    const alone = valueOf(draftPlan(request('5.6', { onlyThis: true }), seen));
    expect(alone.steps.map((step) => step.id)).toEqual(['5.6/rr-1/upgrade']);
  });

  it('is refused for options that cannot be', () => {
    const options = JSON.parse('{"replicaOrder":"backwards"}');
    expect(errorOf(draftPlan(request('5.6', { options }), survey([instance()])))).toMatchObject({
      input: 'replicaOrder',
    });
  });

  it('is refused while a member could not be seen', () => {
    const [primary] = survey([instance()]).members;
    if (!primary) throw new Error('no member');
    const unseen = { ...primary, url: 'alibaba-rds://cn-x/rm-dr', instance: { sight: 'absent' } as const };
    expect(
      errorOf(draftPlan(request('5.6'), { instance: instance(), members: [primary, unseen] })),
    ).toMatchObject({
      kind: 'invalid-input',
      input: 'regions',
    });
  });
});
