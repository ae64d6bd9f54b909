import type { Mount } from '../../private/pod';
import { adapterFiles } from '../adapters/adapter-files';
import type { AdapterSet } from '../adapters/adapter-set';
import type { _AdapterParts, _ServerContext } from '../server';

/** LoRA adapters of vLLM: loaded at the start, and never loaded or unloaded by requests. */
export function vllmAdapters(
  { scope, modelName }: _ServerContext,
  weightsMounts: Mount[],
): (adapters: AdapterSet) => _AdapterParts {
  return (adapters) => {
    const { paths, ...parts } = adapterFiles(scope, adapters.all, weightsMounts);
    const modules = adapters.names.map((name, index) =>
      JSON.stringify({ name, path: paths[index], base_model_name: modelName }),
    );
    return {
      ...parts,
      args: [
        '--enable-lora',
        `--max-loras=${adapters.maxLoras}`,
        `--max-lora-rank=${adapters.maxLoraRank}`,
        `--max-cpu-loras=${adapters.maxCpuLoras}`,
        '--lora-modules',
        ...modules,
      ],
    };
  };
}
