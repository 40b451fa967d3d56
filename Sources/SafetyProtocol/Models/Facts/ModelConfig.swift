package import CanonicalEncoding

/// What `config.json` of a Transformers model says that people decide by.
package struct ModelConfig: Hashable, Sendable {
  /// The classes that load it.
  package let architectures: [String]
  /// The family.
  package let type: String?
  /// The type of number it is loaded as.
  package let numbers: String?
  /// How it was quantised.
  package let quantisation: String?
  /// Whether loading it runs code that comes with it.
  package let hasOwnCode: Bool

  /// Reads the members it knows; others, and those of another type, say nothing.
  package init(_ value: JSONValue) {
    let object = value.object
    architectures = object?["architectures"]?.array?.compactMap(\.string) ?? []
    type = object?["model_type"]?.string
    numbers = object?["dtype"]?.string ?? object?["torch_dtype"]?.string
    quantisation = object?["quantization_config"]?.object?["quant_method"]?.string
    hasOwnCode = object?["auto_map"] != nil
  }
}
