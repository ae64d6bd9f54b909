import { team } from '../programs';
import { refuses } from '../refuses';
import { find } from '../render';

test.each(['/v1/embeddings', '/openai/v1/chat/completions', '/v1/conversations', '/v1.1/my-app/responses'])(
  'publishes %s exactly',
  (path) => {
    const { app, route } = team();
    route.addPath(path);
    const { matches } = find(app, 'HTTPRoute', 'everyone').spec.rules[0];
    expect(matches.map((match) => match.path)).toContainEqual({ type: 'Exact', value: path });
  },
);

for (const path of [
  '/',
  '',
  'v1/completions',
  '/v1/*',
  '/v1/',
  '//completions',
  '/v1/a b/completions',
  '/v1/completions?x=1',
]) {
  refuses(
    `the path '${path}'`,
    (app) => team({}, app).route.addPath(path),
    `'path' (${path})`,
    'exact path',
    "write '/v1/embeddings'",
  );
}
for (const path of [
  '/metrics',
  '/health',
  '/v1/models',
  '/v1/load_lora_adapter',
  '/v1/messages',
  '/sleep',
  '/v1/rerank',
  '/v1/score',
  '/v1/audio/transcriptions',
  '/v1/chat/completions/render',
  '/chatcompletions',
]) {
  refuses(
    `the path ${path}, which the picker does not parse`,
    (app) => team({}, app).route.addPath(path),
    `'path' (${path})`,
    'not parsed by the endpoint picker',
    '/chat/completions',
    'addService and a ModelService',
  );
}
for (const path of ['/v1/../completions', '/./completions']) {
  refuses(`the path ${path}, which proxies shorten`, (app) => team({}, app).route.addPath(path), `'path' (${path})`);
}
