import { makeCertificate } from './certificate';
import { Door } from './door';
import { eventually } from './eventually';
import { Example } from './example';
import type { HttpClient } from './http-client';
import { Installation } from './installation';
import { apply, type KubeObject, kubectl } from './kubectl';
import { chat, openAi, streamed } from './openai';
import { picks } from './picker';
import { appliesCleanly, diagnosed } from './story';
import { LEAN } from './test-overlay';

const CHAT = '/v1/chat/completions';
const LARGE = { name: 'llama-3-70b', model: 'llama-3-70b' };
const SMALLER = { name: 'mistral-7b', model: 'mistral-7b-instruct' };

describe('model-classes, on the simulator', () => {
  const example = Example.synthesize('model-classes', { simulated: true });
  const installation = new Installation(example, [LEAN]);
  const that = diagnosed(installation);
  const gateway = example.only('Gateway');
  const from = (pool: string) => new RegExp(`^${pool}-[0-9a-z]+-[0-9a-z]+$`);
  let door: Door;
  let client: HttpClient;

  beforeAll(async () => {
    door = Door.toGateway(gateway, 443);
    await installation.install({
      prepare: async () => {
        const ca = await makeCertificate('*.ai.example.com', 'gateway-system', 'ai-gateway-cert');
        client = door.client('https://llm.ai.example.com', ca);
      },
      firstRequests: async () => {
        for (const { model } of [LARGE, SMALLER]) {
          await eventually(30, () => openAi(client).chat.completions.create(chat(model)));
        }
      },
    });
  }, 400_000);

  afterAll(async () => {
    await door?.close();
    await installation.remove();
  });

  appliesCleanly(installation, that);

  that('chooses the pool by the name in the body', async () => {
    for (const { name, model } of [LARGE, SMALLER]) {
      const answer = await client.post(CHAT, chat(model));
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.text)).toMatchObject({ model });
      expect(answer.headers['x-inference-pod']).toMatch(from(name));
      expect((await streamed(client, model)).pieces).toBeGreaterThan(10);
    }
  });

  that('chooses the pool by the class in the header, by way of its picker', async () => {
    for (const [{ name, model }, value] of [
      [LARGE, 'large'],
      [SMALLER, 'small'],
    ] as const) {
      const pool = example.named('InferencePool', name);
      const before = await picks(gateway, pool);
      const answer = await client.post(CHAT, chat(model), { 'x-model-class': value });
      expect(answer.status).toBe(200);
      expect(answer.headers['x-inference-pod']).toMatch(from(name));
      expect(await picks(gateway, pool)).toBe(before + 1);
    }
  });

  that('lets the class win over the name, which the other pool then does not serve', async () => {
    const pool = example.named('InferencePool', SMALLER.name);
    const before = await picks(gateway, pool);
    const answer = await client.post(CHAT, chat(LARGE.model), { 'x-model-class': 'small' });
    expect(answer.status).toBe(404);
    expect(await picks(gateway, pool)).toBe(before + 1);
  });

  that('goes by the name where the class is unknown', async () => {
    const answer = await client.post(CHAT, chat(LARGE.model), { 'x-model-class': 'huge' });
    expect(answer.headers['x-inference-pod']).toMatch(from(LARGE.name));
  });

  that('lists each model once', async () => {
    const { data } = await openAi(client).models.list();
    expect(data.map(({ id }) => id).sort()).toEqual([LARGE.model, SMALLER.model]);
  });

  describe('with the team of existing-platform on its gateway', () => {
    const team = Example.synthesize('existing-platform', { simulated: true });
    const teams = new Installation(team, [LEAN], [namespace('search')]);
    const other = diagnosed(teams);
    let searchDoor: Door;
    let search: HttpClient;

    beforeAll(async () => {
      searchDoor = Door.toGateway(gateway, 443);
      await teams.install({
        prepare: async () => {
          await apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'models', namespace: 'search' } });
          const ca = await makeCertificate('*.teams.example.com', 'gateway-system', 'teams-cert');
          search = searchDoor.client('https://search.teams.example.com', ca);
          // Whoever shares one listener with several namespaces leaves it to them who has which hostname.
          const { namespace: home, name } = gateway.metadata;
          await kubectl(['delete', 'validatingadmissionpolicybinding', `hostnames.${name}.${home}`]);
          await asOwner(JSON.stringify(withTeams(gateway)));
          await asOwner(team.asked);
        },
        firstRequests: async () => {
          await eventually(30, () => openAi(search).chat.completions.create(chat('search-llama')));
        },
      });
    }, 400_000);

    afterAll(async () => {
      await searchDoor?.close();
      await teams.remove();
    });

    appliesCleanly(teams, other);

    other('answers the team from its own pool, by way of its picker', async () => {
      const pool = team.only('InferencePool');
      const before = await picks(gateway, pool);
      const answer = await search.post(CHAT, chat('search-llama'));
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.text)).toMatchObject({ model: 'search-llama' });
      expect(answer.headers['x-inference-pod']).toMatch(from('llama'));
      expect((await streamed(search, 'search-llama')).pieces).toBeGreaterThan(10);
      expect(await picks(gateway, pool)).toBe(before + 2);
    });

    other('gives neither the models of the other', async () => {
      expect((await search.post(CHAT, chat(LARGE.model))).status).toBe(404);
      expect((await client.post(CHAT, chat('search-llama'))).status).toBe(404);
    });

    other('changes nothing for the owner of the gateway', async () => {
      expect((await client.post(CHAT, chat(LARGE.model))).status).toBe(200);
    });
  });
});

/** Applies what is not the owner's own beside it, so that no field of the owner's manifests goes. */
async function asOwner(manifests: string): Promise<void> {
  await kubectl(['apply', '--server-side', '--field-manager=teams', '-f', '-'], { input: manifests });
}

/** A namespace as a platform makes it. */
function namespace(name: string): KubeObject {
  const labels = Object.fromEntries(
    ['enforce', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']),
  );
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** A listener for teams, which admits the namespaces that carry a label. */
function withTeams({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): KubeObject {
  const listener = {
    name: 'teams',
    hostname: '*.teams.example.com',
    port: 443,
    protocol: 'HTTPS',
    tls: { mode: 'Terminate', certificateRefs: [{ kind: 'Secret', name: 'teams-cert' }] },
    allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { 'ai-gateway': 'teams' } } } },
  };
  return { apiVersion, kind, metadata: { name, namespace }, spec: { listeners: [listener] } };
}
