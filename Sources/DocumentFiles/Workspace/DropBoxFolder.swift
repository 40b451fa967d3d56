package import CanonicalEncoding
internal import Foundation
internal import Quorate
package import TransparencyLog

/// The folder of one drop-box: who it is, its secret key, its log, its witnesses, and what they have cosigned of it.
package struct DropBoxFolder: Sendable {
  /// The folder.
  package let root: String

  package init(root: String) { self.root = root }

  /// The log.
  package var store: String { root + "/ballots.sqlite" }
  private var key: String { root + "/key" }
  private var description: String { root + "/drop-box.json" }
  private var cosigned: String { root + "/cosigned" }
  private var witnesses: String { root + "/policy.txt" }
  private static let format = "quorate.drop-box/1"

  /// What a drop-box is.
  package struct Identity: Hashable, Sendable {
    /// The origin of its log: an address without a scheme, such as `box.example/helios`.
    package let name: String
    /// The DAO whose ballots it takes; `nil` until that is known, since a charter names boxes before it founds a DAO.
    package let dao: Digest?
    /// How many ballots it takes in all.
    package let limit: UInt64

    package init(name: String, dao: Digest?, limit: UInt64) {
      self.name = name
      self.dao = dao
      self.limit = limit
    }
  }

  /// Makes a new drop-box; refuses a folder that holds one. What says who it is comes last.
  /// - Parameter store: Makes the file of the log at a path.
  package func make(_ identity: Identity, seed: [UInt8], store: (String) throws -> Void) throws {
    guard try !FilePresence.isThere(description) else {
      throw StorageError("exists", "\(root) holds a drop-box already")
    }
    for left in [key, self.store] where try FilePresence.isThere(left) {
      try DurableFile.putAside(left)
    }
    try DurableFile.makeFolder(root, mode: 0o700)
    try DurableFile.makeFolder(cosigned, mode: 0o700)
    try store(self.store)
    try DurableFile.write(Array((Hex.encode(seed) + "\n").utf8), to: key, mode: 0o600)
    try write(identity)
  }

  /// Says whose ballots the box takes. That is said once: what it holds is for one DAO.
  package func open(for dao: Digest) throws {
    let identity = try identity()
    guard identity.dao == nil || identity.dao == dao else {
      throw StorageError("exists", "\(root) takes the ballots of another DAO")
    }
    try write(Identity(name: identity.name, dao: dao, limit: identity.limit))
  }

  private func write(_ identity: Identity) throws {
    let value = JSONValue.members([
      "dao": identity.dao.map { .string($0.description) } ?? .null, "format": .string(Self.format),
      "limit": .string(String(identity.limit)), "name": .string(identity.name),
    ])
    try DurableFile.write(Array(value.indented.utf8), to: description)
  }

  /// Who it is.
  package func identity() throws -> Identity {
    guard let data = try FilePresence.content(of: description) else {
      throw StorageError("missing", "there is no drop-box in \(root)")
    }
    var fields = try JSONFields(try JSONParser.parse(data), of: "the drop-box")
    let dao = try fields.value("dao") == .null ? nil : try fields.digest("dao")
    guard try fields.string("format") == Self.format else { throw fields.unexpected("format", Self.format) }
    guard let limit = UInt64(exactly: try fields.amount("limit")) else {
      throw fields.unexpected("limit", "how many ballots")
    }
    let name = try fields.string("name")
    try fields.finish()
    return Identity(name: name, dao: dao, limit: limit)
  }

  /// The secret key, if its mode is right.
  package func seed() throws -> [UInt8] { try DurableFile.readSeed(key) }

  /// The witnesses that have been asked to look at the box; `nil` where none were.
  package func policy() throws -> WitnessPolicy? {
    try FilePresence.content(of: witnesses).map { try WitnessPolicy(parsing: $0) }
  }

  /// Keeps who is asked to look at the box.
  package func keep(_ policy: WitnessPolicy) throws {
    guard try self.policy()?.hash != policy.hash else { return }
    try DurableFile.write(policy.bytes, to: witnesses)
  }

  /// Keeps what witnesses have cosigned of the box at a size. What is there of that size stays: its times are earlier.
  package func keep(_ note: SignedNote, size: UInt64) throws {
    let path = "\(cosigned)/\(Self.name(of: size))"
    guard try !FilePresence.isThere(path) else { return }
    try DurableFile.write(note.bytes, to: path)
  }

  /// The earliest cosigned checkpoint that covers an entry, or `nil`.
  package func note(covering index: UInt64) throws -> SignedNote? {
    let names = try FilePresence.names(in: cosigned)
    // Sizes are written with as many digits each, so that names sort like them.
    guard let name = names.first(where: { $0 > Self.name(of: index) && $0.hasSuffix(".note") }),
      let data = try FilePresence.content(of: "\(cosigned)/\(name)")
    else { return nil }
    return try SignedNote(parsing: data)
  }

  /// The newest size that witnesses have cosigned; zero for none.
  package func cosignedSize() throws -> UInt64 {
    let names = try FilePresence.names(in: cosigned)
    return names.last { $0.hasSuffix(".note") }.flatMap { UInt64($0.dropLast(5)) } ?? 0
  }

  private static func name(of size: UInt64) -> String {
    let digits = String(size)
    return String(repeating: "0", count: 20 - min(20, digits.utf8.count)) + digits + ".note"
  }
}
