export {
  type CheckedManifest,
  Checks,
  type ExistingObject,
  type JudgeOptions,
  type WarnOptions,
} from './checks/checks';
export { type Finding, type ObjectReference, Severity } from './checks/finding';
export { type ApiServerAddress, Cluster, type ClusterDns, type ClusterProps } from './cluster';
export { Authentication } from './gateway/authentication';
export { BodyRouter, type BodyRouterProps } from './gateway/body-router';
export { Certificate, type IssuerOptions } from './gateway/certificate';
export { Exposure } from './gateway/exposure';
export { InferenceGateway, type InferenceGatewayProps } from './gateway/inference-gateway';
export type { IInferenceGateway, ModelAttachment, RouteAttachment } from './gateway/inference-gateway-protocol';
export { type HttpListenerOptions, type HttpsListenerOptions, Listener } from './gateway/listener';
export { EndpointPicker, type EndpointPickerProps } from './models/endpoint-picker';
export { Engine } from './models/engine';
export { GpuNode, type GpuNodeOptions, type GpuNodeProps, type NodeToleration } from './models/gpu-node';
export { Model, type ModelOptions, ModelTask } from './models/model';
export { ModelPool, type ModelPoolProps } from './models/model-pool';
export type { IModelPool, ProxyPods } from './models/model-pool-protocol';
export { PickerConfig, type PickerConfigProps, type ScorerWeights } from './models/picker-config';
export { type FixedReplicasOptions, Replicas } from './models/replicas';
export { SecretKey } from './models/secret-key';
export type { SimulatorOptions } from './models/simulator';
export type { VllmOptions } from './models/vllm';
export { type ClaimOptions, type HuggingFaceOptions, Weights } from './models/weights';
export { Namespaces } from './namespaces';
export { Overlay } from './overlay';
export { GatewayProvider, type IstioOptions } from './providers/gateway-provider';
export { Registry, type RegistryMirrorOptions } from './registry';
export { type AddModelOptions, ModelRoute, type ModelRouteProps } from './tenants/model-route';
export { NamespaceQuota, type NamespaceQuotaProps } from './tenants/namespace-quota';
export { TenantRoute, type TenantRouteProps } from './tenants/tenant-route';
export { TrafficClass, type TrafficClassProps } from './tenants/traffic-class';
export { type Component, Versions } from './versions';
