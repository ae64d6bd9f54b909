import type { Section } from './section';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** When AKS may change what runs. */
export interface UpgradesConfig {
  readonly channel: 'none' | 'patch' | 'stable' | 'rapid' | 'node-image';
  readonly nodeChannel: 'None' | 'Unmanaged' | 'NodeImage' | 'SecurityPatch';
  /** Day of the control plane's window; the nodes' is the day after. */
  readonly day: (typeof DAYS)[number];
  readonly startTime: string;
  readonly hours: number;
  readonly utcOffset: string;
}

export function readUpgrades(section: Section): UpgradesConfig {
  const upgrades = {
    channel: section.oneOf('channel', ['none', 'patch', 'stable', 'rapid', 'node-image'] as const, 'patch'),
    nodeChannel: section.oneOf(
      'nodeChannel',
      ['None', 'Unmanaged', 'NodeImage', 'SecurityPatch'] as const,
      'NodeImage',
    ),
    day: section.oneOf('day', DAYS, 'Saturday'),
    startTime: section.text('startTime', {
      fallback: '02:00',
      pattern: /^([01]\d|2[0-3]):[0-5]\d$/,
      allowed: 'a time such as 02:00',
    }),
    hours: section.whole('hours', { fallback: 6, min: 4, max: 24 }),
    utcOffset: section.text('utcOffset', {
      fallback: '+00:00',
      pattern: /^[+-](0\d|1[0-4]):[0-5]\d$/,
      allowed: 'an offset such as +01:00',
    }),
  };
  section.done();
  return upgrades;
}

/** The day after. */
export function dayAfter(day: UpgradesConfig['day']): UpgradesConfig['day'] {
  return DAYS[(DAYS.indexOf(day) + 1) % DAYS.length] ?? 'Sunday';
}
