/** The theme of the pages, and the chart colors in each theme. */
import { createContext, useContext } from 'react';

export type ThemeName = 'light' | 'dark';

/** Maps each chart color of the light theme to its color in the dark theme. */
const DARK: Readonly<Record<string, string>> = {
  '#1d4ed8': '#60a5fa',
  '#93c5fd': '#1e40af',
  '#15803d': '#4ade80',
  '#c2410c': '#fb923c',
  '#f8fafc': '#1f2937',
};

const ThemeContext = createContext<ThemeName>('light');
export const ThemeProvider = ThemeContext.Provider;

export const useThemeName = (): ThemeName => useContext(ThemeContext);

/**
 * Returns a chart option in which the colors of the light theme are replaced with those of the dark theme. Functions
 * stay unchanged.
 */
export function darkened<T>(option: T): T {
  if (typeof option === 'string') return (DARK[option] ?? option) as T;
  if (Array.isArray(option)) return option.map(darkened) as T;
  if (typeof option !== 'object' || option === null) return option;
  return Object.fromEntries(Object.entries(option).map(([name, value]) => [name, darkened<unknown>(value)])) as T;
}
