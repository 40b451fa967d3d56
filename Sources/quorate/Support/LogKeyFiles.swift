internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import Signing

/// The files of a log's secret keys in an operator's workspace: those in force, those committed to, and while keys are
/// being changed those that the next ones commit to.
///
/// Whatever a crash leaves, the entries of the log say which keys are in force, and `settle` moves the files after them.
/// No secret is removed, nor written over, before an entry of the log has retired it.
struct LogKeyFiles {
  let layout: WorkspaceLayout

  /// New secret keys.
  static func make() -> LogKeyFile {
    let random = SystemRandomness()
    return LogKeyFile(ed25519: random.bytes(32), secp256k1: random.bytes(32))
  }

  /// The public side of secret keys.
  static func pair(of keys: LogKeyFile) throws -> LogKeyPair {
    let pair = LogKeyPair(
      ed25519: try Ed25519.publicKey(of: keys.ed25519),
      secp256k1: try Secp256k1SecretKey(keys.secp256k1).xOnlyPublicKey)
    guard let pair else { throw LogKeyRefusal.malformed }
    return pair
  }

  /// The commitment that an argument names: itself, or the one to the secret keys in a file.
  static func commitment(_ argument: String) throws -> Digest {
    if let digest = Digest(argument) { return digest }
    return try pair(of: try file(argument)).commitment
  }

  /// The secret keys of a file that somebody names.
  static func file(_ path: String) throws -> LogKeyFile {
    guard try FilePresence.isThere(path) else {
      throw Failure(.notFound, "storage.missing", "there is no file \(Format.safe(path))")
    }
    return try LogKeyFile(path: path)
  }

  private static func exists(_ path: String) throws -> Bool { try FilePresence.isThere(path) }

  /// The pair that is committed to, where its secret keys are here.
  func next() throws -> LogKeyPair? {
    try Self.exists(layout.nextLogKeys) ? Self.pair(of: try LogKeyFile(path: layout.nextLogKeys)) : nil
  }

  /// Makes sure that the pair which is committed to is here, from another place where one is named.
  func prepareNext(from path: String?, in chain: LogKeyChain) throws -> LogKeyPair {
    if let path {
      let keys = try Self.file(path)
      if let standing = try next(), standing != (try Self.pair(of: keys)) {
        throw Failure(
          .conflict, "logKeys.next", "\(layout.nextLogKeys) holds other keys than \(Format.safe(path))")
      }
      guard try Self.pair(of: keys).commitment == chain.latest.next else { throw LogKeyRefusal.notCommitted }
      try keys.write(to: layout.nextLogKeys)
    }
    guard let next = try next() else {
      throw Failure(
        .notFound, "logKeys.nextMissing", "the keys that the log has committed to are not here",
        hint: "quorate log key rotate --next FILE")
    }
    guard next.commitment == chain.latest.next else { throw LogKeyRefusal.notCommitted }
    return next
  }

  /// The keys of a file that a recovery on record has named. Nothing is written: until the entry is on record that puts
  /// them in force, the log may still go over to the pair it has committed to.
  static func recovering(from path: String, in chain: LogKeyChain) throws -> (
    keys: LogKeyFile, pair: LogKeyPair
  ) {
    let keys = try file(path)
    let pair = try pair(of: keys)
    if chain.latest.number > 0, chain.latest.pair == pair { return (keys, pair) }
    guard let pending = chain.pending else { throw LogKeyRefusal.noRecovery }
    guard pair.commitment == pending.keys else { throw LogKeyRefusal.notCommitted }
    return (keys, pair)
  }

  /// The commitment to the pair after the next: the one that is named, or one to keys that are made here.
  func prepareThen(_ argument: String?) throws -> Digest {
    if let argument { return try Self.commitment(argument) }
    // A change that was interrupted goes on with the keys it made.
    if try !Self.exists(layout.thenLogKeys) { try Self.make().write(to: layout.thenLogKeys) }
    return try Self.pair(of: try LogKeyFile(path: layout.thenLogKeys)).commitment
  }

  /// Moves the files to where the log's entries say they belong.
  ///
  /// - Parameters:
  ///   - chain: The keys as they are on record.
  ///   - recovered: Keys from elsewhere that a recovery has put in force.
  /// - Returns: Whether any had to be moved: a change of keys is on record, and was not finished here.
  /// - Throws: `LogKeyRefusal.notHeld` where the keys in force are not here; nothing is moved then.
  @discardableResult
  func settle(_ chain: LogKeyChain, recovered: LogKeyFile? = nil) throws -> Bool {
    guard let pair = chain.latest.pair else { return false }
    let current = try Self.exists(layout.logKeys) ? Self.pair(of: LogKeyFile(path: layout.logKeys)) : nil
    let isBehind = current != pair
    if isBehind {
      let found = try recovered ?? (next() == pair ? LogKeyFile(path: layout.nextLogKeys) : nil)
      guard let found, try Self.pair(of: found) == pair else {
        throw LogKeyRefusal.notHeld(since: chain.latest.index)
      }
      try found.write(to: layout.logKeys)
    }
    if try Self.exists(layout.thenLogKeys) {
      let then = try LogKeyFile(path: layout.thenLogKeys)
      if try Self.pair(of: then).commitment == chain.latest.next {
        try then.write(to: layout.nextLogKeys)
        try FileManager.default.removeItem(atPath: layout.thenLogKeys)
        return true
      }
    }
    guard let next = try next(), Self.isOver(next, in: chain) else { return isBehind }
    try FileManager.default.removeItem(atPath: layout.nextLogKeys)
    return true
  }

  /// Whether a pair that waited to come next has come, and is kept with the keys in force, or never will: a recovery
  /// has come in its place. The keys after those in force are kept elsewhere then.
  private static func isOver(_ next: LogKeyPair, in chain: LogKeyChain) -> Bool {
    next == chain.latest.pair
      || next.commitment != chain.latest.next
        && chain.periods.dropLast().contains { $0.next == next.commitment }
  }
}
