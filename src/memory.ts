/** Divides the available memory among the caches of the services. */
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { MemoryLimits } from './services/create-services.js';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Returns the memory that the process may use, in bytes. A container may have less memory than its machine. */
function availableBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

/**
 * Returns the limits of the caches. Cached facts are in the heap of Node, whose size is set by `--max-old-space-size`.
 * Columns are outside the heap.
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
