import { bodyRouter } from './diagnoses/body-router';
import { certificate } from './diagnoses/certificate';
import { changedObject } from './diagnoses/changed-object';
import { controlPlane } from './diagnoses/control-plane';
import { crashLoop } from './diagnoses/crash-loop';
import { crds } from './diagnoses/crds';
import { disruptionBudget } from './diagnoses/disruption-budget';
import { endpointPicker } from './diagnoses/endpoint-picker';
import { gatewayClass } from './diagnoses/gateway-class';
import { gatewayCondition } from './diagnoses/gateway-condition';
import { gatewayProxies } from './diagnoses/gateway-proxies';
import { imagePull } from './diagnoses/image-pull';
import { inferenceFlag } from './diagnoses/inference-flag';
import { kubernetesVersion } from './diagnoses/kubernetes-version';
import { missingObject } from './diagnoses/missing-object';
import { missingReference } from './diagnoses/missing-reference';
import { poolCondition } from './diagnoses/pool-condition';
import { poolEndpoints } from './diagnoses/pool-endpoints';
import { refusedPod } from './diagnoses/refused-pod';
import { routeCondition } from './diagnoses/route-condition';
import { unschedulablePod } from './diagnoses/unschedulable-pod';
import { volume } from './diagnoses/volume';
import type { Diagnosis } from './diagnosis';

/** All diagnoses: what the cluster lacks, then what its objects lack, then what does not run, then what follows. */
export const DIAGNOSES: readonly Diagnosis[] = [
  kubernetesVersion,
  crds,
  controlPlane,
  inferenceFlag,
  gatewayClass,
  missingObject,
  missingReference,
  certificate,
  refusedPod,
  unschedulablePod,
  imagePull,
  volume,
  crashLoop,
  endpointPicker,
  bodyRouter,
  poolEndpoints,
  gatewayProxies,
  gatewayCondition,
  poolCondition,
  routeCondition,
  changedObject,
  disruptionBudget,
];
