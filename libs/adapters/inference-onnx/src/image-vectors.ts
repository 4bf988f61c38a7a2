/**
 * One vector per image out of what a vision model puts out: vectors as they are (n × d), of token states the first, class
 * token (n × tokens × d), of feature maps the mean over all places (n × d × height × width), as a ResNet pools them.
 *
 * @returns n × d, row-major
 * @throws RangeError for any other shape
 * @example imageVectors(Float32Array.of(1, 3, 5, 7), [1, 2, 1, 2]) // [2, 6]
 * Complexity: O(data).
 */
export function imageVectors(data: Float32Array, dims: readonly number[]): Float32Array {
  const [images, second, third, fourth] = dims;
  if (dims.length === 2) return data;
  if (dims.length === 3) {
    const rows = new Float32Array(images * third);
    for (let i = 0; i < images; i++) rows.set(data.subarray(i * second * third, i * second * third + third), i * third);
    return rows;
  }
  if (dims.length === 4) {
    const places = third * fourth;
    return Float32Array.from({ length: images * second }, (_, at) => data.subarray(at * places, (at + 1) * places).reduce((sum, value) => sum + value, 0) / places);
  }
  throw new RangeError(`A vision model gives vectors, token states or feature maps, and this one gives ${dims.join(' × ')}.`);
}
