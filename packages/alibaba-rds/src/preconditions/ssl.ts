import { changingMembers, finder, type Precondition, unreadable } from './precondition.ts';

const name = 'ssl';
const finding = finder(name);

/** SSL is off: UE lists InvalidSSLstatus, "has SSL enabled, this operation is not supported". */
export const ssl: Precondition = (input) =>
  changingMembers(input).map(({ url, evidence }) => {
    const sight = evidence.ssl;
    if (sight?.sight !== 'seen') return unreadable(name, url, 'DescribeDBInstanceSSL', sight);
    const seen = { ssl: sight.value.enabled };
    if (!sight.value.enabled) return finding('passed', url, { message: 'SSL is off', seen });
    const message = 'SSL is on; the cloud may refuse the upgrade with InvalidSSLstatus';
    const remedy = 'turn SSL off before the upgrade and on after it, or accept that it may be refused';
    return finding('warning', url, { message, seen, remedy });
  });
