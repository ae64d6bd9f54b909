import * as azure from '@pulumi/azure-native/network';
import * as pulumi from '@pulumi/pulumi';
import type { NetworkConfig } from '../config/network';

export interface NetworkArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly network: NetworkConfig;
  readonly tags: Record<string, string>;
}

/** The virtual network with the subnet of all nodes, and their way out. */
export class Network extends pulumi.ComponentResource {
  readonly virtualNetwork: azure.VirtualNetwork;
  readonly nodeSubnet: azure.Subnet;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super('inference-gateway:aks:Network', name, {}, opts);
    const { resourceGroupName, location, network, tags } = args;
    const parent = { parent: this };
    this.virtualNetwork = new azure.VirtualNetwork(
      name,
      {
        resourceGroupName,
        virtualNetworkName: name,
        location,
        addressSpace: { addressPrefixes: [network.vnetCidr] },
        tags,
      },
      parent,
    );
    const natGateway = network.outbound === 'natGateway' ? this.natGateway(name, args) : undefined;
    this.nodeSubnet = new azure.Subnet(
      `${name}-nodes`,
      {
        resourceGroupName,
        virtualNetworkName: this.virtualNetwork.name,
        subnetName: 'nodes',
        addressPrefix: network.nodeCidr,
        ...(natGateway === undefined ? {} : { natGateway: { id: natGateway.id } }),
        ...(network.routeTableId === undefined ? {} : { routeTable: { id: network.routeTableId } }),
      },
      parent,
    );
    this.registerOutputs({ virtualNetworkId: this.virtualNetwork.id, nodeSubnetId: this.nodeSubnet.id });
  }

  private natGateway(name: string, { resourceGroupName, location, network, tags }: NetworkArgs): azure.NatGateway {
    const addresses = Array.from({ length: network.natAddresses }, (_, index) => {
      const address = `${name}-out-${index + 1}`;
      return new azure.PublicIPAddress(
        address,
        {
          resourceGroupName,
          publicIpAddressName: address,
          location,
          sku: { name: 'Standard' },
          publicIPAllocationMethod: 'Static',
          tags,
        },
        { parent: this },
      );
    });
    return new azure.NatGateway(
      `${name}-nat`,
      {
        resourceGroupName,
        natGatewayName: `${name}-nat`,
        location,
        sku: { name: 'Standard' },
        idleTimeoutInMinutes: 30,
        publicIpAddresses: addresses.map(({ id }) => ({ id })),
        tags,
      },
      { parent: this },
    );
  }
}
