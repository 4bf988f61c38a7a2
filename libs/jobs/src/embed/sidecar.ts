const ANNOTATION = /\.(jsonl?|csv|tsv|xml|ya?ml|md|parquet)$/i;
const LABEL = /\.txt$/i;
const IMAGE_EXTENSIONS = ['.jpg', '.jpeg', '.png', '.webp', '.JPG', '.JPEG', '.PNG', '.WEBP'];

/**
 * Whether a file of a data set is a label or a note rather than an image that failed: annotation files by their
 * extension, and a `.txt` that lies beside an image of the same name. Everything else is tried as an image.
 */
export function isSidecar(name: string, names: ReadonlySet<string>): boolean {
  if (ANNOTATION.test(name)) return true;
  if (!LABEL.test(name)) return false;
  const stem = name.replace(LABEL, '');
  return IMAGE_EXTENSIONS.some((extension) => names.has(stem + extension));
}
