internal import CanonicalEncoding
internal import Foundation
package import Ledger
internal import Quorate
package import TransparencyLog

/// The folder of one witness: who it is, its secret key, the logs it watches, and what it has cosigned.
package struct WitnessFolder: Sendable {
  /// The folder.
  package let root: String

  package init(root: String) { self.root = root }

  /// The secret key: 32 bytes in hexadecimal digits, mode 0600.
  package var key: String { root + "/key" }
  /// The keys of the logs, as the `log` lines of a policy.
  package var logs: String { root + "/logs" }
  /// What was cosigned.
  package var store: String { root + "/cosigned.sqlite" }
  private var description: String { root + "/witness.json" }

  /// What a witness is.
  package struct Identity: Hashable, Sendable {
    /// The name in its lines: an address without a scheme, such as `witness.example/quorate`.
    package let name: String
    /// The file of a clock moved by hand; for rehearsals only.
    package let clock: String?

    package init(name: String, clock: String?) {
      self.name = name
      self.clock = clock
    }
  }

  /// Makes a new witness; refuses a folder that holds one.
  ///
  /// What says who the witness is comes last: a key without it was never told to anybody, and is put aside.
  /// - Parameter store: Makes the file of what was cosigned at a path.
  package func make(_ identity: Identity, seed: [UInt8], store: (String) throws -> Void) throws {
    guard try !FilePresence.isThere(description) else {
      throw StorageError("exists", "\(root) holds a witness already")
    }
    for left in [key, self.store] where try FilePresence.isThere(left) {
      try DurableFile.putAside(left)
    }
    try DurableFile.makeFolder(root, mode: 0o700)
    try store(self.store)
    try DurableFile.write(Array((Hex.encode(seed) + "\n").utf8), to: key, mode: 0o600)
    try DurableFile.write(Array("quorum none\n".utf8), to: logs)
    let value = JSONValue.members([
      "clock": identity.clock.map { .string($0) } ?? .null, "format": .string("quorate.witness/1"),
      "name": .string(identity.name),
    ])
    try DurableFile.write(Array(value.indented.utf8), to: description)
  }

  /// Who the witness is.
  package func identity() throws -> Identity {
    guard let data = try FilePresence.content(of: description) else {
      throw StorageError("missing", "there is no witness in \(root)")
    }
    var fields = try JSONFields(try JSONParser.parse(data), of: "the witness")
    let clock = try fields.value("clock")
    guard try fields.string("format") == "quorate.witness/1", clock == .null || clock.string != nil else {
      throw fields.unexpected("format", "quorate.witness/1")
    }
    let name = try fields.string("name")
    try fields.finish()
    return Identity(name: name, clock: clock.string)
  }

  /// The secret key, if its mode is right.
  package func seed() throws -> [UInt8] {
    try DurableFile.readSeed(key)
  }

  /// The keys of the logs it watches.
  package func logKeys() throws -> [VerifierKey] {
    guard let data = try FilePresence.content(of: logs) else {
      throw StorageError("missing", "there is no file \(logs)")
    }
    return try WitnessPolicy(parsing: data).logs.map(\.key)
  }

  /// The folder of the histories of logs that have changed their keys.
  private var histories: String { root + "/log-keys" }

  /// What was handed in about logs that have changed their keys; nothing is verified.
  package func keyHistories() throws -> [LogKeyHistory] {
    let names = try FilePresence.names(in: histories)
    return try names.filter { $0.hasSuffix(".json") }.map { name in
      guard let data = try FilePresence.content(of: "\(histories)/\(name)") else {
        throw StorageError("missing", "there is no file \(histories)/\(name)")
      }
      return try LogKeyHistory(parsing: data)
    }
  }

  /// Keeps the history of a log's keys, which was verified, in the place of an earlier one.
  package func keep(_ history: LogKeyHistory, of origin: String) throws {
    try DurableFile.makeFolder(histories, mode: 0o700)
    let name = Digest.sha256(Array(origin.utf8)).description.dropFirst(2)
    try DurableFile.write(history.bytes, to: "\(histories)/\(name).json")
  }

  /// Watches further logs. A key that is there already stays there once.
  package func watch(_ keys: [VerifierKey]) throws {
    var all = try logKeys()
    for key in keys where !all.contains(key) { all.append(key) }
    let lines = all.map { "log \($0)\n" }.joined() + "quorum none\n"
    // Read back before it is written: what does not read would stop the witness.
    _ = try WitnessPolicy(parsing: Array(lines.utf8))
    try DurableFile.write(Array(lines.utf8), to: logs)
  }
}
