import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const pages = ['README.md', ...['docs', 'docs/runbooks', 'test/perf/precision/results', 'test/perf/pipeline/results'].flatMap((folder) => readdirSync(path.join(root, folder)).filter((name) => name.endsWith('.md')).map((name) => `${folder}/${name}`))];
const text = (page: string): string => readFileSync(path.join(root, page), 'utf8');
/** As GitHub makes them: lower case, spaces to hyphens, punctuation gone. */
const anchors = (page: string): string[] => [...text(page).matchAll(/^#+ (.+)$/gm)].map(([, title]) => title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'));
const linksOf = (page: string): string[] => [...text(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));

describe('links between pages', () => {
  it.each(pages)('%s leads to places that exist', (page) => {
    const wrong = linksOf(page).filter((link) => {
      const [file, anchor] = link.split('#');
      const target = file ? path.join(path.dirname(page), file) : page;
      if (!existsSync(path.join(root, target))) return true;
      return anchor !== undefined && !(statSync(path.join(root, target)).isFile() && anchors(target).includes(anchor));
    });
    expect(wrong).toEqual([]);
  });

  it('the README answers what people who run it ask first', () => {
    const sections = ['install', 'first-run', 'own-data', 'cluster', 'gpu', 'tuning', 'upgrade', 'backup-and-restore', 'troubleshooting'];
    expect(sections.filter((section) => !linksOf('README.md').some((link) => link.endsWith(`.md#${section}`)))).toEqual([]);
  });
});
