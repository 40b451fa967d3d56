/// How an account's keys and addresses are made.
public enum KeyFamily: String, Hashable, Comparable, CaseIterable, Sendable {
  /// An Ethereum address: the last twenty bytes of Keccak-256 over the public key.
  case evm

  /// The family of the UTF-8 bytes of its name, or `nil`.
  package init?(name: ArraySlice<UInt8>) {
    guard let family = Self.allCases.first(where: { name.elementsEqual($0.rawValue.utf8) }) else {
      return nil
    }
    self = family
  }

  /// How many bytes an account of this family has, at most thirty-two.
  package var accountLength: Int { 20 }

  /// Order of the names.
  public static func < (left: KeyFamily, right: KeyFamily) -> Bool { left.rawValue < right.rawValue }
}
