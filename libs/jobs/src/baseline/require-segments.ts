import { type BaselineSegment, segmentsOfFolders } from '@conceptwatch/contracts';
import type { EmbeddedFolder } from '../embed/embed-folder';
import { RefusedInput } from '../refused-input';

/** The segments of images that lie in a folder for each. @throws RefusedInput when an image lies in no folder of its own */
export function requireSegments({ folder, files }: Pick<EmbeddedFolder, 'folder' | 'files'>): BaselineSegment[] {
  const segments = segmentsOfFolders(files);
  if (!segments) throw new RefusedInput('no-segments', `With segments every image of "${folder}" must lie in a folder that is named like its segment, such as ${folder}/day and ${folder}/night.`);
  return segments;
}
