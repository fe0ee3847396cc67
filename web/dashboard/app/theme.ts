/**
 * The light and the dark theme. The choice of the user is stored. Without a choice, the theme follows the system
 * setting.
 */
import { theme as algorithms, type ThemeConfig } from 'antd';
import { useEffect, useState } from 'react';
import type { ThemeName } from '../components/colors.js';

const CHOICE = 'strata.theme';
const DARK = '(prefers-color-scheme: dark)';

/** Colors with a contrast of at least 4.5 to 1, so that text is readable for everyone. */
const TOKENS: Readonly<Record<ThemeName, ThemeConfig['token']>> = {
  light: {
    colorPrimary: '#1d4ed8',
    colorPrimaryHover: '#1e3a8a',
    colorLink: '#1d4ed8',
    colorError: '#b91c1c',
    colorErrorHover: '#7f1d1d',
    colorTextDescription: '#595959',
    colorTextPlaceholder: '#6b6b6b',
    colorTextDisabled: '#6b6b6b',
    colorTextQuaternary: '#6b6b6b',
    colorTextTertiary: '#595959',
  },
  dark: {
    colorPrimary: '#2563eb',
    colorLink: '#93c5fd',
    colorLinkHover: '#bfdbfe',
    colorError: '#f87171',
    colorTextDescription: '#b3b3b3',
    colorTextPlaceholder: '#a6a6a6',
    colorTextDisabled: '#a6a6a6',
    colorTextQuaternary: '#a6a6a6',
    colorTextTertiary: '#b3b3b3',
  },
};

/** Returns the theme settings. `calm` disables animations. */
export function themeOf(name: ThemeName, calm: boolean): ThemeConfig {
  return {
    algorithm: name === 'dark' ? algorithms.darkAlgorithm : algorithms.defaultAlgorithm,
    token: { ...TOKENS[name], ...(calm ? { motion: false } : {}) },
    components:
      name === 'dark'
        ? {
            Layout: { headerBg: '#141414' },
            // The primary color is too dark for text on a dark page.
            Menu: { itemSelectedColor: '#93c5fd' },
            Tabs: { itemSelectedColor: '#93c5fd', itemHoverColor: '#bfdbfe', itemActiveColor: '#bfdbfe' },
          }
        : { Layout: { headerBg: '#ffffff' } },
  };
}

const chosen = (): ThemeName | undefined => {
  const kept = localStorage.getItem(CHOICE);
  return kept === 'light' || kept === 'dark' ? kept : undefined;
};

/** Returns the theme and a function that chooses another one. */
export function useTheme(): readonly [name: ThemeName, choose: (name: ThemeName) => void] {
  const [system] = useState(() => matchMedia(DARK));
  const [name, setName] = useState<ThemeName>(() => chosen() ?? (system.matches ? 'dark' : 'light'));
  useEffect(() => {
    const changed = (): void => setName(chosen() ?? (system.matches ? 'dark' : 'light'));
    system.addEventListener('change', changed);
    return () => system.removeEventListener('change', changed);
  }, [system]);
  useEffect(() => {
    document.documentElement.dataset.theme = name;
  }, [name]);
  const choose = (next: ThemeName): void => {
    localStorage.setItem(CHOICE, next);
    setName(next);
  };
  return [name, choose];
}
