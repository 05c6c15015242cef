export type { StorePlace } from './place.ts';
export { describeStore, storeCases } from './suite.ts';
