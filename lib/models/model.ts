import { positive } from '../private/numbers';
import { KvCache } from './hardware/kv-cache';

/** What a model is asked for. */
export enum ModelTask {
  /** Text generation: chat, completions, responses. */
  GENERATE = 'generate',
  /** Embeddings. */
  EMBED = 'embed',
}

/** Facts of a model that the manifests and their checks need. Leave out what is not known. */
export interface ModelOptions {
  /**
   * Name that clients put into `model`, unless a pool has another `modelName`.
   * @default - the model's id
   */
  readonly servedName?: string;
  /**
   * What the model is asked for.
   * @default ModelTask.GENERATE
   */
  readonly task?: ModelTask;
  /**
   * Commit of the model's repository (40 hexadecimal digits), for weights, tokenizer and code.
   * @default - the newest commit when a pod starts, with a warning
   */
  readonly revision?: string;
  /**
   * Attention heads, which the tensor parallel size must divide.
   * @default - not checked
   */
  readonly attentionHeads?: number;
  /**
   * Size of the weights once loaded, in GiB.
   * @default - not known: memory, disk and start-up time are those of a model of 16 GiB
   */
  readonly weightsGib?: number;
  /**
   * Longest context that the model was made for, in tokens.
   * @default - not checked
   */
  readonly maxModelLength?: number;
  /**
   * What the model keeps in GPU memory of each token. With it, the size of the weights and the memory of the node's GPUs,
   * a context that does not fit is refused.
   * @default - not known: not checked
   */
  readonly kvCache?: KvCache;
  /**
   * vLLM's parser for the tool calls of the model (`--tool-call-parser`), such as `hermes`: the model then calls tools
   * when it sees fit.
   * @default - none: only a tool that the client demands is called
   */
  readonly toolParser?: string;
  /**
   * vLLM's parser for what the model thinks before it answers (`--reasoning-parser`), such as `qwen3`: the thoughts then
   * stand in `reasoning` of an answer, and not in its `content`.
   * @default - none: a wrong one breaks models that do not think
   */
  readonly reasoningParser?: string;
  /**
   * File of the image or of the weights' volume with another chat template, such as
   * `/vllm-workspace/examples/tool_chat_template_llama3.1_json.jinja`.
   * @default - the template that the model brings
   */
  readonly chatTemplate?: string;
  /**
   * Whether Hugging Face asks for an accepted licence, and so for a token.
   * @default false
   */
  readonly gated?: boolean;
}

const OWN_FIGURE = "write the model's own figure";
const ID = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/;
const SERVED_NAME = /^[A-Za-z0-9]([\w./:@-]{0,126}[A-Za-z0-9])?$/;

