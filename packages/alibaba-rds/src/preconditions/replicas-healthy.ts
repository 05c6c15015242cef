import { finder, type Precondition, seenMembers, unreadable } from './precondition.ts';

const name = 'replicas-healthy';
const finding = finder(name);
/** A replica that is further behind is not ready to be switched to. */
const mostDelay = 60;

/** No replica lags behind its primary (DescribeReadDBInstanceDelay). */
export const replicasHealthy: Precondition = (input) =>
  seenMembers(input)
    .filter((member) => member.role === 'replica')
    .map(({ url, evidence }) => {
      const { delay } = evidence;
      if (delay?.sight !== 'seen') return unreadable(name, url, 'DescribeReadDBInstanceDelay', delay);
      const { seconds } = delay.value;
      const seen = { delaySeconds: seconds };
      if (seconds < 0) {
        const remedy = 'repair its replication first';
        return finding('failed', url, { message: 'does not replicate', seen, remedy });
      }
      if (seconds <= mostDelay) {
        return finding('passed', url, { message: `is ${seconds} s behind its primary`, seen });
      }
      const message = `is ${seconds} s behind its primary`;
      return finding('failed', url, {
        message,
        seen,
        remedy: `wait until it is at most ${mostDelay} s behind`,
      });
    });
