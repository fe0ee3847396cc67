/** Components that are loaded when they are first shown, so that the first view loads quickly. */
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

/** Returns a component that is imported with `load` when it is first shown. */
export const lazyComponent = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> => lazy(async () => ({ default: await load() }));
