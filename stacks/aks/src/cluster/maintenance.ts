import type { MaintenanceConfigurationArgs } from '@pulumi/azure-native/containerservice';
import type { Input } from '@pulumi/pulumi';
import { dayAfter, type UpgradesConfig } from '../config/upgrades';

interface Cluster {
  readonly resourceGroupName: Input<string>;
  readonly resourceName: Input<string>;
}

/** The two windows: the control plane's, and a day later the nodes'. */
export function maintenanceArgs(upgrades: UpgradesConfig, cluster: Cluster): MaintenanceConfigurationArgs[] {
  const { day, startTime, hours: durationHours, utcOffset } = upgrades;
  const window = (dayOfWeek: string) => ({
    schedule: { weekly: { dayOfWeek, intervalWeeks: 1 } },
    durationHours,
    startTime,
    utcOffset,
  });
  return [
    { ...cluster, configName: 'aksManagedAutoUpgradeSchedule', maintenanceWindow: window(day) },
    { ...cluster, configName: 'aksManagedNodeOSUpgradeSchedule', maintenanceWindow: window(dayAfter(day)) },
  ];
}
