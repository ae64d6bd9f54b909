import { BASE_MODEL_HEADER } from './reserved-headers';

/** How a Gateway that somebody else owns tells models apart. */
export class ModelHeader {
  /** By the base model's header of the Gateway API Inference Extension's body router: adapters work too. */
  public static baseModel(): ModelHeader {
    return new ModelHeader(BASE_MODEL_HEADER);
  }

  /**
   * By a header that holds the body's `model` as it is. Clients must not be able to send it themselves.
   *
   * @throws if the name cannot be a header's
   */
  public static of(name: string): ModelHeader {
    if (!/^[A-Za-z0-9-]{1,256}$/.test(name)) {
      throw new Error(`'name' (${name}) must be the name of a header: write 'X-Gateway-Model-Name'`);
    }
    return new ModelHeader(name);
  }

  /** Not at all: every hostname has one model. */
  public static none(): ModelHeader {
    return new ModelHeader(undefined);
  }

  private constructor(
    /** Name of the header, if there is one. */
    public readonly name: string | undefined,
  ) {}

  /** Whether a body router maps models and adapters to it. */
  public get mapped(): boolean {
    return this.name === BASE_MODEL_HEADER;
  }
}
