internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Signing

/// A workspace in which so many voters have voted, made once and kept.
struct SampleWorkspace {
  let layout: WorkspaceLayout
  let entries: Int

  /// The kept workspace, or a new one where there is none of this format.
  init(in cache: String, entries: Int) async throws {
    self.entries = entries
    layout = WorkspaceLayout(root: "\(cache)/workspace-\(entries)")
    let mark = "\(cache)/workspace-\(entries).format"
    let format = try Self.format(entries)
    if FileManager.default.contents(atPath: mark) == Data(format.utf8) { return }
    FileHandle.standardError.write(Data("making a workspace of \(entries) ballots in \(cache)\n".utf8))
    try? FileManager.default.removeItem(atPath: mark)
    try? FileManager.default.removeItem(atPath: layout.root)
    try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
    let dao = try await SampleDAO(at: layout.root, voters: entries)
    try await dao.finish(voters: entries)
    try DurableFile.write(Array(format.utf8), to: mark)
  }

  /// A kept workspace that is there.
  init(at root: String) {
    layout = WorkspaceLayout(root: root)
    entries = 0
  }

  /// Changes whenever a workspace made before would not be the one made now; the number at its head is raised where only the
  /// tables that the entries lead to are others.
  private static func format(_ entries: Int) throws -> String {
    let types = [Ballot.schema.typed, Act.schema.typed, Genesis.schema.typed].map(\.encodedType).joined()
    let charter = try SampleDAO.charter()
    let rules = try CharterDocument.parse(charter).rules(for: "text.resolution")?.hash ?? .zero
    let facts = Array(types.utf8) + charter + rules.bytes
    return "4 \(entries) \(LogEntry.version) \(Digest.sha256(facts))\n"
  }

  func store() throws -> SQLiteLogStore { try SQLiteLogStore(path: layout.log) }

  var documents: DocumentFolder { DocumentFolder(folder: layout.documents) }

  /// The identity the workspace is pinned to.
  var dao: Digest {
    let text =
      FileManager.default.contents(atPath: layout.pin).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return Digest(text.filter { !$0.isWhitespace }) ?? .zero
  }
}
