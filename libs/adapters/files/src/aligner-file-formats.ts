import { fromFloat16 } from '@conceptwatch/contracts';
import { type AlignerFiles, type AlignerWeights, FileRefused } from '@conceptwatch/ports';
import { alignerOfTensors } from './aligner-of-tensors';
import type { FloatTensor } from './float-tensor';
import { readNpz, writeNpz } from './npz';
import { writeOnnxGemm } from './onnx-gemm';
import { looksLikeLegacyPth, readPth } from './pth';
import { writePth } from './pth-writer';
import { looksLikeSafetensors, readSafetensors, writeSafetensors } from './safetensors';
import { looksLikeZip, readZip } from './zip-archive';

/** Aligners as files: safetensors (native), NumPy's npz, PyTorch's pth; written as ONNX too. Recognised by content. */
export class AlignerFileFormats implements AlignerFiles {
  read(bytes: Uint8Array): AlignerWeights {
    if (looksLikeSafetensors(bytes)) {
      const { tensors, metadata } = readSafetensors(bytes, fromFloat16);
      return alignerOfTensors(tensors, metadata);
    }
    if (looksLikeLegacyPth(bytes)) throw new FileRefused('This file was written by PyTorch before 1.6; load it there and save it again with torch.save, or as safetensors.');
    if (!looksLikeZip(bytes)) throw new FileRefused('This aligner file is not in a format that is read: give safetensors, .npz or a PyTorch .pth with the tensors "weight" and "bias" (or "W" and "b").');
    const isNpz = [...readZip(bytes).keys()].some((name) => name.endsWith('.npy'));
    return alignerOfTensors(isNpz ? readNpz(bytes, fromFloat16) : readPth(bytes, fromFloat16), {});
  }

  write(aligner: AlignerWeights, format: 'safetensors' | 'npz' | 'pth' | 'onnx'): Uint8Array {
    switch (format) {
      case 'safetensors':
        return writeSafetensors(tensorsOf(aligner, 'weight', 'bias'), aligner.metadata);
      case 'npz':
        return writeNpz(tensorsOf(aligner, 'W', 'b'));
      case 'pth':
        return writePth(tensorsOf(aligner, 'W', 'b'));
      case 'onnx':
        return writeOnnxGemm(aligner);
    }
  }
}

function tensorsOf({ sourceDimension, targetDimension, weight, bias }: AlignerWeights, weightName: string, biasName: string): Map<string, FloatTensor> {
  return new Map([
    [weightName, { shape: [targetDimension, sourceDimension], values: weight }],
    [biasName, { shape: [targetDimension], values: bias }],
  ]);
}
