import type { FleetPlan, LeftOut } from '@engine-upgrader/core/fleet';
import { durationInWords, formatDuration } from '../../duration.ts';
import type { Style } from '../../render/style.ts';
import { columns } from '../../render/table.ts';
import { instant } from '../../render/time.ts';
import type { HooksConfig } from '../config.ts';
import { warningsOf } from '../warnings.ts';

/** Names that are listed of those that have something in common. */
const shownNames = 3;

/** A fleet plan for people: as long for a thousand instances as for ten. */
export function fleetPlanText(plan: FleetPlan, hooks: HooksConfig, style: Style): string {
  const { name, to, effectiveTime, id, instances } = plan;
  const when = effectiveTime === 'immediate' ? 'at once' : 'in the maintenance window';
  const head = `${style.bold(name)}  to ${style.bold(to)}  ${style.dim(`${when}, plan ${id.slice(0, 8)}`)}`;
  const parts =
    instances.length === 0
      ? [['Nothing to do.'], titled('Left out', leftOutRows(plan.leftOut), style)]
      : [
          limitLines(plan),
          titled('Waves', waveRows(plan, style), style),
          titled('Transitions', transitionRows(plan), style),
          titled('Warnings', warningRows(plan), style),
          titled('Left out', leftOutRows(plan.leftOut), style),
          titled('Hooks', hookRows(hooks), style),
          titled('Forecast', forecastLines(plan), style),
        ];
  return `${[[head], ...parts]
    .map((part) => part.join('\n'))
    .filter(Boolean)
    .join('\n\n')}\n`;
}

function titled(title: string, lines: readonly string[], style: Style): readonly string[] {
  return lines.length === 0 ? [] : [style.bold(title), ...lines.map((line) => `  ${line}`)];
}

function limitLines({ instances, waves, limits, approval }: FleetPlan): string[] {
  const { maxConcurrency, maxConcurrencyPerScope, maxErrors, calendar } = limits;
  const perScope =
    maxConcurrencyPerScope === undefined ? '' : `, ${maxConcurrencyPerScope} in an account and region`;
  const errors =
    maxErrors === 0 ? 'stops after the first that fails' : `stops when more than ${maxErrors} fail`;
  const hours = calendar?.hours ? ` from ${calendar.hours.from} to ${calendar.hours.to}` : '';
  const days = calendar?.days ? ` on ${calendar.days.join(', ')}` : '';
  const freezes = calendar?.freezes?.map(({ from, to }) => `, not from ${from} to ${to}`).join('') ?? '';
  return [
    `${counted(instances.length, 'instance')} in ${counted(waves.length, 'wave')}, ${maxConcurrency} at most at the same time${perScope}; ${errors}`,
    ...(calendar ? [`begins${days}${hours} (${calendar.timeZone ?? 'UTC'})${freezes}`] : []),
    ...(approval === 'transitions'
      ? ['approved are the transitions: a plan that is stale at its turn is made anew']
      : []),
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function waveRows({ waves }: FleetPlan, style: Style): string[] {
  const heads = ['wave', 'instances', 'bake', ''].map((text) => style.dim(text.toUpperCase()));
  const rows = waves.map(({ name, instances, bake }) => [
    name,
    String(instances.length),
    bake === 0 ? '–' : formatDuration(bake),
    names(instances),
  ]);
  return columns([heads, ...rows]);
}

function transitionRows({ transitions }: FleetPlan): string[] {
  return columns(
    transitions.map(({ provider, from, to, instances }) => [
      provider,
      `${from} → ${to}`,
      counted(instances, 'instance'),
    ]),
  );
}

function warningRows({ instances }: FleetPlan): string[] {
  const rows = warningsOf(instances).map(({ finding, instances: keys }) => [
    finding.name,
    counted(keys.length, 'instance'),
    finding.message,
  ]);
  return columns(rows);
}

function leftOutRows(leftOut: readonly LeftOut[]): string[] {
  const alike = new Map<string, LeftOut[]>();
  for (const one of leftOut) {
    // Which primary it is that a replica goes along with is no reason of its own.
    const reason = one.reason.replaceAll(/\s[a-z-]+:\/\/\S+/g, '');
    alike.set(reason, [...(alike.get(reason) ?? []), one]);
  }
  const rows = [...alike].map(([reason, group]) => [
    group.every(({ reference }) => reference === undefined) ? 'unread' : String(group.length),
    names(
      group.map(({ source, reference }) => (reference === undefined ? source : `${source}:${reference}`)),
    ),
    reason,
  ]);
  return columns(rows);
}

function names(all: readonly string[]): string {
  const distinct = [...new Set(all)];
  const more = distinct.length - shownNames;
  return more <= 0 ? distinct.join(', ') : `${distinct.slice(0, shownNames).join(', ')} and ${more} more`;
}

function hookRows(hooks: HooksConfig): string[] {
  return columns(Object.entries(hooks).map(([name, { command }]) => [name, command.join(' ')]));
}

function forecastLines({ forecast, deadline }: FleetPlan): string[] {
  const { makespan, calls, interruption, quota, late } = forecast;
  const median = durationInWords(interruption.median);
  const longest = durationInWords(interruption.longest);
  const atMost = longest === median ? '' : `, ${longest} at most`;
  const further = Object.entries(quota).map(
    ([scope, count]) => `${counted(count, 'further instance')} in ${scope}`,
  );
  const due =
    deadline === undefined
      ? []
      : late.length === 0
        ? [`over before ${instant(deadline)}`]
        : [`not over at ${instant(deadline)}: ${counted(late.length, 'instance')}: ${names(late)}`];
  return [
    `about ${durationInWords(makespan)} and ${calls} requests; interruption of an instance about ${median}${atMost}`,
    ...(further.length === 0 ? [] : [`quota: ${further.join(', ')}`]),
    ...due,
  ];
}
