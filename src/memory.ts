/** Divides the memory of the process and of the machine among the caches of the services. */
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { MemoryLimits } from './services/create-services.js';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Returns the memory that the process may use, in bytes. A container may have less than its machine. */
function availableBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

/**
 * Returns the limits of the caches. Facts lie in the heap of Node, whose size `--max-old-space-size` sets. Columns lie
 * outside it.
 *
 * @example
 * memoryLimits(512 * 2 ** 20).cachedFactBytes; // 128 MiB
 */
export function memoryLimits(
  heap = getHeapStatistics().heap_size_limit,
  memory = availableBytes(),
): Required<MemoryLimits> {
  return {
    cachedFactBytes: Math.min(512 * MIB, heap / 4),
    loadedFactBytes: Math.min(256 * MIB, heap / 8),
    columnBytes: Math.min(3 * GIB, memory / 4),
  };
}
