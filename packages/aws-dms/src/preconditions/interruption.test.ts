import { expect, test } from 'vitest';
import { draftInPlace } from '../in-place.ts';
import { request, start, survey, task } from '../testing/samples.ts';
import { valueOf } from '../testing/unwrap.ts';
import { interruption } from './interruption.ts';

const another = task({ identifier: 'orders-more', arn: `${task().arn}-MORE` });

test.each([
  [[], 'no task runs'],
  [[task()], /^1 task pauses for about \d+ minutes: orders-cdc$/],
  [[task(), another], /^2 tasks pause for about \d+ minutes: orders-cdc, orders-more$/],
])('says how many tasks pause, and for how long: %#', (tasks, said) => {
  const read = survey({ tasks });
  const draft = valueOf(draftInPlace(request(), read, start));
  const [found] = interruption({ request: request(), survey: read, draft, now: start });
  expect(found?.message).toMatch(said);
});
