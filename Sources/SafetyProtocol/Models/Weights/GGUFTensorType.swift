/// A type of number that GGUF knows: so many of them share a block of so many bytes (ggml's type traits).
struct GGUFTensorType {
  let name: String
  let blockCount: UInt64
  let blockBytes: UInt64

  /// The types by their number; those that were removed from the format are left out.
  static let known: [UInt32: GGUFTensorType] = [
    0: GGUFTensorType("F32", 1, 4), 1: GGUFTensorType("F16", 1, 2), 2: GGUFTensorType("Q4_0", 32, 18),
    3: GGUFTensorType("Q4_1", 32, 20), 6: GGUFTensorType("Q5_0", 32, 22), 7: GGUFTensorType("Q5_1", 32, 24),
    8: GGUFTensorType("Q8_0", 32, 34), 9: GGUFTensorType("Q8_1", 32, 36), 10: GGUFTensorType("Q2_K", 256, 84),
    11: GGUFTensorType("Q3_K", 256, 110), 12: GGUFTensorType("Q4_K", 256, 144),
    13: GGUFTensorType("Q5_K", 256, 176), 14: GGUFTensorType("Q6_K", 256, 210),
    15: GGUFTensorType("Q8_K", 256, 292), 16: GGUFTensorType("IQ2_XXS", 256, 66),
    17: GGUFTensorType("IQ2_XS", 256, 74), 18: GGUFTensorType("IQ3_XXS", 256, 98),
    19: GGUFTensorType("IQ1_S", 256, 50), 20: GGUFTensorType("IQ4_NL", 32, 18),
    21: GGUFTensorType("IQ3_S", 256, 110), 22: GGUFTensorType("IQ2_S", 256, 82),
    23: GGUFTensorType("IQ4_XS", 256, 136), 24: GGUFTensorType("I8", 1, 1), 25: GGUFTensorType("I16", 1, 2),
    26: GGUFTensorType("I32", 1, 4), 27: GGUFTensorType("I64", 1, 8), 28: GGUFTensorType("F64", 1, 8),
    29: GGUFTensorType("IQ1_M", 256, 56), 30: GGUFTensorType("BF16", 1, 2),
    34: GGUFTensorType("TQ1_0", 256, 54), 35: GGUFTensorType("TQ2_0", 256, 66),
    39: GGUFTensorType("MXFP4", 32, 17),
  ]

  private init(_ name: String, _ blockCount: UInt64, _ blockBytes: UInt64) {
    (self.name, self.blockCount, self.blockBytes) = (name, blockCount, blockBytes)
  }

  /// How many bytes so many numbers take, or `nil` where they fill no whole number of blocks.
  func length(of count: UInt64) -> UInt64? {
    guard count.isMultiple(of: blockCount) else { return nil }
    return TensorCounts.product([count / blockCount, blockBytes])
  }
}
