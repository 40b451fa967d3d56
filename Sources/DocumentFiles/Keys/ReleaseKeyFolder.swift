internal import CanonicalEncoding
internal import DeploymentGate
internal import Foundation
internal import Quorate
package import Signing

/// Keys that sign releases: P-256, since that is what tools for artefacts verify, each in a file of its own.
///
/// The secret is locked away like an account's (`KeystoreV3`), beside the public key in the clear.
package struct ReleaseKeyFolder: Sendable {
  /// A key's public side.
  package struct Entry: Hashable, Sendable {
    package let name: String
    package let key: AttestationKey
    /// Where the secret is.
    package let path: String
    /// Where the public key is, as PEM.
    package let publicPath: String
  }

  /// The folder.
  package let folder: String

  package init(folder: String) { self.folder = folder }

  private static let format = "quorate.release-key/1"

  private func path(of name: String) -> String { "\(folder)/\(name).json" }

  private func publicPath(of name: String) -> String { "\(folder)/\(name).pub.pem" }

  /// Keeps a secret under a new name.
  /// - Parameters: As of `KeystoreV3.seal`.
  package func add(
    _ name: String, _ secret: P256SecretKey, passphrase: [UInt8], cost: KeystoreCost,
    random: (Int) -> [UInt8],
    id: String
  ) throws -> Entry {
    guard KeyFolder.isName(name) else {
      throw StorageError("keyName", "a key's name is 1–40 letters, digits, dots, hyphens and underscores")
    }
    guard try !FilePresence.isThere(path(of: name)) else {
      throw StorageError("exists", "there is a release key named \(name) already")
    }
    let key = try secret.key
    let keystore = try KeystoreV3.seal(
      secret: secret.bytes, address: nil, passphrase: passphrase, cost: cost, random: random, id: id)
    let file = JSONValue.members([
      "algorithm": .string(key.algorithm.rawValue), "format": .string(Self.format), "keystore": keystore,
      "public": .string(key.pem),
    ])
    try DurableFile.makeFolder(folder, mode: 0o700)
    try DurableFile.write(Array(file.indented.utf8), to: path(of: name), mode: 0o600)
    try DurableFile.write(Array(key.pem.utf8), to: publicPath(of: name))
    return try entry(name)
  }

  /// All keys by name, each of those that cannot be read with what is wrong with it.
  /// - Throws: `StorageError` where the folder itself cannot be read.
  package func entries() throws -> [(name: String, entry: Result<Entry, any Error>)] {
    try KeyFolder.names(in: folder).map { name in (name, Result { try entry(name) }) }
  }

  /// A key's public side. The file's mode is checked.
  package func entry(_ name: String) throws -> Entry {
    Entry(name: name, key: try file(name).key, path: path(of: name), publicPath: publicPath(of: name))
  }

  /// Opens a key; the secret must be that of the public key beside it.
  package func open(_ name: String, passphrase: [UInt8]) throws -> P256SecretKey {
    let file = try file(name)
    let bytes = try KeystoreV3.open(file.keystore, passphrase: passphrase)
    guard let secret = P256SecretKey(bytes), try secret.key == file.key else {
      throw StorageError("altered", "the release key \(name) names another public key than its secret has")
    }
    return secret
  }

  private func file(_ name: String) throws -> (key: AttestationKey, keystore: JSONValue) {
    guard KeyFolder.isName(name), try FilePresence.isThere(path(of: name)) else {
      throw StorageError("releaseKeyMissing", "there is no release key named \(name)")
    }
    let value = try JSONParser.parse(try DurableFile.readSecret(path(of: name)))
    var fields = try JSONFields(value, of: "a release key")
    let algorithm = try fields.string("algorithm")
    guard try fields.string("format") == Self.format else { throw fields.unexpected("format", Self.format) }
    let keystore = try fields.value("keystore")
    let key = try AttestationKey(pem: Array(try fields.string("public").utf8))
    try fields.finish()
    guard key.algorithm == .p256, key.algorithm.rawValue == algorithm else {
      throw fields.unexpected("algorithm", "ecdsa-p256, and the public key one")
    }
    return (key, keystore)
  }
}
