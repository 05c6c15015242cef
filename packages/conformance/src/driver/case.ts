import type { Provider } from '@engine-upgrader/core';
import type { ConformanceCase } from '../case.ts';
import type { ConformanceSubject } from './world.ts';

/** One demand on a driver. */
export type DriverCase<P extends Provider> = ConformanceCase<ConformanceSubject<P>>;
