export type { ChildCommand, Environment, Io, Output } from './io.ts';
export { main } from './main.ts';
export type {
  DriverSettings,
  LeastPolicy,
  PolicyAction,
  ProviderEntry,
  RequestOption,
} from './providers/provider-entry.ts';
