import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { Requirements } from '../requirements';
import { accept, type Exception } from './exceptions';
import type { Finding } from './finding';
import type { External } from './graph/graph';
import { manifestOf } from './graph/manifest';
import { DOCS, judge } from './judge';

/** What the checks of one App were told. */
export interface TreeChecks {
  readonly exceptions: Exception[];
  readonly externals: External[];
}

const perApp = new WeakMap<IConstruct, TreeChecks>();

/** Declares an object that others made. */
export function declareExisting(scope: IConstruct, external: External): void {
  checksOf(scope.node.root).externals.push(external);
}

export function checksOf(root: IConstruct): TreeChecks {
  const checks = perApp.get(root) ?? { exceptions: [], externals: [] };
  perApp.set(root, checks);
  return checks;
}

/** Judges all objects of an App. */
export function appFindings(
  root: IConstruct,
  toJson: (object: ApiObject) => unknown = (object) => object.toJson(),
): Finding[] {
  const { exceptions, externals } = checksOf(root);
  const objects = root.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
  const manifests = objects.map((object) => manifestOf(toJson(object), { constructPath: object.node.path }));
  const asked = Requirements.of(root)
    ._grants()
    .map((grant) => manifestOf(grant, {}));
  return accept(judge([...manifests, ...asked], externals), exceptions, DOCS);
}
