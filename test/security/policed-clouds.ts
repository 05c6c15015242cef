import { main } from '@engine-upgrader/cli';
import {
  type CloudCall,
  type CloudOptions,
  createCloud,
  type Permission,
  seededRandom,
  serveCloud,
} from '@engine-upgrader/cloud-simulator';
import { createMemoryStore } from '@engine-upgrader/core';
import { simulatedEnvironment } from '../../packages/cli/src/simulation/environment.ts';
import { hastyClock } from '../fuzz/hasty-clock.ts';
import { inProcessIo } from '../fuzz/in-process.ts';

/** What a command wrote, and its exit code. */
export interface Done {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Both clouds over HTTP, behind an access control that grants some actions and no more. */
export interface PolicedClouds {
  run(...argv: string[]): Promise<Done>;
  /** Actions that were called, granted or not. */
  readonly called: ReadonlySet<string>;
  close(): Promise<void>;
}

/** The actions that a call needs: tags at a creation need one of their own. */
function actionsOf({ service, action, parameters }: CloudCall): string[] {
  const tags = action === 'CreateReplicationInstance' && parameters['Tags'] !== undefined;
  return [`${service}:${action}`, ...(tags ? [`${service}:AddTagsToResource`] : [])];
}

/** The refusal in each cloud's own words: SDK, and the documentation of RAM. */
function refusalOf(service: CloudCall['service'], action: string): Permission {
  return service === 'dms'
    ? {
        code: 'AccessDeniedException',
        message: `User: arn:aws:iam::123456789012:user/dba is not authorized to perform: ${action}`,
      }
    : {
        code: 'Forbidden.RAM',
        message: `User not authorized to operate on the specified resource, or this API doesn't support RAM.`,
      };
}

/** Opens clouds that grant these actions alone. Logins are read by the official clients from the process's environment. */
export async function openPolicedClouds(
  granted: ReadonlySet<string>,
  options: Pick<CloudOptions, 'fleet' | 'switches'> = {},
): Promise<PolicedClouds> {
  const clock = hastyClock();
  const called = new Set<string>();
  const cloud = createCloud({
    ...options,
    clock,
    random: seededRandom(4),
    allow: (call) => {
      const needed = actionsOf(call);
      for (const action of needed) called.add(action);
      const refused = needed.find((action) => !granted.has(action));
      return refused === undefined ? true : refusalOf(call.service, refused);
    },
  });
  const server = await serveCloud(cloud);
  const endpoints = { ...server.endpoints, aws: server.dmsEndpoint, journal: '' };
  const { set } = simulatedEnvironment({ endpoints, speed: 1, folder: '/nowhere' }, {});
  const own = Object.entries(set).filter(([name]) => !name.startsWith('ENGINE_UPGRADER_'));
  const environment = { ...Object.fromEntries(own), ENGINE_UPGRADER_CALLS_PER_SECOND: '10000' };
  const files = new Map<string, string>();
  const store = createMemoryStore();
  return {
    called,
    async run(...argv) {
      const written = { stdout: '', stderr: '' };
      const code = await main(argv, inProcessIo(written, files, store, environment, clock));
      return { code, ...written };
    },
    close: () => server.close(),
  };
}
