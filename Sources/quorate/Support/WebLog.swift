internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import HTTPService
internal import Ledger
internal import Quorate
internal import TransparencyLog

/// A published log at an address of the web, copied file by file to a folder of this user's.
///
/// Whoever answers may be anybody: no redirection is followed, every file has a limit and all of them together one, and
/// nothing is believed that an audit has not recomputed. Each file is written whole, and the checkpoint after everything
/// below it, so that what stands there is always one state of the log. Full tiles never change and are asked for once.
struct WebLog {
  let address: String
  private let folder: PublishedFolder
  private let caller: HTTPCaller

  /// The most entries, and bytes in all, that are copied.
  private static let sizeLimit: UInt64 = 1 << 24
  private static let byteLimit = 8 << 30
  private static let blobLimit = 256 << 20
  /// How often something is asked for that is not answered, a second longer apart each time.
  private static let attempts = 3
  /// The checkpoint at which nothing was missing.
  private static let complete = "complete"
  /// How deep documents that name documents can lie.
  private static let rounds = 16

  /// Whether a place is an address of the web.
  static func isAddress(_ place: String) -> Bool {
    place.hasPrefix("https://") || place.hasPrefix("http://")
  }

  /// The folder or file of a place: of an address, a copy made now.
  /// - Throws: `service.unreachable` where nobody answers; the copy is then what it was before.
  static func here(_ place: String) async throws -> String {
    guard isAddress(place) else { return place }
    return try await HTTPCaller.with(patience: .seconds(60)) { caller in
      try await WebLog(place, caller).copied()
    }
  }

  private init(_ address: String, _ caller: HTTPCaller) {
    self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
    self.caller = caller
    let name = Digest.sha256(Array(self.address.utf8)).description.dropFirst(2)
    folder = PublishedFolder(root: "\(Session.home)/copies/\(name)")
  }

  /// Copies what is new. Where what was copied before does not fit it any more, everything is copied again, so that an
  /// audit judges what stands there now and no mixture.
  private func copied() async throws -> String {
    let known = try FilePresence.isThere(folder.root + "/checkpoint")
    if try await copy() == .fails, known {
      try FileManager.default.removeItem(atPath: folder.root)
      _ = try await copy()
    }
    return folder.root
  }

  private func copy() async throws -> AuditReport.Verdict {
    guard let bytes = try await get("checkpoint", limit: SignedNote.sizeLimit) else {
      throw Failure(
        .notFound, "storage.missing", "there is no published log at \(Format.safe(address))")
    }
    let note = try SignedNote(parsing: bytes)
    if try isComplete(at: note) {
      // It may have new lines of witnesses.
      try folder.write(bytes, to: "checkpoint")
      return .holds
    }
    let checkpoint = try Checkpoint(parsing: note.text)
    guard checkpoint.size <= Self.sizeLimit else {
      throw Failure(
        .badInput, "log.tooLarge",
        "\(Format.safe(address)) has \(checkpoint.size) entries; up to \(Self.sizeLimit) are copied")
    }
    var left = Self.byteLimit
    for path in TilePlan.growth(from: 0, to: checkpoint.size) { try await copy(path, &left) }
    let verdict = try await copyDocuments(below: note, checkpoint, &left)
    try folder.write(bytes, to: "checkpoint")
    if verdict == .holds { try folder.write(bytes, to: Self.complete) }
    return verdict
  }

  /// Whether nothing was missing at this state of the log: then nothing is missing now.
  private func isComplete(at note: SignedNote) throws -> Bool {
    guard let bytes = try folder.read(Self.complete, limit: SignedNote.sizeLimit),
      let known = try? SignedNote(parsing: bytes)
    else { return false }
    return known.text.utf8.elementsEqual(note.text.utf8)
  }

  /// A tile that is not here; of a partial one that is gone there, the full one that took its place.
  private func copy(_ path: TilePath, _ left: inout Int) async throws {
    let full = TilePath(path.content, index: path.index)
    for path in [path, full] where try FilePresence.isThere("\(folder.root)/\(path)") { return }
    for path in path == full ? [path] : [path, full] {
      if try await keep(path.description, limit: TilePath.fullWidth * (Tile.entryLimit + 2), &left) { return }
    }
    throw StorageError("missing", "the log at \(Format.safe(address)) lacks \(path)")
  }

  /// The documents that an audit asks for, and those that are asked for once they are there.
  private func copyDocuments(
    below note: SignedNote, _ checkpoint: Checkpoint, _ left: inout Int
  ) async throws -> AuditReport.Verdict {
    var gone: Set<Digest> = []
    for _ in 0..<Self.rounds {
      let documents = MissingDocuments(PublishedDocuments(folder))
      let report = try await Audits.report(
        ArchivedLog(folder, note: note, checkpoint: checkpoint), documents)
      var isNew = false
      for hash in documents.missing.subtracting(gone).sorted() {
        if try await keep(BlobPath.of(hash), limit: Self.blobLimit, &left) {
          isNew = true
        } else {
          gone.insert(hash)
        }
      }
      if !isNew { return report.verdict }
    }
    return .incomplete
  }

  /// Keeps a file; whether there is one.
  private func keep(_ path: String, limit: Int, _ left: inout Int) async throws -> Bool {
    guard let bytes = try await get(path, limit: min(limit, left)) else { return false }
    left -= bytes.count
    try folder.write(bytes, to: path)
    return true
  }

  /// The bytes of a file, or `nil` where there is none.
  private func get(_ path: String, limit: Int) async throws -> [UInt8]? {
    var attempt = 0
    while true {
      attempt += 1
      do throws(ServiceRefusal) {
        let reply = try await caller.get("\(address)/\(path)", limit: limit)
        switch reply.status {
        case 200: return reply.body
        case 404, 410: return nil
        default: throw .unreachable("it answers \(reply.status)")
        }
      } catch {
        guard case .unreachable(let fault) = error else { throw error }
        guard attempt < Self.attempts else {
          throw Failure(
            .unavailable, error.code, "\(Format.safe(address)): \(fault)",
            hint: "try again later; nothing was changed here")
        }
      }
      try await Task.sleep(for: .seconds(attempt))
    }
  }
}
