import type { AlignerDetail, AlignerList, AlignerView, Promotion } from '@conceptwatch/contracts';

/** The aligners of a service: what there is, where it comes from, and which one is used. Every method throws FileRefused with what to do. */
export interface AlignerShelf {
  list(): Promise<AlignerList>;
  get(name: string): Promise<AlignerDetail>;
  /** @param by id of the token that asked for it */
  add(name: string, bytes: Uint8Array, by: string): Promise<AlignerView>;
  file(name: string, format: 'safetensors' | 'npz' | 'pth' | 'onnx'): Promise<Uint8Array>;
  preview(name: string): Promise<Promotion>;
  promote(name: string, digest: string): Promise<AlignerList>;
  rollBack(): Promise<AlignerList>;
}
