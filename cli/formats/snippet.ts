import type { Client } from '../doctor/clients';

const DEFAULT_PORTS = { http: 80, https: 443 };

/** A request from a shell. */
export function curlOf(client: Client): string {
  const { scheme, host, port, address, path, headers, token } = client;
  const lead = host === address ? [] : [`--connect-to ${host}:${port}:${address}:${port}`];
  const sent = [
    "-H 'content-type: application/json'",
    ...(token ? ['-H "authorization: Bearer $TOKEN"'] : []),
    ...headers.map(({ name, value }) => `-H ${quoted(`${name}: ${value}`)}`),
    `-d ${quoted(JSON.stringify(bodyOf(client)))}`,
  ];
  return [['curl', ...lead, `${scheme}://${origin(client)}${path}`].join(' '), ...sent].join(' \\\n  ');
}

/** A request of the OpenAI SDK for Python. */
export function sdkOf(client: Client): string {
  const { scheme, path, model, headers, token } = client;
  const base = path.replace(/\/(chat\/completions|completions|embeddings)$/, '');
  const extra = headers.map(({ name, value }) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  const given = [
    `base_url=${JSON.stringify(`${scheme}://${origin(client)}${base}`)}`,
    token ? 'api_key=os.environ["TOKEN"]' : 'api_key="unused"',
    ...(extra.length === 0 ? [] : [`default_headers={${extra.join(', ')}}`]),
  ];
  return [
    ...(token ? ['import os'] : []),
    'from openai import OpenAI',
    `client = OpenAI(${given.join(', ')})`,
    call(path, JSON.stringify(model)),
  ].join('\n');
}

/** What must be so for the request to arrive. */
export function noteOf({ gateway, host, address, port }: Client): string | undefined {
  const { namespace, name } = gateway.metadata;
  if (/\.svc(\.|$)/.test(address)) {
    return `inside the cluster; from elsewhere: kubectl port-forward -n ${namespace} service/${name}-istio ${port === 80 ? 8080 : 8443}:${port}`;
  }
  return host === address ? undefined : `the SDK needs a DNS record of ${host} for ${address}`;
}

function origin({ scheme, host, port }: Client): string {
  return port === DEFAULT_PORTS[scheme] ? host : `${host}:${port}`;
}

function bodyOf({ path, model }: Client): object {
  if (path.endsWith('/embeddings')) return { model, input: 'Hello' };
  if (path.endsWith('/chat/completions')) return { model, messages: [{ role: 'user', content: 'Hello' }] };
  return { model, prompt: 'Hello' };
}

function call(path: string, model: string): string {
  if (path.endsWith('/embeddings'))
    return `print(client.embeddings.create(model=${model}, input="Hello").data[0].embedding)`;
  if (path.endsWith('/chat/completions')) {
    return `print(client.chat.completions.create(model=${model}, messages=[{"role": "user", "content": "Hello"}]).choices[0].message.content)`;
  }
  return `print(client.completions.create(model=${model}, prompt="Hello").choices[0].text)`;
}

/** A word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
