export type ModelPrecision = 'fp32' | 'fp16' | 'int8';

/** How transformers.js names the file of a precision. */
const SUFFIX: Record<ModelPrecision, string> = { fp32: '', fp16: '_fp16', int8: '_quantized' };

export interface ModelFile {
  /** The first of these that the hub has. */
  oneOf: string[];
  required: boolean;
}

const file = (...oneOf: string[]): ModelFile => ({ oneOf, required: true });

/**
 * The files that conceptwatch reads of a model, beside its config.json, by the kind that config.json states.
 *
 * @example
 * modelFiles('clip', 'int8').at(-1); // { oneOf: ['onnx/text_model_quantized.onnx'], required: true }
 */
export function modelFiles(type: string | undefined, precision: ModelPrecision): ModelFile[] {
  const onnx = (name: string): string => `onnx/${name}${SUFFIX[precision]}.onnx`;
  const tokenizer = [file('tokenizer.json'), file('tokenizer_config.json')];
  const pixels = file('preprocessor_config.json');
  if (type !== undefined && /clip|siglip/.test(type)) return [pixels, ...tokenizer, file(onnx('vision_model')), file(onnx('text_model'))];
  if (type !== undefined && /gpt|opt|llama|qwen|bloom|phi/.test(type)) return [...tokenizer, file(onnx('decoder_model'), onnx('model'))];
  return [pixels, file(onnx('model'), onnx('vision_model'))];
}
