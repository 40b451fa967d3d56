/// How many tensors and parameters a file of weights holds, by the type of their numbers.
package struct TensorCounts: Hashable, Sendable {
  /// How many tensors.
  package private(set) var tensors = 0
  /// How many numbers of each type, by the format's own name of the type.
  package private(set) var parameters: [String: UInt64] = [:]

  package init() {}

  /// All numbers; saturates.
  package var total: UInt64 { parameters.values.reduce(0) { $0.saturatingAdding($1) } }

  /// Adds a tensor of so many numbers.
  mutating func add(_ count: UInt64, of type: String) {
    tensors += 1
    parameters[type] = (parameters[type] ?? 0).saturatingAdding(count)
  }

  /// Adds the tensors of another file.
  package mutating func add(_ other: TensorCounts) {
    tensors += other.tensors
    for (type, count) in other.parameters {
      parameters[type] = (parameters[type] ?? 0).saturatingAdding(count)
    }
  }

  /// The product of the lengths of a tensor's sides, or `nil` from 2^64 on. No sides make one number.
  static func product(_ sides: some Sequence<UInt64>) -> UInt64? {
    var product: UInt64 = 1
    for side in sides {
      let (value, overflow) = product.multipliedReportingOverflow(by: side)
      guard !overflow else { return nil }
      product = value
    }
    return product
  }
}

extension UInt64 {
  fileprivate func saturatingAdding(_ other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