/** A model and its facts, pinned to a commit. Sizes are those of vLLM's own loader in 16 bit unless the model is published quantized. */
export class Model {
  /** Qwen3 0.6B. */
  public static readonly QWEN3_0_6B = new Model('Qwen/Qwen3-0.6B', {
    revision: 'c1899de289a04d12100db370d81485cdf75e47ca',
    attentionHeads: 16,
    weightsGib: 1.11,
    maxModelLength: 40_960,
    kvCache: KvCache.attention({ layers: 28, kvHeads: 8, headDim: 128 }),
    toolParser: 'hermes',
    reasoningParser: 'qwen3',
  });
  /** Llama 3.2 1B Instruct (gated). */
  public static readonly LLAMA_3_2_1B_INSTRUCT = new Model('meta-llama/Llama-3.2-1B-Instruct', {
    revision: '9213176726f574b556790deb65791e0c5aa438b6',
    attentionHeads: 32,
    weightsGib: 2.3,
    maxModelLength: 131_072,
    kvCache: KvCache.attention({ layers: 16, kvHeads: 8, headDim: 64 }),
    toolParser: 'llama3_json',
    gated: true,
  });
  /** Llama 3.1 8B Instruct (gated). */
  public static readonly LLAMA_3_1_8B_INSTRUCT = new Model('meta-llama/Llama-3.1-8B-Instruct', {
    revision: '0e9e39f249a16976918f6564b8830bc894c89659',
    attentionHeads: 32,
    weightsGib: 14.96,
    maxModelLength: 131_072,
    kvCache: KvCache.attention({ layers: 32, kvHeads: 8, headDim: 128 }),
    toolParser: 'llama3_json',
    gated: true,
  });
  /** Llama 3.3 70B Instruct (gated). */
  public static readonly LLAMA_3_3_70B_INSTRUCT = new Model('meta-llama/Llama-3.3-70B-Instruct', {
    revision: '6f6073b423013f6a7d4d9f39144961bfbfbc386b',
    attentionHeads: 64,
    weightsGib: 131.42,
    maxModelLength: 131_072,
    kvCache: KvCache.attention({ layers: 80, kvHeads: 8, headDim: 128 }),
    toolParser: 'llama3_json',
    gated: true,
  });
  /** Gemma 2 2B (gated). */
  public static readonly GEMMA_2_2B_IT = new Model('google/gemma-2-2b-it', {
    revision: '299a8560bedf22ed1c72a8a11e7dce4a7f9f51f8',
    attentionHeads: 8,
    weightsGib: 4.87,
    maxModelLength: 8_192,
    kvCache: KvCache.attention({ layers: 26, kvHeads: 4, headDim: 256, slidingLayers: 13, slidingWindow: 4096 }),
    gated: true,
  });
  /** Mistral 7B Instruct v0.3. */
  public static readonly MISTRAL_7B_INSTRUCT_V0_3 = new Model('mistralai/Mistral-7B-Instruct-v0.3', {
    revision: 'c170c708c41dac9275d15a8fff4eca08d52bab71',
    attentionHeads: 32,
    weightsGib: 13.5,
    maxModelLength: 32_768,
    kvCache: KvCache.attention({ layers: 32, kvHeads: 8, headDim: 128 }),
    toolParser: 'mistral',
  });
  /** Qwen3 30B, 3B active. */
  public static readonly QWEN3_30B_A3B = new Model('Qwen/Qwen3-30B-A3B', {
    revision: 'ad44e777bcd18fa416d9da3bd8f70d33ebb85d39',
    attentionHeads: 32,
    weightsGib: 56.87,
    maxModelLength: 40_960,
    kvCache: KvCache.attention({ layers: 48, kvHeads: 4, headDim: 128 }),
    toolParser: 'hermes',
    reasoningParser: 'qwen3',
  });
  /** gpt-oss 20B (mxfp4). */
  public static readonly GPT_OSS_20B = new Model('openai/gpt-oss-20b', {
    revision: '6cee5e81ee83917806bbde320786a8fb61efebee',
    attentionHeads: 64,
    weightsGib: 12.8,
    maxModelLength: 131_072,
    kvCache: KvCache.attention({ layers: 24, kvHeads: 8, headDim: 64, slidingLayers: 12, slidingWindow: 128 }),
    toolParser: 'openai',
    reasoningParser: 'openai_gptoss',
  });
  /** gpt-oss 120B (mxfp4). */
  public static readonly GPT_OSS_120B = new Model('openai/gpt-oss-120b', {
    revision: 'b5c939de8f754692c1647ca79fbf85e8c1e70f8a',
    attentionHeads: 64,
    weightsGib: 60.8,
    maxModelLength: 131_072,
    kvCache: KvCache.attention({ layers: 36, kvHeads: 8, headDim: 64, slidingLayers: 18, slidingWindow: 128 }),
    toolParser: 'openai',
    reasoningParser: 'openai_gptoss',
  });
  /** BGE-M3, embeddings. */
  public static readonly BGE_M3 = new Model('BAAI/bge-m3', {
    revision: '5617a9f61b028005a4858fdac845db406aefb181',
    task: ModelTask.EMBED,
    attentionHeads: 16,
    weightsGib: 1.06,
    maxModelLength: 8_192,
  });
  /** BGE small, English, v1.5, embeddings. */
  public static readonly BGE_SMALL_EN_V1_5 = new Model('BAAI/bge-small-en-v1.5', {
    revision: '5c38ec7c405ec4b44b94cc5a9bb96e735b38267a',
    task: ModelTask.EMBED,
    attentionHeads: 12,
    weightsGib: 0.06,
    maxModelLength: 512,
  });

  /**
   * Any model of Hugging Face.
   *
   * @param id such as `Qwen/Qwen3-8B`
   * @throws if the id or the served name cannot be one
   */
  public static huggingFace(id: string, options: ModelOptions = {}): Model {
    return new Model(id, options);
  }

