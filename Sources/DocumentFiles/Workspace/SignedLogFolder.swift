package import CanonicalEncoding
internal import Foundation
internal import Glibc
internal import Quorate
package import TransparencyLog

/// The newest tree that this machine signed of each log, and who was ever a witness of it, kept apart from the workspace.
///
/// A log that was restored from a copy does not know what it has signed since. This machine does; and where it does
/// not either, because the log came from another, its witnesses have to be asked before anything is signed.
package struct SignedLogFolder: Sendable {
  /// A size and the root that was signed for it.
  package struct Signed: Hashable, Sendable {
    package let size: UInt64
    package let root: Digest

    package init(size: UInt64, root: Digest) {
      self.size = size
      self.root = root
    }
  }

  /// How many witnesses of a log are remembered; the oldest are forgotten.
  package static let witnessLimit = 64

  private let folder: String

  package init(folder: String) { self.folder = folder }

  private func path(of log: Digest) -> String { "\(folder)/\(log.description.dropFirst(2))" }

  /// What was signed last; `nil` where this machine never signed for the log.
  /// - Throws: `SignedLogFault` where its note does not read: that is no reason to believe that there was none.
  package func latest(of log: Digest) throws -> Signed? {
    let path = path(of: log)
    guard let text = try read(path) else { return nil }
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count == 2, let size = UInt64(words[0]), let root = Digest(words[1]) else {
      throw SignedLogFault.damaged(path)
    }
    return Signed(size: size, root: root)
  }

  /// Notes what was signed, durably.
  package func note(_ signed: Signed, of log: Digest) throws {
    guard try latest(of: log) != signed else { return }
    try DurableFile.makeFolder(folder, mode: 0o700)
    try DurableFile.write(Array("\(signed.size) \(signed.root)\n".utf8), to: path(of: log))
  }

  /// Runs a body while no other process of this machine does so for the log.
  package func locked<Value>(_ log: Digest, _ body: () throws -> Value) throws -> Value {
    try DurableFile.makeFolder(folder, mode: 0o700)
    let path = path(of: log) + ".lock"
    let file = unsafe open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw DurableFile.failure("open", path) }
    // The lock ends with the file, also where the process is killed.
    defer { close(file) }
    while flock(file, LOCK_EX) != 0 {
      guard errno == EINTR else { throw DurableFile.failure("lock", path) }
    }
    return try body()
  }

  // MARK: Witnesses

  private func witnessPath(of log: Digest) -> String { path(of: log) + ".witnesses" }

  /// Every witness that was ever named for the log on this machine, with the address it was last named with.
  package func witnesses(of log: Digest) throws -> [WitnessPolicy.Witness] {
    let path = witnessPath(of: log)
    guard let text = try read(path) else { return [] }
    do { return try WitnessPolicy(parsing: Array(text.utf8)).witnesses } catch {
      throw SignedLogFault.damaged(path)
    }
  }

  /// Remembers some witnesses, for ever.
  package func remember(_ named: [WitnessPolicy.Witness], of log: Digest) throws {
    guard !named.isEmpty, try !Self.merged(witnesses(of: log), named).isSame else { return }
    try locked(log) {
      let known = try Self.merged(witnesses(of: log), named).witnesses.suffix(Self.witnessLimit)
      var bytes: [UInt8] = []
      for witness in known {
        let rest = [witness.key.description, witness.address].compactMap(\.self).joined(separator: " ")
        bytes += Array("witness ".utf8) + witness.name.bytes + Array(" \(rest)\n".utf8)
      }
      try DurableFile.write(bytes + Array("quorum none\n".utf8), to: witnessPath(of: log))
    }
  }

  /// What is known with what is new: each key once, and each under a name of its own.
  private static func merged(
    _ known: [WitnessPolicy.Witness], _ named: [WitnessPolicy.Witness]
  ) -> (witnesses: [WitnessPolicy.Witness], isSame: Bool) {
    var all = known
    for witness in named {
      let place = all.firstIndex { $0.key.publicKey == witness.key.publicKey }
      if let place, all[place].key == witness.key, all[place].address == witness.address { continue }
      if let place { all.remove(at: place) }
      var name = witness.name
      while all.contains(where: { $0.name == name }) { name = ByteString(name.bytes + [0x27]) }
      all.append(.init(name: name, key: witness.key, address: witness.address))
    }
    return (all, all == known)
  }

  /// The text of a file, `nil` where there is none.
  private func read(_ path: String) throws -> String? {
    do {
      return try FilePresence.content(of: path).map { String(decoding: $0, as: UTF8.self) }
    } catch let error as StorageError where error.code == "storage.failed" {
      // The system could not open it now; it says nothing of what is in it.
      throw error
    } catch { throw SignedLogFault.damaged(path) }
  }
}

/// Why nothing is signed by what this machine knows.
package enum SignedLogFault: CodedRefusal, Hashable {
  /// A file of the folder that is there and does not read.
  case damaged(String)

  /// The stable name.
  package var code: String { "log.noteDamaged" }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .damaged(let path):
      "\(path) does not read, so this machine cannot tell what it has signed of this log; nothing was signed. "
        + "Hold the log against what is published of it, and only then move that file away"
    }
  }
}
