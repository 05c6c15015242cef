import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAgenda } from './agenda.ts';

describe('an agenda', () => {
  it('lets happen what is due, in order, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.nat(50), (times, now) => {
        const agenda = createAgenda();
        const happened: number[] = [];
        for (const at of times) agenda.schedule(at, (when) => happened.push(when));
        agenda.settle(now);
        expect(happened).toEqual(times.filter((at) => at <= now).sort((one, other) => one - other));
      }),
    );
  });

  it('settles what an event adds, if that is due too', () => {
    const agenda = createAgenda();
    const happened: number[] = [];
    agenda.schedule(1, (at) => {
      happened.push(at);
      agenda.schedule(at + 1, (next) => happened.push(next));
      agenda.schedule(at + 5, (next) => happened.push(next));
    });
    agenda.settle(3);
    expect(happened).toEqual([1, 2]);
  });

  it('forgets what was called off', () => {
    const agenda = createAgenda();
    const happened: number[] = [];
    const callOff = agenda.schedule(1, (at) => happened.push(at));
    callOff();
    agenda.settle(2);
    expect(happened).toEqual([]);
  });
});
