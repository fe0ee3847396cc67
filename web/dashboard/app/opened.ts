/** Components that are loaded when they are shown for the first time, so that the first view loads little. */
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

/** Returns a component that `load` imports when it is shown for the first time. */
export const opened = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> => lazy(async () => ({ default: await load() }));
