import * as z from 'zod/mini';
import { once } from './once.ts';

const step = once(() => {
  const name = z.string().check(z.regex(/^[A-Za-z0-9-]{1,100}$/));
  const version = z.string().check(z.regex(/^\d{1,3}\.\d{1,3}$/));

  return z.object({
    kind: z.enum(['upgrade-member', 'follow-primary']),
    region: z.string().check(z.regex(/^[a-z0-9-]{1,40}$/)),
    instanceId: name,
    role: z.enum(['primary', 'replica', 'disaster-recovery']),
    from: version,
    to: version,
    effectiveTime: z.enum(['immediate', 'maintenance-window']),
    maintenanceWindow: z.optional(z.string().check(z.maxLength(40))),
    primaryStep: z.optional(z.string().check(z.maxLength(200))),
    mayFollow: z.boolean(),
  });
});

/** Whether what a plan tells a step is what this driver would tell it. */
export function validStep(input: unknown): boolean {
  return step().safeParse(input).success;
}
