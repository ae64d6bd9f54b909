/** GPU sizes of Azure: https://learn.microsoft.com/azure/virtual-machines/sizes/gpu-accelerated/ */
export const AZURE: Record<string, { gpus: number; gpuMemoryGib: number; cpus: number; memoryGib: number }> = {
  Standard_NC4as_T4_v3: { gpus: 1, gpuMemoryGib: 16, cpus: 4, memoryGib: 28 },
  Standard_NC64as_T4_v3: { gpus: 4, gpuMemoryGib: 16, cpus: 64, memoryGib: 440 },
  Standard_NV36ads_A10_v5: { gpus: 1, gpuMemoryGib: 24, cpus: 36, memoryGib: 440 },
  Standard_NV72ads_A10_v5: { gpus: 2, gpuMemoryGib: 24, cpus: 72, memoryGib: 880 },
  Standard_NC24ads_A100_v4: { gpus: 1, gpuMemoryGib: 80, cpus: 24, memoryGib: 220 },
  Standard_NC48ads_A100_v4: { gpus: 2, gpuMemoryGib: 80, cpus: 48, memoryGib: 440 },
  Standard_NC96ads_A100_v4: { gpus: 4, gpuMemoryGib: 80, cpus: 96, memoryGib: 880 },
  Standard_NC40ads_H100_v5: { gpus: 1, gpuMemoryGib: 94, cpus: 40, memoryGib: 320 },
  Standard_NC80adis_H100_v5: { gpus: 2, gpuMemoryGib: 94, cpus: 80, memoryGib: 640 },
  Standard_ND96isr_H100_v5: { gpus: 8, gpuMemoryGib: 80, cpus: 96, memoryGib: 1900 },
  Standard_ND96isr_H200_v5: { gpus: 8, gpuMemoryGib: 141, cpus: 96, memoryGib: 1850 },
};
