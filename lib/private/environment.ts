import { SecretKey } from '../models/secret-key';
import type { ConfigMapKey } from '../pods/config-map-key';
import type { EnvVar } from './pod';

/** Variables of a container by where their values stand. */
export interface Variables {
  readonly env?: { [name: string]: string };
  readonly secretEnv?: { [name: string]: SecretKey };
  readonly configMapEnv?: { [name: string]: ConfigMapKey };
}

const SECRET = /(TOKEN|KEY|CREDENTIAL)S?$|SECRET|PASSWORD/i;

/** Checks the name of a variable that is given with its value. */
export function plainVariable(name: string, remedy: string): void {
  variableName('env', name);
  if (SECRET.test(name)) throw new Error(`'env' must not hold the secret '${name}': ${remedy}`);
}

function variableName(property: string, name: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw new Error(`'${property}' has '${name}', which is no name of a variable: write letters, digits and '_'`);
  }
}

/** Variables as a container has them, each once. */
export function environment({ env = {}, secretEnv = {}, configMapEnv = {} }: Variables): EnvVar[] {
  for (const name of Object.keys(env)) {
    plainVariable(name, `put it into a Secret and write secretEnv: { ${name}: SecretKey.of('my-secret', 'key') }`);
  }
  for (const [name, source] of Object.entries(secretEnv)) {
    variableName('secretEnv', name);
    if (!(source instanceof SecretKey)) {
      throw new Error(`'secretEnv' has '${name}' without a SecretKey: write SecretKey.of('my-secret', 'key')`);
    }
  }
  for (const name of Object.keys(configMapEnv)) variableName('configMapEnv', name);
  const all: EnvVar[] = [
    ...Object.entries(env).map(([name, value]) => ({ name, value })),
    ...Object.entries(secretEnv).map(([name, { secret, key }]) => ({
      name,
      valueFrom: { secretKeyRef: { name: secret, key } },
    })),
    ...Object.entries(configMapEnv).map(([name, { configMap, key }]) => ({
      name,
      valueFrom: { configMapKeyRef: { name: configMap, key } },
    })),
  ];
  const names = all.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new Error(`'env', 'secretEnv' and 'configMapEnv' have '${twice}' more than once: write it in one of them`);
  }
  return all;
}
