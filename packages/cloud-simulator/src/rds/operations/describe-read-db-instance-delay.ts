import { parameter, type RdsOperation, readsInstance, seenInstance } from '../operation.ts';
import { missing, refuse } from '../refusal.ts';

/** DescribeReadDBInstanceDelay: how far a read-only instance is behind its primary, in seconds. */
export const describeReadDBInstanceDelay: RdsOperation = readsInstance((primary, context) => {
  const id = parameter(context, 'ReadInstanceId');
  if (id === undefined) return { refusal: missing('ReadInstanceId') };
  const replica = seenInstance(context, id);
  if (replica === undefined || replica.primary !== primary.id) {
    return { refusal: refuse('InvalidDBInstanceId.NotFound') };
  }
  return {
    body: {
      DBInstanceId: primary.id,
      ReadDBInstanceId: replica.id,
      DelayTime: replica.delaySeconds,
      Items: {
        Items: [
          {
            DBInstanceId: primary.id,
            ReadDBInstanceNames: { ReadDBInstanceName: [replica.id] },
            ReadDelayTimes: { ReadDelayTime: [String(replica.delaySeconds)] },
          },
        ],
      },
    },
  };
});
