import { alibabaRds } from './providers/alibaba-rds.ts';
import { awsDms } from './providers/aws-dms.ts';
import type { ProviderEntry } from './providers/provider-entry.ts';

/** Every provider, one entry each. */
export const providers: readonly ProviderEntry[] = [alibabaRds, awsDms];
