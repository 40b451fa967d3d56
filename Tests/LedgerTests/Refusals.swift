import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Signing
import Testing

typealias MemoryDAO = SampleDAO<MemoryLogStore>

/// A DAO in memory.
func memoryDAO(
  random: Int = 0, holdings: [UInt128] = [400, 300, 200, 100], founders: Int = 1,
  edits: [(from: String, to: String)] = [], registers: Bool = true
) async throws -> MemoryDAO {
  try await SampleDAO(
    on: MemoryLogStore(), random: random, holdings: holdings, founders: founders, edits: edits,
    registers: registers)
}

/// A DAO in memory under a preset, without an electorate.
func presetDAO(
  _ preset: String, members: Int = 4, edits: [(from: String, to: String)] = []
) async throws -> MemoryDAO {
  try await SampleDAO(
    on: MemoryLogStore(), holdings: [UInt128](repeating: 0, count: members), edits: edits, registers: false,
    preset: preset)
}

/// Expects a "no" with a stable code that leaves everything on record as it was, and is counted.
func expectRefusal(
  _ code: String, in dao: MemoryDAO, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () async throws -> Void
) async throws {
  let before = try dao.export()
  let counted = count(of: code, in: dao)
  var found = "nothing was refused"
  do { try await body() } catch { found = (error as? any CodedRefusal)?.code ?? "\(error)" }
  #expect(found == code, sourceLocation: sourceLocation)
  #expect(try dao.export() == before, "a refusal left something", sourceLocation: sourceLocation)
  #expect(try dao.export().digest == before.digest, sourceLocation: sourceLocation)
  #expect(count(of: code, in: dao) == counted + 1, "it was not counted once", sourceLocation: sourceLocation)
}

/// Expects that a statement, signed as it should be, is refused.
func expectRefusal(
  _ code: String, of statement: Statement, by member: Int, in dao: MemoryDAO,
  sourceLocation: SourceLocation = #_sourceLocation
) async throws {
  try await expectRefusal(code, in: dao, sourceLocation: sourceLocation) {
    try await dao.submit(statement, by: member)
  }
}

private func count(of code: String, in dao: MemoryDAO) -> UInt64 {
  dao.store.refusals().first { $0.code == code }?.count ?? 0
}

extension MemoryDAO {
  /// A proposal whose voting is open.
  func open(_ title: String = "Adopt a roadmap", by member: Int = 0) async throws -> Digest {
    let proposal = try await propose(title, by: member)
    clock.advance(.minutes(1))
    return proposal
  }

  /// The content that would adopt another charter: the one in force with edits.
  func amendment(
    _ title: String, edits: [(from: String, to: String)], change: ProtocolAmendment.Change? = nil
  ) throws -> ProposalContent {
    var text = String(decoding: try documents.all[genesis.charterHash].orThrow(), as: UTF8.self)
    for edit in edits { text = text.replacing(edit.from, with: edit.to) }
    let hash = documents.keep(Array(text.utf8))
    return try ProposalContent(
      title: title, kind: "charter.amend", text: "As discussed.",
      actions: [.amendCharter(hash: hash, change: change)],
      authors: [],
      discussion: "")
  }

  /// Submits a statement that must be taken.
  func take(_ statement: Statement, by member: Int) async throws {
    _ = try await submit(statement, by: member)
  }
}
