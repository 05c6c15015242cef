import type { Hop } from '@engine-upgrader/core';
import type { RdsInstance } from '../observe/instance.ts';

/** What an edition is offered, and where it is offered nothing, why and what to do about it. */
export interface EditionOffer {
  readonly edition: string;
  readonly hops: readonly Hop[];
  readonly obstacle?: { readonly why: string; readonly instead: string };
}

const hop56: Hop = { from: '5.5', to: '5.6' };
const hop57: Hop = { from: '5.6', to: '5.7' };
const hop80: Hop = { from: '5.7', to: '8.0' };

/**
 * The hops that the cloud takes for an instance's edition and storage (MV, "Upgrade the major database version":
 * its table of editions).
 */
export function editionOffer(instance: Pick<RdsInstance, 'category' | 'storageType'>): EditionOffer {
  const category = (instance.category ?? '').toLowerCase();
  const storage = (instance.storageType ?? '').toLowerCase();
  const edition = `${instance.category ?? 'unknown edition'}, ${instance.storageType ?? 'unknown storage'}`;
  if (category.startsWith('serverless')) {
    const instead = 'convert the instance to a regular edition first';
    return {
      edition,
      hops: [],
      obstacle: { why: 'serverless instances cannot be upgraded in place', instead },
    };
  }
  if (storage === 'cloud_ssd') {
    const instead = 'convert its storage to ESSD first';
    return { edition, hops: [], obstacle: { why: 'its storage is standard SSD', instead } };
  }
  if (storage.startsWith('local') || storage === '') {
    const highlyAvailable = category === 'highavailability' || category === '';
    return { edition, hops: highlyAvailable ? [hop56, hop57, hop80] : [] };
  }
  if (/essd/.test(storage)) {
    return { edition, hops: ['highavailability', 'cluster', 'basic', ''].includes(category) ? [hop80] : [] };
  }
  return { edition, hops: [] };
}
