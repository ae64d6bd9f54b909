/** What one node costs, and who says so. */
export interface Price {
  readonly usdPerHour: number;
  readonly source: string;
}

/** What nodes and control plane cost in one region on one day; own prices go over it (`prices` of the configuration). */
export interface PriceTable {
  readonly region: string;
  /** Day on which the prices were read. */
  readonly date: string;
  /** By size; `<size>/spot` is the price of a spot node. */
  readonly nodes: Readonly<Record<string, Price>>;
  /** By tier of the control plane. */
  readonly controlPlane: Readonly<Record<string, Price>>;
}

const SKYPILOT = 'skypilot-org/skypilot-catalog catalogs/v6/azure/vms.csv';
const DATA_RECEIPTS = 'datareceipts/data-receipts 109-gpu-pricing';
const BOTH = `${SKYPILOT}; ${DATA_RECEIPTS}`;
const AKS = 'azure.microsoft.com/pricing/details/kubernetes-service';

/** GPU sizes. Where two sources differ, the newer and higher one stands here. */
const GPU_NODES: readonly (readonly [size: string, usdPerHour: number, source: string])[] = [
  ['Standard_NC4as_T4_v3', 0.526, SKYPILOT],
  ['Standard_NC64as_T4_v3', 4.352, SKYPILOT],
  ['Standard_NV36ads_A10_v5', 3.2, SKYPILOT],
  ['Standard_NV72ads_A10_v5', 6.52, SKYPILOT],
  ['Standard_NC24ads_A100_v4', 3.673, BOTH],
  ['Standard_NC48ads_A100_v4', 9.554, DATA_RECEIPTS],
  ['Standard_NC96ads_A100_v4', 19.108, DATA_RECEIPTS],
  ['Standard_NC40ads_H100_v5', 6.98, BOTH],
  ['Standard_NC80adis_H100_v5', 17.64, DATA_RECEIPTS],
  ['Standard_ND96isr_H100_v5', 98.32, BOTH],
];

/** Sizes without GPUs cost in proportion to their vCPUs. */
const CPU_SERIES: readonly (readonly [features: string, usdPerVcpuHour: number])[] = [
  ['ads_v5', 0.0515],
  ['as_v5', 0.043],
  ['ds_v5', 0.0565],
  ['s_v5', 0.048],
];
const CPU_COUNTS = [2, 4, 8, 16, 32, 48, 64, 96];

/** Pay-as-you-go prices of Linux nodes; a price that is not here is said to be unknown, never guessed. */
export const PRICES: PriceTable = {
  region: 'eastus',
  date: '2026-11-09',
  nodes: Object.fromEntries([
    ...GPU_NODES.map(([size, usdPerHour, source]) => [size, { usdPerHour, source }] as const),
    ...CPU_SERIES.flatMap(([features, perVcpu]) =>
      CPU_COUNTS.map((vcpus) => {
        const usdPerHour = Math.round(vcpus * perVcpu * 10_000) / 10_000;
        return [`Standard_D${vcpus}${features}`, { usdPerHour, source: SKYPILOT }] as const;
      }),
    ),
  ]),
  controlPlane: {
    Free: { usdPerHour: 0, source: AKS },
    Standard: { usdPerHour: 0.1, source: AKS },
    Premium: { usdPerHour: 0.6, source: AKS },
  },
};

/**
 * The table with one's own prices over it, such as those of another region or of an agreement.
 *
 * @param own USD per hour by size, `<size>/spot` for a spot node
 * @throws if a price is below 0
 */
export function withOwnPrices(own: Readonly<Record<string, number>>, table: PriceTable = PRICES): PriceTable {
  const nodes = Object.entries(own).map(([size, usdPerHour]) => {
    if (!(usdPerHour >= 0))
      throw new Error(`'prices' of ${size} (${usdPerHour}) must be 0 or more: write USD per hour`);
    return [size, { usdPerHour, source: 'prices of the configuration' }] as const;
  });
  return { ...table, nodes: { ...table.nodes, ...Object.fromEntries(nodes) } };
}

/**
 * The price of one node, if it is known. A spot node without a price of its own counts as one on demand: with no maximum
 * price (`-1`) Azure asks for no more than that.
 */
export function nodePrice(size: string, spot: boolean, table: PriceTable): Price | undefined {
  return (spot ? table.nodes[`${size}/spot`] : undefined) ?? table.nodes[size];
}
