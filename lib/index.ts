export { AccessLog } from './audit/access-log';
export {
  type CheckedManifest,
  Checks,
  type ExistingObject,
  type JudgeOptions,
  type WarnOptions,
} from './checks/checks';
export { type Finding, type ObjectReference, Severity } from './checks/finding';
export { type ApiServerAddress, Cluster, type ClusterDns, type ClusterProps } from './cluster';
export { Contract } from './contract/contract';
export { Delivery } from './delivery/delivery';
export { FluxKustomizations, type FluxKustomizationsProps } from './delivery/flux-kustomizations';
export { BodyRouter, type BodyRouterProps } from './gateway/body-router';
export { Certificate, type IssuerOptions } from './gateway/certificate';
export type { ExistingGatewayProps } from './gateway/existing-gateway';
export type { ExistingListener } from './gateway/existing-listeners';
export { Exposure } from './gateway/exposure';
export { InferenceGateway, type InferenceGatewayProps } from './gateway/inference-gateway';
export type {
  IInferenceGateway,
  ModelAttachment,
  RouteAttachment,
  ServiceAttachment,
  TenantAttachment,
} from './gateway/inference-gateway-protocol';
export { type HttpListenerOptions, type HttpsListenerOptions, Listener } from './gateway/listener';
export { ModelHeader } from './gateway/model-header';
export { ApiKeyHashes } from './identity/api-key-hashes';
export {
  type ApiKeysOptions,
  Authentication,
  type ExternalAuthorizerOptions,
  type JwtOptions,
} from './identity/authentication';
export { Jwks } from './identity/jwks';
export { CounterStore, type ExistingStoreProps, type ValkeyStoreProps } from './limits/counter-store';
export { DoorLimits, type DoorLimitsProps } from './limits/door-limits';
export { FailureMode } from './limits/failure-mode';
export { RateLimiter, type RateLimiterProps } from './limits/rate-limiter';
export { RequestBudget } from './limits/request-budget';
export { TokenBudget } from './limits/token-budget';
export { AdapterLimits, type AdapterLimitsProps } from './models/adapters/adapter-limits';
export {
  type AdapterClaimOptions,
  type AdapterDownloadOptions,
  type AdapterOptions,
  AdapterSource,
} from './models/adapters/adapter-source';
export { Engine } from './models/engine';
export type { ExistingPoolProps } from './models/existing-pool';
export { Gpu } from './models/hardware/gpu';
export { GpuNode, type GpuNodeOptions, type GpuNodeProps, type NodeToleration } from './models/hardware/gpu-node';
export { GpuQuota, type GpuQuotaProps } from './models/hardware/gpu-quota';
export { type AttentionCache, KvCache, type LatentCache } from './models/hardware/kv-cache';
export { NodeRoom, type PodsOnNodes } from './models/hardware/node-room';
export { Model, type ModelOptions, ModelTask } from './models/model';
export { ModelPool, type ModelPoolProps } from './models/model-pool';
export type { IModelPool, PoolTraffic, ProxyPods } from './models/model-pool-protocol';
export { type ExistingModelServiceProps, ModelService, type ModelServiceProps } from './models/model-service';
export type { IModelService } from './models/model-service-protocol';
export { EndpointPicker, type EndpointPickerProps } from './models/picker/endpoint-picker';
export {
  type CustomPickerProps,
  PickerConfig,
  type PickerConfigProps,
  type PickerOptions,
  type PickerPlugin,
  type PickerPluginRef,
  type ScorerWeights,
} from './models/picker/picker-config';
export { PickerTransport, type VerifiedTransportProps } from './models/picker/picker-transport';
export { type ExternalReplicasOptions, type FixedReplicasOptions, Replicas } from './models/replicas';
export { SecretKey } from './models/secret-key';
export type { SimulatorOptions } from './models/simulator';
export type { VllmOptions } from './models/vllm/vllm';
export { HuggingFaceEndpoint, type HuggingFaceEndpointOptions } from './models/weights/hugging-face-endpoint';
export {
  type ClaimOptions,
  type CompileCacheOptions,
  type HuggingFaceOptions,
  type OciImageOptions,
  Weights,
} from './models/weights/weights';
export { Namespaces } from './namespaces';
export { EgressProxy, type EgressProxyProps } from './network/egress-proxy';
export { TrustBundle } from './network/trust-bundle';
export { Overlay } from './overlay';
export { ConfigMapKey } from './pods/config-map-key';
export type { ContainerResources, PodContainer, PodMount } from './pods/pod-container';
export { PodSettings, type PodSettingsProps } from './pods/pod-settings';
export { PodVolume } from './pods/pod-volume';
export { GatewayProvider, type IstioOptions } from './providers/gateway-provider';
export { IstioInstallation } from './providers/istio/istio-installation';
export { Registry, type RegistryMirrorOptions } from './registry';
export { Requirements } from './requirements';
export { ModelRoute, type ModelRouteProps } from './tenants/model-route';
export { NamespaceQuota, type NamespaceQuotaProps } from './tenants/namespace-quota';
export { Priority } from './tenants/priority';
export { RequestMatch } from './tenants/request-match';
export type { AddModelOptions, AddServiceOptions } from './tenants/route-options';
export type { IRouteRules, RouteRule, RuleBackend } from './tenants/route-rule';
export { TenantRoute, type TenantRouteProps } from './tenants/tenant-route';
export { TrafficClass, type TrafficClassProps } from './tenants/traffic-class';
export { type Component, Versions } from './versions';
