internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import Signing

/// What a flood of proposals that are refused costs those who vote meanwhile.
struct SpamFigures {
  let rounds: Int
  /// How many refused proposals come with each ballot.
  private static let flood = 10
  /// How many ballots are timed alone, and as many in the flood.
  private static let ballots = 40

  /// How long a ballot takes to be acknowledged among ten proposals of people without power, against one that comes
  /// alone: the two in turns, so that a busy disk slows both. A flood must not double it (attack 48).
  func measure(cache: String, into report: inout Report) async throws {
    let folder = "\(cache)/spam-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let each = 2 * Self.ballots
    let dao = try await SampleDAO(at: folder, voters: rounds * each)
    let spam = try dao.spam(Self.flood)
    var ratios: [Double] = []
    for round in 0..<rounds {
      let ballots = try await dao.ballots(of: round * each..<(round + 1) * each)
      let chamber = try dao.chamber(at: dao.instant(of: (round + 1) * each))
      var (alone, crowded): ([Double], [Double]) = ([], [])
      for (number, ballot) in ballots.enumerated() {
        let own = Submission(ballot.statement, signature: ballot.signature)
        let isAlone = number.isMultiple(of: 2)
        let seconds = try await Measuring.elapsed {
          let results = try await chamber.submit(isAlone ? [own] : spam + [own])
          _ = try results.last?.get()
          guard results.count(where: { (try? $0.get()) == nil }) == (isAlone ? 0 : Self.flood) else {
            throw StorageError("bench", "what was to be refused was taken in")
          }
        }
        if isAlone { alone.append(seconds) } else { crowded.append(seconds) }
      }
      ratios.append(Figure("", crowded, "").median / Figure("", alone, "").median)
    }
    report.add(Figure("intake.spam.ratio", ratios, "of a ballot alone"), bar: .atMost(2))
  }
}

extension SampleDAO {
  /// Proposals of people who hold nothing, each signed by another.
  fileprivate func spam(_ count: Int) throws -> [Submission] {
    try (0..<count).map { number in
      let key = try Secp256k1SecretKey(Digest.sha256(Array("quorate-bench stranger \(number)".utf8)).bytes)
      let content = try ProposalContent(
        title: "Buy now, \(number)", kind: "text.resolution", text: "Nobody asked for this.\n", actions: [],
        authors: ["stranger"], discussion: "")
      try documents.keep(content.canonicalBytes)
      let prepared = try store.read { records in
        try Preparing(LedgerView(records: records, documents: documents), at: instant(of: 0))
          .submission(of: content, by: key.account)
      }
      let message = prepared.statement.message(in: Statement.domain(of: genesis.daoID))
      return Submission(prepared.statement, signature: try key.sign(message.digest))
    }
  }
}
