import type { AlibabaRds } from '@engine-upgrader/alibaba-rds';
import type { AwsDms } from '@engine-upgrader/aws-dms';
import type { EngineUpgrader, StepMemory, UpgradeHandle, UpgradePlan } from '@engine-upgrader/core';
import { describe, expectTypeOf, it } from 'vitest';

describe('the types of each provider are its own', () => {
  it('a handle or a plan of one is not one of the other', () => {
    expectTypeOf<UpgradeHandle<AwsDms>>().not.toExtend<UpgradeHandle<AlibabaRds>>();
    expectTypeOf<UpgradeHandle<AlibabaRds>>().not.toExtend<UpgradeHandle<AwsDms>>();
    expectTypeOf<UpgradePlan<AwsDms>>().not.toExtend<UpgradePlan<AlibabaRds>>();
    expectTypeOf<EngineUpgrader<AwsDms>>().not.toExtend<EngineUpgrader<AlibabaRds>>();
  });

  it('a handle has the provider’s own task ids and calls', () => {
    type Answer = NonNullable<StepMemory<AlibabaRds>['answer']>;
    type Acknowledgement = Extract<Answer, { answer: 'accepted' }>['acknowledgement'];
    expectTypeOf<Acknowledgement>().toEqualTypeOf<{ readonly taskId?: string }>();
    type Operation = NonNullable<StepMemory<AwsDms>['intent']>['call']['operation'];
    expectTypeOf<'StopReplicationTask'>().toExtend<Operation>();
    expectTypeOf<'UpgradeDBInstanceEngineVersion'>().not.toExtend<Operation>();
  });
});
