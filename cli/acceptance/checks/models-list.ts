import { attempt } from '../../traffic/attempt';
import { got } from '../../traffic/exchange';
import { sentence } from '../../traffic/outcome';
import { type AcceptanceCheck, failed, passed } from '../acceptance-check';

const FIX = 'let the gateway answer GET /v1/models: InferenceGateway does so by itself';

/** SDKs and chat apps ask for it first. */
export const MODELS_LIST: AcceptanceCheck = {
  id: 'models-list',
  promise: 'GET /v1/models lists the models',
  sends: () => 1,
  run: async ({ destination, models, limitMs, signal }) => {
    const outcome = await attempt(destination, got('/v1/models'), { limitMs, signal, kept: 1_000_000 });
    const listed = outcome.ok ? namesOf(outcome.text ?? '') : undefined;
    if (listed === undefined) {
      return failed(`status ${outcome.status}, not a list of models`, FIX, { failures: [sentence(outcome)] });
    }
    const missing = models.map(({ name }) => name).filter((name) => !listed.includes(name));
    const seen = `${listed.length} listed: ${listed.join(', ')}`;
    return missing.length === 0
      ? passed(seen, { listed })
      : failed(`${missing.join(', ')} is not in the list`, FIX, { figures: { listed }, failures: [seen] });
  },
};

function namesOf(text: string): string[] | undefined {
  try {
    const { data } = JSON.parse(text) as { readonly data: readonly { readonly id: string }[] };
    return data.map(({ id }) => id);
  } catch {
    return undefined;
  }
}
