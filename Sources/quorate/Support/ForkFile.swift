internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Quorate
internal import Secp256k1Signing
internal import TransparencyLog

/// What `audit compare` wrote, which needs nothing else: evidence against a log's keys, which is bad news where it holds, or
/// the proof that one state of a log is the beginning of another.
enum ForkFile {
  /// Verifies what is in a file; `nil` where it is no evidence but a bundle.
  static func verify(_ path: String) throws -> Answer? {
    let file = try RegularFile(path: path)
    guard try file.count > 0 && file.read(at: 0, count: 1) == [0x7b] else { return nil }
    guard file.count <= RetiredKeyEvidence.sizeLimit else {
      throw Failure(.badInput, "fork.tooLarge", "the file is larger than any evidence of a fork")
    }
    let bytes = try file.read(at: 0, count: Int(file.count))
    let verifier = Secp256k1Verifier()
    let curves = LogCurves(verifier)
    if let evidence = try? RetiredKeyEvidence(parsing: bytes) {
      return retired(try evidence.verify(with: verifier, curves: curves))
    }
    if let evidence = try? KeyForkEvidence(parsing: bytes) {
      return successors(try evidence.verify(with: verifier, curves: curves))
    }
    if let evidence = try? ConsistencyEvidence(parsing: bytes) {
      return consistency(try evidence.verify(with: verifier, curves: curves))
    }
    return fork(try ForkEvidence(parsing: bytes).verify(with: verifier, curves: curves))
  }

  private static func consistency(_ proven: ConsistencyEvidence.Proven) -> Answer {
    Answer(
      schema: "quorate.consistency/1",
      data: .members([
        "dao": .string(proven.dao.description), "larger": .integer(proven.larger.size),
        "origin": .string(proven.larger.origin), "root": .string(proven.larger.root.description),
        "smaller": .integer(proven.smaller.size),
      ]),
      text: """
        ✓ It proves that \(Format.safe(proven.larger.origin)) only grew
          size \(proven.smaller.size) with root \(proven.smaller.root)
          is the beginning of size \(proven.larger.size) with root \(proven.larger.root)
          its keys signed both; what the entries say it does not show
        """, brief: "consistent")
  }

  private static func fork(_ proven: ForkEvidence.Proven) -> Answer {
    let recovery = proven.recoveredBy.map {
      """

        the keys that signed the latter came by the recovery that entry \($0) carried out: nobody has signed both,
        and either the former keys went on elsewhere or those who can recover made another log
      """
    }
    return Answer(
      schema: "quorate.fork/1",
      data: .members([
        "dao": .string(proven.dao.description), "larger": .integer(proven.larger.size),
        "origin": .string(proven.larger.origin),
        "recoveredBy": proven.recoveredBy.map { .integer($0) } ?? .null,
        "smaller": .integer(proven.smaller.size),
      ]),
      text: """
        ✗ It proves a FORK of \(Format.safe(proven.larger.origin))
          its keys signed size \(proven.smaller.size) with root \(proven.smaller.root)
          and size \(proven.larger.size) with root \(proven.larger.root), which does not contain it\(recovery ?? "")
        """, brief: "fork", status: .badEvidence)
  }

  private static func retired(_ proven: RetiredKeyEvidence.Proven) -> Answer {
    Answer(
      schema: "quorate.retired-keys/1",
      data: .members([
        "dao": .string(proven.dao.description), "origin": .string(proven.checkpoint.origin),
        "retiredBy": .integer(proven.retiredBy), "size": .integer(proven.checkpoint.size),
      ]),
      text: """
        ✗ It proves that RETIRED KEYS of \(Format.safe(proven.checkpoint.origin)) were used
          entry \(proven.retiredBy) had retired them, signed by themselves
          and they signed size \(proven.checkpoint.size) with root \(proven.checkpoint.root)
        """, brief: "retired-keys", status: .badEvidence)
  }

  private static func successors(_ proven: KeyForkEvidence.Proven) -> Answer {
    let places = Set(proven.indices).sorted().map { "entry \($0)" }.joined(separator: " and as ")
    return Answer(
      schema: "quorate.key-fork/1",
      data: .members([
        "change": .integer(proven.number), "dao": .string(proven.dao.description),
        "entries": .array(proven.indices.map { .integer($0) }), "origin": .string(proven.origin),
      ]),
      text: """
        ✗ It proves a FORK of the keys of \(Format.safe(proven.origin))
          they signed two changes of number \(proven.number), as \(places)
          so that there are two logs from there on, each with keys of its own
        """, brief: "key-fork", status: .badEvidence)
  }
}
