import type { IConstruct } from 'constructs';
import { ModelTask } from '../models/model';
import type { IModelPool } from '../models/model-pool-protocol';
import { warn } from '../private/warnings';
import { TrafficClass } from './traffic-class';

/** Warns of a route for programs that call tools which leads to a model that cannot. */
export function warnOfTools(scope: IConstruct, route: string, { name }: TrafficClass, pool: IModelPool): void {
  const { toolCalling, task, poolName, modelName } = pool;
  if (name !== TrafficClass.AGENT.name || toolCalling !== false || task !== ModelTask.GENERATE) return;
  warn(
    scope,
    `'trafficClass' (agent) of route '${route}' leads to pool '${poolName}', whose model '${modelName}' has no 'toolParser', so it never calls a tool by itself: name one in the model's facts, or choose another class`,
  );
}
