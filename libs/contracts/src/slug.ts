/** What a concept is called in files, JSON, metric labels and on the command line. */
export const SLUG = /^[a-z0-9-]{1,64}$/;

/** Turns a concept's text into its slug: "Black and White!" becomes "black-and-white". */
export function slugOf(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
}
