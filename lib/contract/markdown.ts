import type { ContractPage, OfferTerms, RouteTerms } from './page';

type Cell = string | number | boolean | undefined;

/** A contract as a page for people. */
export function markdown(page: ContractPage): string {
  const sections = [
    ['Gateways', gateways(page)],
    ['Routes', page.routes.map(route).join('\n\n')],
    ['Traffic classes', trafficClasses(page)],
    ['Models', models(page)],
    ['Quotas', quotas(page)],
    [
      'Controls',
      table(
        ['control', 'state'],
        page.controls.map(({ control, state }) => [control, state]),
      ),
    ],
    [
      'Enforced',
      table(
        ['by', 'what'],
        page.enforced.map(({ where, what }) => [where, what]),
      ),
    ],
    [
      'Not enforced',
      table(
        ['what', 'instead'],
        page.notEnforced.map(({ what, instead }) => [what, instead]),
      ),
    ],
  ];
  const written = sections.filter(([, text]) => text !== '').map(([title, text]) => `## ${title}\n\n${text}`);
  return `${['# Contract of the platform', ...written].join('\n\n')}\n`;
}

function gateways({ gateways: all }: ContractPage): string {
  return table(
    ['gateway', 'owner', 'reached from', 'HTTPS', 'hostnames', 'authentication', 'largest body', 'hostnames taken'],
    all.map((one) => [
      `${one.namespace}/${one.name}`,
      one.owner,
      one.exposure,
      one.https,
      one.hostnames?.map(code).join(', '),
      one.authentication,
      one.maxBodyBytes === undefined ? undefined : size(one.maxBodyBytes),
      one.listeners,
    ]),
  );
}

function route({ name, namespace, tenant, gateway, hostnames, budgets, offers }: RouteTerms): string {
  const who = tenant === undefined ? 'Shared endpoint' : `Tenant ${code(tenant)}`;
  const title = [
    `### ${namespace}/${name}\n\n${who} on ${gateway}: ${hostnames.map(code).join(', ')}`,
    ...(budgets.length === 0 ? [] : [`Budgets: ${budgets.join(', ')}`]),
  ].join('\n\n');
  const head = [
    'model',
    'adapters',
    'chosen by',
    'paths',
    'traffic class',
    'request',
    'attempt',
    'retries',
    'streams',
    'priority',
    'at a time',
    'answered by',
  ];
  return `${title}\n\n${table(head, offers.map(offer))}`;
}

function offer(one: OfferTerms): Cell[] {
  return [
    one.model,
    one.adapters.join(', '),
    one.selection,
    one.paths.join(', '),
    one.trafficClass,
    `${one.requestSeconds} s`,
    `${one.backendRequestSeconds} s`,
    one.retries,
    one.streaming,
    one.priority,
    one.maxParallel === undefined ? undefined : `${one.maxParallel} at each proxy`,
    one.backends.map(({ kind, name, percent }) => `${percent} % ${kind} ${name}`).join(', '),
  ];
}

function trafficClasses({ trafficClasses: all }: ContractPage): string {
  return table(
    ['class', 'request', 'attempt', 'retries'],
    all.map(({ name, requestSeconds, backendRequestSeconds, retries }) => [
      name,
      `${requestSeconds} s`,
      `${backendRequestSeconds} s`,
      retries,
    ]),
  );
}

function models({ models: all }: ContractPage): string {
  return table(
    ['model', 'adapters', 'task', 'pool', 'owner', 'servers', 'longest answer', 'context', 'tool calls'],
    all.map((one) => [
      one.model,
      one.adapters.join(', '),
      one.task,
      one.pool,
      one.owner,
      one.replicas,
      `${one.longestAnswerSeconds} s`,
      one.contextTokens === undefined ? undefined : `${one.contextTokens} tokens`,
      one.toolCalling,
    ]),
  );
}

function quotas({ quotas: all }: ContractPage): string {
  return table(
    ['namespace', 'resource', 'bound'],
    all.flatMap(({ namespace, hard }) => Object.entries(hard).map(([resource, bound]) => [namespace, resource, bound])),
  );
}

function table(head: string[], rows: Cell[][]): string {
  if (rows.length === 0) return '';
  const lines = [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function size(bytes: number): string {
  const mebi = bytes / 1024 ** 2;
  return Number.isInteger(mebi) ? `${mebi} MiB` : `${bytes / 1024} KiB`;
}

function cell(value: Cell): string {
  if (value === undefined || value === '') return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value).replaceAll('|', '\\|');
}
