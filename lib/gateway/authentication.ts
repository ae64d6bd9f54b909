/** How a gateway knows who sends a request. */
export class Authentication {
  /** Not at all: everybody who reaches the gateway may use its models. Printed as a warning at synth. */
  public static none(): Authentication {
    return new Authentication('none');
  }

  private constructor(
    /** Kind of the authentication. */
    public readonly name: string,
  ) {}
}
