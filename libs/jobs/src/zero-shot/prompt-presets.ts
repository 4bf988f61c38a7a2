/** The prompts of the paper's Table 3, one per data set; `{}` is the label. */
export const PROMPT_PRESETS: Readonly<Record<string, string>> = {
  in9: 'a photo of {}',
  living17: 'a photo of a {}',
  nonliving26: 'a photo of a {}',
  entity13: 'a photo of a {}',
  entity30: 'a photo of a {}',
  stl10: 'a photo of a {}',
  cifar10: 'a pixelated photo of a {}',
  'fashion-mnist': 'a black and white photo of {}',
  'celeba-hair': 'a headshot of a person with {}',
  svhn: 'a photo of the digit {} on a building',
  mnist: 'a photo of the digit {}',
  textures: 'a photo of something with {} texture',
  colors: 'a swatch of the color {}',
  shapes: 'a diagram of the shape {}',
};
