import CanonicalEncoding
import QuorateTesting
import Signing

/// Accounts in place of the names that rows use, in the byte order of the names.
struct NamedAccounts {
  private let names: [String]

  init(_ names: some Sequence<String>) {
    self.names = Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The account of a name.
  subscript(name: String) -> AccountKey {
    get throws {
      guard let position = names.firstIndex(of: name) else { throw RowFault(description: "who is \(name)?") }
      return try account(position)
    }
  }

  /// All accounts with their names, in order.
  var all: [(name: String, account: AccountKey)] {
    get throws { try names.enumerated().map { ($0.element, try account($0.offset)) } }
  }

  private func account(_ position: Int) throws -> AccountKey {
    var bytes = [UInt8](repeating: 0xaa, count: 12)
    bytes.append(bigEndian: UInt64(position))
    return try AccountKey(family: .evm, bytes: ByteString(bytes)).orThrow("no account")
  }
}
