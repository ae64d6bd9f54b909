import {
  InferencePoolSpecAppProtocol,
  InferencePoolSpecEndpointPickerRefFailureMode,
  toJson_InferencePoolSpec,
} from '../../imports/inference-extension';
import type { ObjectProps } from '../private/object';

/** A door to model servers, through one endpoint picker. */
export interface InferencePoolManifestProps {
  readonly name: string;
  readonly podLabels: { [key: string]: string };
  readonly targetPort: number;
  readonly pickerService: string;
  readonly pickerPort: number;
}

/** An InferencePool, whose requests fail where its picker does not answer. */
export function inferencePoolManifest(props: InferencePoolManifestProps): ObjectProps {
  return {
    apiVersion: 'inference.networking.k8s.io/v1',
    kind: 'InferencePool',
    name: props.name,
    spec: toJson_InferencePoolSpec({
      selector: { matchLabels: props.podLabels },
      targetPorts: [{ number: props.targetPort }],
      appProtocol: InferencePoolSpecAppProtocol.HTTP,
      endpointPickerRef: {
        group: '',
        kind: 'Service',
        name: props.pickerService,
        port: { number: props.pickerPort },
        failureMode: InferencePoolSpecEndpointPickerRefFailureMode.FAIL_CLOSE,
      },
    }),
  };
}
