import { sightOf, type Snapshot } from '@engine-upgrader/core';
import { describe, expect, it } from 'vitest';
import { tagsKey } from '../needs.ts';
import type { AwsDms } from '../provider.ts';
import type { CreateInstanceStep } from './step.ts';
import { accepted, context, instance, memory, snapshot, stepOf } from '../testing/samples.ts';
import { createInstance } from './create-instance.ts';
import { planTag } from './plan-tag.ts';

const step: CreateInstanceStep = {
  kind: 'create-instance',
  region: 'us-east-1',
  settings: {
    ReplicationInstanceIdentifier: 'orders-3-6-1',
    ReplicationInstanceClass: 'dms.t3.medium',
    EngineVersion: '3.6.1',
    MultiAZ: false,
    AutoMinorVersionUpgrade: false,
    PubliclyAccessible: false,
  },
  tags: [{ Key: 'team', Value: 'orders' }],
};
const made = instance({ instanceId: 'orders-3-6-1', arn: 'arn:new', engineVersion: '3.6.1' });

/** A look that saw the new instance, with this tag of a plan. */
function seen(status: string, plan?: string, engineVersion = '3.6.1'): Snapshot<AwsDms> {
  const look = snapshot({ instance: { ...made, status, engineVersion } });
  const tags = plan === undefined ? {} : { [planTag]: plan };
  return {
    ...look,
    sights: { ...look.sights, [tagsKey('arn:new')]: { sight: 'seen', value: { kind: 'tags', tags } } },
  };
}

const decide = (look: Snapshot<AwsDms>, own = accepted()) =>
  createInstance.decide(stepOf(step), look, own, context());

describe('the creation of the new instance', () => {
  it('sends the settings, the old tags, and the tag of its plan', () => {
    expect(decide(snapshot({}), memory())).toMatchObject({
      verdict: 'act',
      call: {
        operation: 'CreateReplicationInstance',
        input: {
          ...step.settings,
          Tags: [
            { Key: 'team', Value: 'orders' },
            { Key: planTag, Value: 'plan' },
          ],
        },
      },
    });
  });

  it('waits until it is available on the target, and asks for its tags first', () => {
    const look = snapshot({ instance: made });
    expect(sightOf(look, tagsKey('arn:new')).sight).toBe('not-looked');
    const first = decide(look);
    expect(first).toMatchObject({ verdict: 'wait', note: { created: 'arn:new' } });
    const needs = createInstance.needs(stepOf(step), memory({ note: { created: 'arn:new' } }), context());
    expect(needs.map(({ kind }) => kind)).toContain('tags');
    expect(decide(seen('creating', 'plan')).verdict).toBe('wait');
    expect(decide(seen('available', 'plan')).verdict).toBe('done');
  });

  it.each([undefined, 'another'])('never takes over one with the tag %s', (plan) => {
    expect(decide(seen('available', plan))).toMatchObject({ verdict: 'fail', error: { kind: 'rejected' } });
  });

  it('fails where it ends in a bad status, or on another version', () => {
    expect(decide(seen('incompatible-network', 'plan')).verdict).toBe('fail');
    expect(decide(seen('available', 'plan', '3.5.4')).verdict).toBe('fail');
  });
});
