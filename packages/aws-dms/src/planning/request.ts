import type { ResolvedRequest } from '@engine-upgrader/core';
import type { AwsDms } from '../provider.ts';

/** A request to this driver. */
export type ResolvedDmsRequest = ResolvedRequest<AwsDms>;
