import { IstioInstallation } from 'cdk8s-inference-gateway';
import type { Diagnosis } from '../diagnosis';

const FLAG = IstioInstallation.INFERENCE_FLAG;

/** Istio ignores every InferencePool. */
export const inferenceFlag: Diagnosis = {
  id: 'inference-flag',
  *diagnose({ controlPlanes }) {
    for (const istiod of controlPlanes) {
      const variables = istiod.spec.template.spec.containers.flatMap(({ env }) => env ?? []);
      const flag = variables.find(({ name }) => name === FLAG);
      if (flag?.value === 'true' || (flag !== undefined && flag.valueFrom !== undefined)) continue;
      const { namespace, name } = istiod.metadata;
      const other = variables.find((one) => one.name !== FLAG && one.name.includes('INFERENCE_EXTENSION'));
      const seen = other === undefined ? '' : ` (it has ${other.name}, which it does not read)`;
      yield {
        object: istiod,
        message: `runs without ${FLAG}=true${seen}, so it ignores InferencePools and their routes answer 500`,
        fix: `run: kubectl set env deployment/${name} -n ${namespace} ${FLAG}=true, and keep it in the values of its chart`,
      };
    }
  },
};
