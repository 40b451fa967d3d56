import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Testing
import TransparencyLog

/// A log is known by its whole name. Witnesses remember the last tree of a name, and keys contradict themselves under one
/// name only: under another an operator could have a second history of a log that nobody can hold against the first.
@Suite struct LogNameTests {
  private typealias DAO = SampleDAO<MemoryLogStore>

  /// The text in front of a DAO's identity, and whether the name is that of its log.
  private static let names = [
    (id: "its own", host: "log.example/quorate/", isOwn: true),
    ("another host", "other.example/quorate/", false),
    ("a longer host", "x.log.example/quorate/", false),
    ("in capitals", "LOG.example/quorate/", false),
    ("another path", "log.example/quorate/x/", false),
  ]

  @Test(arguments: names, [false, true])
  func `attack: a checkpoint that witnesses cosigned under another name has no effect`(
    name: (id: String, host: String, isOwn: Bool), correctsTime: Bool
  ) async throws {
    let dao = try await DAO.witnessed(on: MemoryLogStore())
    let right = dao.clock.now() + .minutes(1)
    // Of a clock that is ahead there is something to correct.
    dao.clock.set(correctsTime ? right + .days(1) : right)
    try await dao.submit(dao.delegation(to: 2, by: 3), by: 3)
    let head = try #require(dao.store.head())
    #expect(dao.genesis.origin == "log.example/quorate/\(dao.id.bareHex)")
    let text = try Checkpoint(origin: name.host + dao.id.bareHex, size: head.size, root: head.root).text
    let signed = try SignedNote(
      signing: text, with: try SampleLogKeys.signers(name.host + dao.id.bareHex, pair: 0))
    let cosigned = try SampleWitnesses.cosigned(signed, at: [right, right])
    dao.clock.set(right)
    if name.isOwn {
      try await dao.record(cosigned, correctsTime: correctsTime)
    } else {
      var code = "nothing was refused"
      do { try await dao.record(cosigned, correctsTime: correctsTime) } catch {
        code = (error as? any CodedRefusal)?.code ?? "\(error)"
      }
      #expect(code == "log.fork")
      // The operator writes it into his log all the same.
      let entry = try CheckpointEntry(
        note: cosigned, policy: try SampleWitnesses.policy().hash, growth: [], correctsTime: correctsTime)
      try await dao.force(LogEntry.bytes(entry, received: right), statement: entry.id)
    }
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(report.voids.map(\.code) == (name.isOwn ? [] : ["log.fork"]), "\(report.voids)")
  }

  @Test(arguments: names)
  func `attack: a receipt under another name proves nothing, whoever signed it`(
    id: String, host: String, isOwn: Bool
  ) async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let own = try await dao.chamber.receipt(index: 3, origin: dao.genesis.origin)
    let head = try #require(dao.store.head())
    let text = try Checkpoint(origin: host + dao.id.bareHex, size: head.size, root: head.root).text
    // Signed by the log's own keys, under the log's own name.
    let note = try SignedNote(signing: text, with: try SampleLogKeys.signers(dao.genesis.origin, pair: 0))
    let receipt = try Receipt(index: own.index, leaf: own.leaf, path: own.proof.path, note: note)
    let verifier = Secp256k1Verifier()
    let keys = try dao.logKeys
    #expect(try keys.haveSigned(note, size: head.size, with: LogCurves(verifier)))
    var code: String?
    do { _ = try receipt.verify(keys: keys, dao: dao.id, with: verifier, curves: LogCurves(verifier)) } catch
    {
      code = (error as? any CodedRefusal)?.code ?? "\(error)"
    }
    #expect(code == (isOwn ? nil : "checkpoint.malformed"))
    // Nor to a program that has nothing but the keys.
    let program = try ReceiptVerifier(
      logKeys: keys.latest.keys.map(\.description), dao: dao.id.description, curves: verifier)
    #expect(((try? program.verify(receipt.proof.bytes)) != nil) == isOwn)
  }
}
