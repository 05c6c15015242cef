import { describe, expect, it } from 'vitest';
import { maintenanceRemarks } from './maintenance-remarks.ts';

describe('announced maintenance', () => {
  it('is a remark with its dates', () => {
    const appliedAfter = Date.UTC(2026, 11, 1);
    expect(maintenanceRemarks([])).toEqual([]);
    expect(maintenanceRemarks([{ action: 'os-upgrade' }, { action: 'db-upgrade', appliedAfter }])).toEqual([
      'os-upgrade is announced and may come along',
      'db-upgrade is announced (applied after 2026-12-01) and may come along',
    ]);
  });
});
