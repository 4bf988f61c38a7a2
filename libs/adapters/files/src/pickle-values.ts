/** What a pickle of tensors is made of. Foreign keys live in Maps, never in plain objects. */
export type PickleValue = string | number | boolean | null | Map<PickleValue, PickleValue> | PickleTuple | PickleGlobal | StorageReference | TensorReference;

export class PickleTuple {
  constructor(readonly items: PickleValue[]) {}
}

/** A name that a pickle asks for; it stands for itself and is never looked up. */
export class PickleGlobal {
  constructor(readonly name: string) {}
}

/** Bytes beside the pickle that hold numbers. */
export class StorageReference {
  constructor(readonly type: string, readonly key: string, readonly count: number) {}
}

/** A view of a storage, as `torch._utils._rebuild_tensor_v2` is given it. */
export class TensorReference {
  constructor(readonly storage: StorageReference, readonly offset: number, readonly shape: number[], readonly strides: number[]) {}
}
