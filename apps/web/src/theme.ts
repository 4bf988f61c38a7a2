import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'system' | 'light' | 'dark';
export type Theme = 'light' | 'dark';

const STORED = 'conceptwatch.theme';
const CHOICES: readonly ThemeChoice[] = ['system', 'light', 'dark'];
const followers = new Set<() => void>();
const darkSystem = () => matchMedia('(prefers-color-scheme: dark)');

/** The choice after this one: system, light, dark, and round again. */
export const nextChoice = (choice: ThemeChoice): ThemeChoice => CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];

export const chosenTheme = (): ThemeChoice => CHOICES.find((choice) => choice === localStorage.getItem(STORED)) ?? 'system';

/** What is shown now. */
export function shownTheme(): Theme {
  const choice = chosenTheme();
  return choice === 'system' ? (darkSystem().matches ? 'dark' : 'light') : choice;
}

export function chooseTheme(choice: ThemeChoice): void {
  if (choice === 'system') localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, choice);
  applyTheme();
  for (const follower of followers) follower();
}

/** Marks the document before the first paint, so that the other theme never flashes. */
export function applyTheme(): void {
  const choice = chosenTheme();
  if (choice === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
}

function subscribe(follower: () => void): () => void {
  followers.add(follower);
  const system = darkSystem();
  system.addEventListener('change', follower);
  return () => {
    followers.delete(follower);
    system.removeEventListener('change', follower);
  };
}

export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(subscribe, chosenTheme);
export const useTheme = (): Theme => useSyncExternalStore(subscribe, shownTheme);
