/// The type of a member of an EIP-712 struct, taken apart: `Person[2][]` is a list of pairs of persons.
package struct TypedMemberType: Hashable, Sendable {
  /// What is left when the brackets are taken off.
  package enum Base: Hashable, Sendable {
    /// UTF-8 text of any length.
    case string
    /// Bytes of any length.
    case bytes
    /// `bytes1` to `bytes32`.
    case fixedBytes(Int)
    /// True or false.
    case bool
    /// Twenty bytes.
    case address
    /// `uint8` to `uint256`.
    case unsigned(bits: Int)
    /// `int8` to `int256`.
    case signed(bits: Int)
    /// A declared struct.
    case structure(String)
  }

  /// The type as written.
  package let text: String
  /// The type of the innermost elements.
  package let base: Base
  /// The lengths in the order of writing, so that the outermost list is the last; `nil` for any length.
  package let dimensions: [Int?]

  /// Takes a type apart; `nil` where the text is none.
  package init?(_ text: String) {
    let parts = text.split(separator: "[", omittingEmptySubsequences: false)
    guard let name = parts.first.map(String.init), Self.isName(name) else { return nil }
    var dimensions: [Int?] = []
    for part in parts.dropFirst() {
      guard part.last == "]" else { return nil }
      let length = String(part.dropLast())
      guard length.isEmpty || Self.number(length) != nil else { return nil }
      dimensions.append(Self.number(length))
    }
    self.text = text
    self.dimensions = dimensions
    base = Self.atomic(name) ?? .structure(name)
  }

  /// A name as Solidity has them: letters, digits, `_` and `$`, not beginning with a digit, of at most 128
  /// bytes.
  package static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 128, !(0x30...0x39 ~= first) else { return false }
    return text.utf8.allSatisfy { character in
      switch character {
      case 0x24, 0x30...0x39, 0x41...0x5a, 0x5f, 0x61...0x7a: true
      default: false
      }
    }
  }

  /// Whether a name belongs to the language, so that no struct may take it: `uint256`, but also the lenient
  /// `uint`.
  package static func isReserved(_ name: String) -> Bool {
    let letters = name.prefix { $0.isLetter }
    let reserved = [
      "address", "bool", "byte", "bytes", "fixed", "function", "int", "string", "ufixed", "uint",
    ]
    return reserved.contains(String(letters)) && name.dropFirst(letters.count).allSatisfy { $0.isNumber }
  }

  private static func atomic(_ name: String) -> Base? {
    switch name {
    case "string": return .string
    case "bytes": return .bytes
    case "bool": return .bool
    case "address": return .address
    default: break
    }
    if name.hasPrefix("bytes") {
      guard let count = number(name.dropFirst(5)), count <= 32 else { return nil }
      return .fixedBytes(count)
    }
    if name.hasPrefix("uint"), let bits = width(name.dropFirst(4)) { return .unsigned(bits: bits) }
    if name.hasPrefix("int"), let bits = width(name.dropFirst(3)) { return .signed(bits: bits) }
    return nil
  }

  private static func width(_ text: Substring) -> Int? {
    guard let bits = number(text), bits <= 256, bits.isMultiple(of: 8) else { return nil }
    return bits
  }

  /// A whole number of one to six digits without a leading zero.
  private static func number(_ text: some StringProtocol) -> Int? {
    guard 1...6 ~= text.utf8.count, text.utf8.first != 0x30 else { return nil }
    return text.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? Int(text) : nil
  }
}
