/** A route in namespace `ai` to a Service. */
export const routeTo = (service: string) => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: everyone, namespace: ai }
spec:
  rules:
    - backendRefs: [{ name: ${service}, port: 80 }]
`;

/** A namespace of which every object is known. */
export const NAMESPACE = `apiVersion: v1
kind: Namespace
metadata: { name: ai }
`;

/** Service `model` of namespace `ai`. */
export const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: model, namespace: ai }
spec: { ports: [{ port: 80 }] }
`;

/** Documents of one file. */
export const documents = (...texts: string[]) => texts.join('---\n');
