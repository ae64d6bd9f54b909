import type { Construct } from 'constructs';
import { warn } from '../../private/warnings';
import { modelName } from '../model';
import type { AdapterLimits } from './adapter-limits';
import type { AdapterSource } from './adapter-source';

/** One adapter of a pool. */
export interface Adapter {
  readonly name: string;
  readonly source: AdapterSource;
  readonly rank: number;
}

/** The adapters of one pool, complete only once the whole program is made. */
export class AdapterSet {
  private readonly adapters: Adapter[] = [];

  constructor(
    private readonly scope: Construct,
    private readonly baseModel: string,
    private readonly limits: AdapterLimits,
  ) {}

  public add(name: string, source: AdapterSource, rank: number): void {
    modelName('name', name);
    if (name === this.baseModel || this.names.includes(name)) {
      throw new Error(
        `'name' (${name}) of an adapter is taken by ${name === this.baseModel ? 'the model' : 'another adapter'} of pool '${this.scope.node.path}': give it another`,
      );
    }
    this.limits._check(name, rank);
    const { repository, revision } = source._place;
    if (repository !== undefined && revision === undefined) {
      warn(
        this.scope,
        `adapter '${name}' of '${this.scope.node.path}' is the newest commit of ${repository} whenever a pod starts: pin it with AdapterSource.huggingFace('${repository}', { revision: '40 hexadecimal digits' })`,
      );
    }
    this.adapters.push({ name, source, rank });
  }

  public get all(): Adapter[] {
    return [...this.adapters];
  }

  public get names(): string[] {
    return this.adapters.map(({ name }) => name);
  }

  public get maxLoras(): number {
    return this.limits._maxLoras(this.adapters.length);
  }

  public get maxLoraRank(): number {
    return this.limits._maxLoraRank(this.adapters.map(({ rank }) => rank));
  }

  /** Every adapter stays in memory: one that vLLM drops, it reads again at the next request. */
  public get maxCpuLoras(): number {
    return Math.max(this.adapters.length, this.maxLoras);
  }
}
