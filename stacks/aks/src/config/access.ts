import { Cidr } from './cidr';
import type { Problems } from './problems';
import type { Section } from './section';

const LOGINS = ['azurecli', 'workloadidentity', 'msi', 'spn', 'interactive'] as const;
const GUID = { pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, allowed: 'an object id of Entra' };

/** Who reaches the API server, and as whom this program does. */
export interface AccessConfig {
  /** Ranges that reach a public API server; empty means everybody, with a warning. */
  readonly authorizedIpRanges: string[];
  readonly privateCluster: boolean;
  readonly adminGroupObjectIds: string[];
  readonly localAccounts: boolean;
  /** How kubelogin signs in: a device code would wait for a person. */
  readonly kubelogin: (typeof LOGINS)[number];
  /** Object id that is made cluster admin, for whoever runs this program. */
  readonly deployerObjectId?: string;
  readonly deployerType: 'User' | 'ServicePrincipal' | 'Group';
}

export function readAccess(section: Section, problems: Problems): AccessConfig {
  const access = {
    authorizedIpRanges: section.texts('authorizedIpRanges'),
    privateCluster: section.flag('privateCluster', false),
    adminGroupObjectIds: section.texts('adminGroupObjectIds', GUID),
    localAccounts: section.flag('localAccounts', false),
    kubelogin: section.oneOf('kubelogin', LOGINS, 'azurecli'),
    deployerObjectId: section.text('deployerObjectId', GUID),
    deployerType: section.oneOf('deployerType', ['User', 'ServicePrincipal', 'Group'] as const, 'User'),
  };
  section.done();
  for (const range of access.authorizedIpRanges) {
    if (Cidr.parse(range.includes('/') ? range : `${range}/32`) === undefined) {
      problems.add(`'access.authorizedIpRanges' has ${range}, which is no range: write one such as 203.0.113.0/24`);
    }
  }
  if (access.authorizedIpRanges.length > 200) {
    problems.add(`'access.authorizedIpRanges' has ${access.authorizedIpRanges.length} ranges: AKS takes 200`);
  }
  if (access.privateCluster && access.authorizedIpRanges.length > 0) {
    problems.add(
      "'access.privateCluster' (true) and 'access.authorizedIpRanges' exclude each other: a private API server has no public address, leave one out",
    );
  }
  return access;
}
