import type { ResolvedRequest } from '@engine-upgrader/core';
import type { AlibabaRds } from '../provider.ts';

/** A request to this driver, after validation. */
export type ResolvedRdsRequest = ResolvedRequest<AlibabaRds>;
