/** What the locked endpoint picker tells APIs apart by; it takes any other path for a completion and fails on its body. */
export const PARSED_ENDINGS = ['/chat/completions', '/completions', '/responses', '/conversations', '/embeddings'];

/** Whether the locked endpoint picker can read a body that is sent to a path. */
export function parsedByPicker(path: string): boolean {
  return PARSED_ENDINGS.some((ending) => path.endsWith(ending));
}
