import { IstioInstallation, Versions } from 'cdk8s-inference-gateway';
import type { Problems } from './problems';
import type { Section } from './section';

const [GATEWAY_API = '', INFERENCE_EXTENSION = ''] = IstioInstallation.of().crds;

/** Helm chart, and the values that are laid over ours. */
export interface ChartConfig {
  readonly repository: string;
  readonly version: string;
  readonly values: Record<string, unknown>;
}

/** What is installed in the cluster before any model. */
export interface PlatformConfig {
  readonly istio: ChartConfig & { readonly install: boolean; readonly replicas: number };
  readonly crds: {
    readonly install: boolean;
    /** Files or addresses. */
    readonly gatewayApi: string[];
    readonly inferenceExtension: string[];
  };
  readonly gpuSoftware: 'device-plugin' | 'none';
  readonly devicePlugin: ChartConfig;
}

export function readPlatform(section: Section, problems: Problems): PlatformConfig {
  const istio = section.section('istio');
  const crds = section.section('crds');
  const plugin = section.section('devicePlugin');
  const version = { pattern: /^v?\d+\.\d+\.\d+(-[\w.]+)?$/, allowed: `a version such as ${Versions.ISTIO.lock}` };
  const platform: PlatformConfig = {
    istio: {
      install: istio.flag('install', true),
      repository: istio.text('repository', { fallback: IstioInstallation.CHART_REPOSITORY }),
      version: istio.text('version', { fallback: Versions.ISTIO.lock, ...version }),
      replicas: istio.whole('replicas', { fallback: 2, min: 1, max: 10 }),
      values: istio.values('values'),
    },
    crds: {
      install: crds.flag('install', true),
      gatewayApi: sources(crds, 'gatewayApi', GATEWAY_API),
      inferenceExtension: sources(crds, 'inferenceExtension', INFERENCE_EXTENSION),
    },
    gpuSoftware: section.oneOf('gpuSoftware', ['device-plugin', 'none'] as const, 'device-plugin'),
    devicePlugin: {
      repository: plugin.text('repository', { fallback: 'https://nvidia.github.io/k8s-device-plugin' }),
      version: plugin.text('version', { fallback: '0.17.4', ...version }),
      values: plugin.values('values'),
    },
  };
  for (const one of [istio, crds, plugin, section]) one.done();
  if (olderThan(platform.istio.version, Versions.ISTIO.oldest)) {
    problems.add(
      `'platform.istio.version' (${platform.istio.version}) is older than ${Versions.ISTIO.oldest}, the first that serves this InferencePool: write ${Versions.ISTIO.lock}`,
    );
  }
  return platform;
}

function sources(section: Section, name: string, fallback: string): string[] {
  const named = section.texts(name);
  return named.length === 0 ? [fallback] : named;
}

function olderThan(version: string, oldest: string): boolean {
  const [a = [], b = []] = [version, oldest].map((text) => text.replace(/-.*/, '').split('.').map(Number));
  for (const [index, number] of b.entries()) {
    if ((a[index] ?? 0) !== number) return (a[index] ?? 0) < number;
  }
  return false;
}
