import type { IConstruct } from 'constructs';
import type { GpuNode } from './gpu-node';
import { type GpuPods, leastNodes, podsByNode, shortage, takenNodes } from './gpu-room';

/** GPU pods of one model pool. */
export interface PodsOnNodes {
  /** Name of the model pool. */
  readonly poolName: string;
  /** GPUs of one pod. */
  readonly gpus: number;
  /** Most pods at once, those of a rollout included. */
  readonly pods: number;
  /** Pods that an autoscaler leaves, or the fixed number. */
  readonly leastPods: number;
}

/**
 * What the model pools of an App take of the node pools that they run on: the arithmetic by which synth accepts or refuses
 * them, for a program that makes the nodes as well.
 */
export class NodeRoom {
  /** The rooms of the App that a construct belongs to: one for each `GpuNode` value that pods with GPUs run on. */
  public static of(scope: IConstruct): NodeRoom[] {
    return podsByNode(scope.node.root).map((all) => new NodeRoom(all));
  }

  /** The kind of node. */
  public readonly node: GpuNode;
  /** Pods that share its nodes. */
  public readonly pods: PodsOnNodes[];
  /** Most nodes that the pods fill, those of a rollout included, if the GPUs of a node are known. */
  public readonly takenNodes?: number;
  /** Nodes that stay busy however idle the models are, if the GPUs of a node are known. */
  public readonly leastNodes?: number;
  /** Why the pods do not fit, if they do not: synth refuses them with the same sentence. */
  public readonly shortage?: string;

  private constructor(all: GpuPods[]) {
    const [{ node }] = all as [GpuPods];
    this.node = node;
    this.pods = all.map(({ name, gpus, pods, leastPods }) => ({ poolName: name, gpus, pods, leastPods }));
    this.takenNodes = takenNodes(all);
    this.leastNodes = leastNodes(all);
    this.shortage = shortage(all);
  }
}
