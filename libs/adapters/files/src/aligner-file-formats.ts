import { fromFloat16 } from '@conceptwatch/contracts';
import { type AlignerFiles, type AlignerWeights, FileRefused } from '@conceptwatch/ports';
import { looksLikeSafetensors, readSafetensors, writeSafetensors } from './safetensors';

/** Aligners as files. Safetensors for now: the tensors `weight` (d_t × d_s) and `bias` (d_t). */
export class AlignerFileFormats implements AlignerFiles {
  read(bytes: Uint8Array): AlignerWeights {
    if (!looksLikeSafetensors(bytes)) throw new FileRefused('This aligner file is not in a format that is read: give safetensors with the tensors "weight" and "bias".');
    const { tensors, metadata } = readSafetensors(bytes, fromFloat16);
    const weight = tensors.get('weight') ?? tensors.get('linear.weight');
    const bias = tensors.get('bias') ?? tensors.get('linear.bias');
    if (!weight || !bias) throw new FileRefused(`This aligner file holds ${[...tensors.keys()].join(', ') || 'no tensor'}; "weight" and "bias" are needed.`);
    const [targetDimension, sourceDimension] = weight.shape;
    if (weight.shape.length !== 2 || bias.values.length !== targetDimension) throw new FileRefused(`In this aligner file weight is ${weight.shape.join(' × ')} and bias ${bias.shape.join(' × ')}; d_t × d_s and d_t are needed.`);
    if (![weight, bias].every(({ values }) => values.every(Number.isFinite))) throw new FileRefused('This aligner file holds values that are not finite.');
    return { sourceDimension, targetDimension, weight: weight.values, bias: bias.values, metadata };
  }

  write(aligner: AlignerWeights, format: 'safetensors' | 'npz' | 'pth' | 'onnx'): Uint8Array {
    if (format !== 'safetensors') throw new FileRefused(`Aligners are written as safetensors; ${format} is not supported yet.`);
    const { sourceDimension, targetDimension, weight, bias, metadata } = aligner;
    return writeSafetensors(
      new Map([
        ['weight', { shape: [targetDimension, sourceDimension], values: weight }],
        ['bias', { shape: [targetDimension], values: bias }],
      ]),
      metadata,
    );
  }
}
