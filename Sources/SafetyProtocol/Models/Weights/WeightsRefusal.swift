import CanonicalEncoding

/// Why the header of a file of weights was not believed.
package enum WeightsRefusal: CodedRefusal, Hashable {
  /// Not a header of the format; says what is wrong.
  case malformed(format: String, fault: String)
  /// A header of more bytes than are read.
  case tooLarge(format: String, limit: Int)

  /// The stable name.
  package var code: String {
    switch self {
    case .malformed: "weights.malformed"
    case .tooLarge: "weights.headerTooLarge"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .malformed(let format, let fault): "not a \(format) file: \(fault)"
    case .tooLarge(let format, let limit): "the \(format) header has more than \(limit) bytes"
    }
  }
}
