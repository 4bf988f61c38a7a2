import type { PixelSpec } from '@conceptwatch/ports';
import { ModelRefused } from './model-error';

/** preprocessor_config.json of transformers, as far as pixels depend on it. */
export interface PreprocessorConfig {
  size?: number | { shortest_edge?: number; height?: number; width?: number };
  crop_size?: number | { height: number; width: number };
  do_center_crop?: boolean;
  do_normalize?: boolean;
  do_resize?: boolean;
  do_rescale?: boolean;
  rescale_factor?: number;
  resample?: number;
  image_mean?: number[];
  image_std?: number[];
}

/** Codes of Pillow. */
const KERNELS: Record<number, PixelSpec['kernel']> = { 0: 'nearest', 1: 'lanczos3', 2: 'linear', 3: 'cubic' };

/** @throws ModelRefused when the sizes are missing or not square where they must be */
export function pixelSpecOf(config: PreprocessorConfig, model: string): PixelSpec {
  requireUsual(config, model);
  const { size, crop_size: crop } = config;
  const [mean, std] = config.do_normalize === false ? [[0, 0, 0], [1, 1, 1]] : [config.image_mean ?? [0.5, 0.5, 0.5], config.image_std ?? [0.5, 0.5, 0.5]];
  const kernel = KERNELS[config.resample ?? 2];
  const triple = (values: number[]): [number, number, number] => [values[0], values[1], values[2]];
  const common = { kernel, mean: triple(mean), std: triple(std) };
  if (kernel === undefined) throw new ModelRefused(`The model ${model} asks for the resampling filter ${config.resample}, which is not known; 0 to 3 are.`);
  if (typeof size === 'object' && size.height && size.width) return { width: size.width, height: size.height, fit: 'fill', ...common };
  const shortestEdge = typeof size === 'object' ? size.shortest_edge : size;
  if (!shortestEdge) throw new ModelRefused(`The preprocessor_config.json of ${model} does not say which size its images have.`);
  const target = config.do_center_crop === false || crop === undefined ? { height: shortestEdge, width: shortestEdge } : typeof crop === 'number' ? { height: crop, width: crop } : crop;
  return { width: target.width, height: target.height, fit: 'cover', ...(target.width === shortestEdge && target.height === shortestEdge ? {} : { shortestEdge }), ...common };
}

/** Pixels are resized, divided by 255 and normalised per channel; what asks for anything else would be embedded wrongly in silence. @throws ModelRefused */
function requireUsual(config: PreprocessorConfig, model: string): void {
  const refuse = (key: keyof PreprocessorConfig): never => {
    throw new ModelRefused(`The preprocessor_config.json of ${model} has ${key} = ${JSON.stringify(config[key])}, which is not supported.`);
  };
  if (config.do_resize === false) refuse('do_resize');
  if (config.do_rescale === false) refuse('do_rescale');
  if (config.rescale_factor !== undefined && Math.abs(config.rescale_factor * 255 - 1) > 1e-6) refuse('rescale_factor');
  for (const key of ['image_mean', 'image_std'] as const) if (config[key] && config[key].length !== 3) refuse(key);
  if (config.image_std?.some((value) => !(value > 0))) refuse('image_std');
}
