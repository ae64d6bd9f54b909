/** Everything that is wrong with a configuration, said at once. */
export class Problems {
  private readonly sentences: string[] = [];

  /** Adds a sentence: name, value, what is allowed, what to write. */
  add(sentence: string): void {
    this.sentences.push(sentence);
  }

  get all(): readonly string[] {
    return this.sentences;
  }

  /** One message for all of them. */
  message(subject: string): string {
    const { length } = this.sentences;
    const count = length === 1 ? 'one problem' : `${length} problems`;
    return `${subject} has ${count}:\n${this.sentences.map((sentence) => `  - ${sentence}`).join('\n')}`;
  }
}
