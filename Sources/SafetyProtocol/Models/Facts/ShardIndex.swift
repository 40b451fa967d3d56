package import CanonicalEncoding

/// Which files the tensors of a model stand in (`model.safetensors.index.json`).
package struct ShardIndex: Hashable, Sendable {
  /// How many tensors it places.
  package let tensors: Int
  /// The names of the files, as written, in order.
  package let files: [String]

  /// Reads the map of tensors to files.
  package init(_ value: JSONValue) throws(WeightsRefusal) {
    guard let map = value.object?["weight_map"]?.object else {
      throw .malformed(format: "shard index", fault: "it has no weight_map")
    }
    let names = map.members.compactMap(\.value.string)
    guard names.count == map.members.count else {
      throw .malformed(format: "shard index", fault: "a tensor stands in no file")
    }
    tensors = names.count
    files = Set(names.map { ByteString(utf8: $0) }).sorted().compactMap(\.text)
  }
}