  /** What the model is asked for. */
  public readonly task: ModelTask;
  /** Name that clients use, unless a pool has another `modelName`. */
  public readonly servedName: string;
  /** Commit of the model's repository, if pinned. */
  public readonly revision?: string;
  /** Attention heads, if known. */
  public readonly attentionHeads?: number;
  /** Size of the weights once loaded, in GiB, if known. */
  public readonly weightsGib?: number;
  /** Longest context in tokens, if known. */
  public readonly maxModelLength?: number;
  /** What it keeps in GPU memory of each token, if known. */
  public readonly kvCache?: KvCache;
  /** vLLM's parser for its tool calls, if it has one. */
  public readonly toolParser?: string;
  /** vLLM's parser for its thoughts, if it has one. */
  public readonly reasoningParser?: string;
  /** File with another chat template, if it needs one. */
  public readonly chatTemplate?: string;
  /** Whether a download needs a token. */
  public readonly gated: boolean;

  private constructor(
    /** Id on Hugging Face. */
    public readonly id: string,
    private readonly options: ModelOptions,
  ) {
    repository('id', id);
    this.task = options.task ?? ModelTask.GENERATE;
    this.servedName = modelName('servedName', options.servedName ?? id);
    this.revision = options.revision === undefined ? undefined : commit('revision', options.revision);
    this.attentionHeads = positive('attentionHeads', options.attentionHeads, OWN_FIGURE);
    this.weightsGib = positive('weightsGib', options.weightsGib, OWN_FIGURE);
    this.maxModelLength = positive('maxModelLength', options.maxModelLength, OWN_FIGURE);
    this.kvCache = options.kvCache;
    this.toolParser = this.parser('toolParser', options.toolParser);
    this.reasoningParser = this.parser('reasoningParser', options.reasoningParser);
    this.chatTemplate = templateFile(options.chatTemplate);
    this.gated = options.gated ?? false;
  }

  /**
   * The same model with other facts, such as `Model.QWEN3_0_6B.withFacts({ servedName: 'qwen' })`. What is left out stays.
   *
   * @throws if a fact cannot be one
   */
  public withFacts(facts: ModelOptions): Model {
    return new Model(this.id, { ...this.options, ...facts });
  }

  private parser(property: string, name: string | undefined): string | undefined {
    if (name !== undefined && !/^\w[\w.-]*$/.test(name)) {
      throw new Error(`'${property}' (${name}) must be the name of a parser of vLLM: write one such as 'hermes'`);
    }
    if (name !== undefined && this.task !== ModelTask.GENERATE) {
      throw new Error(`'${property}' (${name}) is of no use to ${this.id}, which generates no text: leave it out`);
    }
    return name;
  }
}

/** A template's text would have to survive the expansion of variables in arguments, so only files are taken. */
function templateFile(path: string | undefined): string | undefined {
  if (path !== undefined && !/^(\/(?!\.\.?(\/|$))[\w.-]+)+$/.test(path)) {
    throw new Error(
      `'chatTemplate' (${path}) must be the absolute path of a file of the image or of the weights' volume, not a text: write '/weights/chat_template.jinja'`,
    );
  }
  return path;
}

/**
 * Checks a repository of Hugging Face.
 *
 * @internal
 */
export function repository(property: string, value: string): string {
  if (!ID.test(value)) {
    throw new Error(`'${property}' (${value}) must be a Hugging Face model id: write 'Qwen/Qwen3-0.6B'`);
  }
  return value;
}

/**
 * Checks a name that travels as `model` in bodies, as a header value, and as an argument of vLLM.
 *
 * @internal
 */
export function modelName(property: string, value: string): string {
  if (!SERVED_NAME.test(value)) {
    throw new Error(
      `'${property}' (${value}) must be a model name of at most 128 characters (letters, digits and '._/:@-', with a letter or digit at both ends): write 'llama-3.1-8b'`,
    );
  }
  return value;
}

/**
 * Checks a commit: branches and tags move.
 *
 * @internal
 */
export function commit(property: string, value: string): string {
  if (!/^[0-9a-f]{40}$/.test(value)) {
    throw new Error(
      `'${property}' (${value}) must be a commit of 40 hexadecimal digits, since branches and tags move: copy it from the model's history`,
    );
  }
  return value;
}
