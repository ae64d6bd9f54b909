import { ModelTask } from 'cdk8s-inference-gateway';
import type { ModelConfig, WorkloadsConfig } from '../config/workloads';

/** How a client reaches one model. */
export interface Snippets {
  readonly curl: string;
  readonly sdk: string;
}

/** Where clients reach the gateway, and what must run for that. */
export function gatewayAddress({ namespace, exposure, hostnames, certificateSecret }: WorkloadsConfig) {
  const [hostname = 'localhost:8080'] = hostnames;
  const inside = exposure === 'cluster';
  return {
    url: inside ? 'http://localhost:8080' : `${certificateSecret === undefined ? 'http' : 'https'}://${hostname}`,
    before: inside
      ? `kubectl -n ${namespace} port-forward service/gateway-istio 8080:80`
      : `kubectl -n ${namespace} get gateway gateway -o jsonpath='{.status.addresses[0].value}' # the address that ${hostname} must have`,
  };
}

/** Ready commands for every model, by its name. */
export function snippets(workloads: WorkloadsConfig): Record<string, Snippets> {
  const { url } = gatewayAddress(workloads);
  return Object.fromEntries(workloads.models.map((model) => [model.name, modelSnippets(model, workloads, url)]));
}

function modelSnippets({ model, modelName }: ModelConfig, { exposure, hostnames }: WorkloadsConfig, url: string) {
  const name = modelName ?? model.servedName;
  const embeds = model.task === ModelTask.EMBED;
  const [path, method] = embeds ? ['embeddings', 'embeddings.create'] : ['chat/completions', 'chat.completions.create'];
  const body = JSON.stringify(
    embeds ? { model: name, input: 'Hello' } : { model: name, messages: [{ role: 'user', content: 'Hello' }] },
  );
  // A tunnel has another name than the route.
  const host = exposure === 'cluster' && hostnames.length > 0 ? [`-H 'Host: ${hostnames[0]}'`] : [];
  const parts = [`curl ${url}/v1/${path}`, ...host, "-H 'Content-Type: application/json'", `-d '${body}'`];
  return {
    curl: parts.join(' '),
    sdk: `await new OpenAI({ baseURL: '${url}/v1', apiKey: 'none' }).${method}(${body})`,
  };
}
