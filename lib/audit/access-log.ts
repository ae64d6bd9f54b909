import { ACCESS_LOG_FIELDS } from './access-log-field';

/** What a gateway writes of every request. */
export class AccessLog {
  /**
   * Name of the log in the configuration of the gateway implementation, which `IstioInstallation.istiodValues` writes: a
   * gateway only refers to it.
   */
  public static readonly PROVIDER: string = 'inference-gateway-access-log';

  /**
   * One line of JSON for each request on the standard output of the proxies: who asked which model, who answered, how long
   * it took and who refused it. No line has a prompt, an answer, a key or a token. Its fields are those of `schema()`.
   */
  public static json(): AccessLog {
    return new AccessLog('json');
  }

  /** Nothing of our own: what the mesh writes anyway stays. */
  public static none(): AccessLog {
    return new AccessLog('none');
  }

  /** JSON Schema (2020-12) of one line. */
  public static schema(): { [field: string]: unknown } {
    const fields = Object.entries(ACCESS_LOG_FIELDS);
    return {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'One request, as a gateway logs it',
      type: 'object',
      additionalProperties: false,
      required: fields.map(([name]) => name),
      properties: Object.fromEntries(
        fields.map(([name, { tells, type, optional }]) => [
          name,
          { description: tells, type: optional ? [type, 'null'] : type },
        ]),
      ),
    };
  }

  private constructor(
    /** `json` or `none`. */
    public readonly name: string,
  ) {}
}
