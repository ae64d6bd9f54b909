import { DIAGNOSES } from '../../../cli/doctor/diagnoses';
import { anchorsOf, blocksOf } from '../../quotes';
import { examined, kubectlOf } from './kubectl';
import { condition, Living } from './living';

const PAGE = 'docs/doctor.md';
const SERVERS = (gpus: number) => [
  { name: 'vllm', image: 'x', resources: { limits: { 'nvidia.com/gpu': String(gpus) } } },
];
const GATEWAY = { namespace: 'ai-gateway', name: 'ai-shared-gateway', sectionName: 'tenant-a.ai.example.com' };
const MESSAGE =
  'backendRef embeddings/ai-models not accessible to a HTTPRoute in namespace "tenant-a" (missing a ReferenceGrant?)';

/** What the page quotes, by the comment above it. */
const QUOTED: Readonly<Record<string, () => Living>> = {
  healthy: () => Living.of('quickstart'),
  picker: () =>
    Living.of('quickstart')
      .stop('ai/qwen3-epp')
      .change('Deployment ai/qwen3-epp', { spec: { replicas: 0 } }),
  port: () => Living.of('quickstart').change('InferencePool ai/qwen3', { spec: { targetPorts: [{ number: 9999 }] } }),
  grant: () =>
    Living.of('tenants').change('HTTPRoute tenant-a/inference', {
      status: {
        parents: [{ parentRef: GATEWAY, conditions: [condition('ResolvedRefs', 'False', 'RefNotPermitted', MESSAGE)] }],
      },
    }),
  gpu: () =>
    Living.of('tenants')
      .changePods('ai-models/chat', { spec: { containers: SERVERS(5) } })
      .change('Pod ai-models/chat-0-1', {
        spec: { nodeName: null },
        status: {
          phase: 'Pending',
          conditions: [condition('PodScheduled', 'False', 'Unschedulable', '1 Insufficient nvidia.com/gpu')],
        },
      }),
};

const blocks = blocksOf(PAGE, 'text');

test('all that the page quotes is planted here', () => {
  expect(blocks.map(({ comment }) => comment)).toEqual(Object.keys(QUOTED));
});

test.each(blocks.map(({ comment = '', text }) => [comment, text]))(
  'the page quotes %s as it is printed',
  async (fault, text) => {
    const { stdout } = await examined(kubectlOf(QUOTED[fault]?.() ?? Living.of('quickstart')).kubectl);
    // How many objects and which Istio there are is that of the cluster that the page shows.
    const quoted = fault === 'healthy' ? text.slice(text.indexOf('\n')) : text;
    expect(stdout).toContain(quoted.trimEnd());
  },
);

test('every diagnosis has a section', () => {
  const headings = anchorsOf(PAGE);
  expect(DIAGNOSES.map(({ id }) => id).filter((id) => !headings.includes(id))).toEqual([]);
});
