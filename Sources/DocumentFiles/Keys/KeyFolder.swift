package import CanonicalEncoding
internal import Foundation
internal import Quorate
package import Signing

/// The user's own keys: one Web3 keystore a file, in a folder only the user can read.
package struct KeyFolder: Sendable {
  /// A key's public side.
  package struct Entry: Hashable, Sendable {
    package let name: String
    package let account: AccountKey
    package let path: String
    package let isDefault: Bool
  }

  /// The folder.
  package let folder: String

  package init(folder: String) { self.folder = folder }

  /// Names are 1–40 letters, digits, dots, hyphens and underscores, and begin with a letter or digit.
  package static func isName(_ name: String) -> Bool {
    let characters = Array(name.utf8)
    func isAlphanumeric(_ byte: UInt8) -> Bool {
      0x30...0x39 ~= byte || 0x41...0x5a ~= byte || 0x61...0x7a ~= byte
    }
    guard 1...40 ~= characters.count, isAlphanumeric(characters[0]) else { return false }
    return characters.allSatisfy { isAlphanumeric($0) || $0 == 0x2d || $0 == 0x5f || $0 == 0x2e }
  }

  private func path(of name: String) -> String { "\(folder)/\(name).json" }
  private var defaultPath: String { "\(folder)/default" }

  /// Keeps a keystore under a new name; the first becomes the default.
  package func add(_ name: String, keystore: JSONValue, use: Bool) throws {
    guard Self.isName(name) else {
      throw StorageError("keyName", "a key's name is 1–40 letters, digits, dots, hyphens and underscores")
    }
    guard try !FilePresence.isThere(path(of: name)) else {
      throw StorageError("exists", "there is a key named \(name) already")
    }
    try DurableFile.makeFolder(folder, mode: 0o700)
    try DurableFile.write(Array(keystore.indented.utf8), to: path(of: name), mode: 0o600)
    if try use || defaultName() == nil { try setDefault(name) }
  }

  /// The name of the key used when none is named.
  package func defaultName() throws -> String? {
    try FilePresence.content(of: defaultPath)
      .map { String(decoding: $0, as: UTF8.self).filter { !$0.isWhitespace } }
  }

  /// Makes a key the default.
  package func setDefault(_ name: String) throws {
    guard try FilePresence.isThere(path(of: name)) else { throw missing(name) }
    try DurableFile.write(Array((name + "\n").utf8), to: defaultPath, mode: 0o600)
  }

  private func missing(_ name: String) -> StorageError {
    StorageError("keyMissing", "there is no key named \(name)")
  }

  /// All keys by name, each of those that cannot be read with what is wrong with it.
  /// - Throws: `StorageError` where the folder itself cannot be read.
  package func entries() throws -> [(name: String, entry: Result<Entry, any Error>)] {
    try Self.names(in: folder).map { name in (name, Result { try entry(name) }) }
  }

  /// The names of the keys in a folder, in order; none where it was not made yet.
  static func names(in folder: String) throws -> [String] {
    try FilePresence.names(in: folder).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
      .filter(isName)
  }

  /// A key's public side. The file's mode is checked.
  package func entry(_ name: String) throws -> Entry {
    let keystore = try keystore(name)
    guard let text = keystore.object?["address"]?.string, let account = Self.account(text) else {
      throw StorageError("keyUnreadable", "the keystore \(path(of: name)) names no address")
    }
    return Entry(name: name, account: account, path: path(of: name), isDefault: try defaultName() == name)
  }

  /// A key's file.
  package func keystore(_ name: String) throws -> JSONValue {
    guard Self.isName(name), try FilePresence.isThere(path(of: name)) else {
      throw missing(name)
    }
    return try JSONParser.parse(try DurableFile.readSecret(path(of: name)))
  }

  private static func account(_ text: String) -> AccountKey? {
    let digits = text.hasPrefix("0x") ? String(text.dropFirst(2)) : text
    return try? AccountKey(reading: "0x" + digits.lowercased())
  }
}
