import { exitCode } from '../exit-code.ts';
import type { LeastPolicy, PolicyAction } from '../providers/provider-entry.ts';
import { writeResults } from '../render/results.ts';
import type { Style } from '../render/style.ts';
import { columns } from '../render/table.ts';
import { report } from '../report.ts';
import { type Session, unknownProvider } from '../session.ts';

/** Shows the least policy that a provider's login needs. */
export async function policy(session: Session, provider: string): Promise<number> {
  const { io, settings, style } = session;
  const entry = io.providers.find((known) => known.id === provider);
  if (!entry) return report(session, unknownProvider(io.providers, provider));
  const least = await entry.policy();
  const { required, optional, languageVersion } = least;
  const documents = {
    required: policyDocument(required, languageVersion),
    optional: policyDocument(optional, languageVersion),
  };
  writeResults(io, settings.output, documents, () => policyText(least, documents, style));
  return exitCode.done;
}

/** A policy in the form that IAM and RAM share. Pure. */
export function policyDocument(actions: readonly PolicyAction[], languageVersion: string): object {
  const statement = { Effect: 'Allow', Action: actions.map(({ action }) => action), Resource: '*' };
  return { Version: languageVersion, Statement: [statement] };
}

function policyText(
  { required, optional }: LeastPolicy,
  documents: { readonly required: object; readonly optional: object },
  style: Style,
): string {
  const part = (title: string, actions: readonly PolicyAction[], document: object): string[] => [
    style.bold(title),
    ...columns(actions.map(({ action, purpose }) => [`  ${action}`, style.dim(purpose)])),
    '',
    JSON.stringify(document, null, 2),
    '',
  ];
  return [
    ...part('Required: without these no upgrade runs', required, documents.required),
    ...part('Optional: without one of these a finding is unknown', optional, documents.optional),
  ].join('\n');
}
