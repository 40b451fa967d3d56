/// How an account's keys and addresses are made.
public enum KeyFamily: String, Hashable, Comparable, CaseIterable, Sendable {
  /// An Ethereum address: the last twenty bytes of Keccak-256 over the public key.
  case evm

  /// How many bytes an account of this family has.
  package var accountLength: Int { 20 }

  /// Order of the names.
  public static func < (left: KeyFamily, right: KeyFamily) -> Bool { left.rawValue < right.rawValue }
}
