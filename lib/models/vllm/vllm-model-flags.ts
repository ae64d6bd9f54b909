import type { Model } from '../model';
import { VLLM_REASONING_PARSERS, VLLM_TOOL_PARSERS } from './vllm-parsers';

/**
 * Flags that follow from the facts of a model: parsers and chat template.
 *
 * @param version of vLLM; undefined where an own image may know more
 * @throws if the version does not know a parser
 */
export function modelFlags(model: Model, version: string | undefined): string[] {
  const { toolParser, reasoningParser, chatTemplate } = model;
  const flags: string[] = [];
  if (chatTemplate !== undefined) flags.push(`--chat-template=${chatTemplate}`);
  if (reasoningParser !== undefined) {
    checkParser('reasoningParser', reasoningParser, VLLM_REASONING_PARSERS, version);
    flags.push(`--reasoning-parser=${reasoningParser}`);
  }
  if (toolParser !== undefined) {
    checkParser('toolParser', toolParser, VLLM_TOOL_PARSERS, version);
    flags.push('--enable-auto-tool-choice', `--tool-call-parser=${toolParser}`);
  }
  return flags;
}

function checkParser(
  property: string,
  name: string,
  known: Readonly<Record<string, string>>,
  version: string | undefined,
): void {
  if (version === undefined) return;
  const versions = Object.hasOwn(known, name) ? known[name]?.split(', ') : undefined;
  if (versions === undefined) {
    throw new Error(`'${property}' (${name}) is no parser of vLLM: write one of ${Object.keys(known).join(', ')}`);
  }
  const minor = (full: string) => full.split('.').slice(0, 2).join('.');
  if (versions[0] !== '' && !versions.some((other) => minor(other) === minor(version.slice(1)))) {
    throw new Error(
      `'${property}' (${name}) is no parser of vLLM ${version}, but of ${versions.join(', ')}: write another, or set 'version'`,
    );
  }
}
