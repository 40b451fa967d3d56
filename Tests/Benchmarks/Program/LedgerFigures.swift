internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage

/// Counting, appending and hashing.
struct LedgerFigures {
  let workspace: SampleWorkspace
  let rounds: Int
  /// How many ballots the workspace has.
  let entries: Int

  /// Counts and decides the proposal from the stored ballots, on one core; of a million this must not take longer
  /// than two seconds.
  func measureRecount(into report: inout Report) async throws {
    let store = try workspace.store()
    let documents = workspace.documents
    var (samples, peaks): ([Double], [Double]) = ([], [])
    for _ in 0..<max(5, rounds) {
      let before = PeakMemory.begin()
      let seconds = try await Measuring.processor {
        try store.read { records in
          let view = LedgerView(records: records, documents: documents)
          guard let proposal = try view.proposals().first else { return }
          _ = try Standing(proposal, in: view, at: proposal.schedule.closes)
        }
      }
      samples.append(seconds)
      peaks.append(PeakMemory.growth(since: before))
    }
    if entries >= 1_000_000 {
      report.add(Figure("recount.1m.seconds", samples, "s"), bar: .atMost(2))
    } else {
      report.add(Figure("recount", samples.map { $0 * 1000 }, "ms"))
    }
    report.add(Figure("recount.memory", peaks, "MB"))
  }

  /// Submissions one by one and 1,000 at once, each acknowledged with a receipt, in a new log; beside them, how often
  /// the same disk makes a small write durable.
  func measureAppend(cache: String, into report: inout Report) async throws {
    let folder = "\(cache)/append-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (single, batch) = (50, 1000)
    let dao = try await SampleDAO(at: folder, voters: rounds * (single + batch))
    var singles: [Double] = []
    var batches: [Double] = []
    var flushes: [Double] = []
    for round in 0..<rounds {
      let first = round * (single + batch)
      let ballots = try await dao.ballots(of: first..<first + single + batch)
      let chamber = try dao.chamber(at: dao.instant(of: first + single))
      let seconds = try await Measuring.elapsed {
        for ballot in ballots[..<single] {
          _ = try await chamber.submit(ballot.statement, signature: ballot.signature)
        }
      }
      singles.append(Double(single) / seconds)
      let many = ballots[single...].map { Submission($0.statement, signature: $0.signature) }
      let later = try dao.chamber(at: dao.instant(of: first + single + batch))
      let together = try await Measuring.elapsed {
        for result in try await later.submit(many) { _ = try result.get() }
      }
      batches.append(Double(batch) / together)
      flushes.append(try await Measuring.flushes(in: folder))
    }
    report.add(Figure("append.flushes", flushes, "durable writes of 4 kB/s"))
    report.add(Figure("append.rate", singles, "ballots/s"))
    report.add(Figure("append.batch.rate", batches, "ballots/s"))
    let shares = zip(batches, flushes).map { $0 / $1 }
    report.add(Figure("append.batch.perFlush", shares, "ballots in the time of one"))
  }

  /// One hash of 64 bytes.
  func measureKeccak(into report: inout Report) async {
    let count = 100_000
    var samples: [Double] = []
    for _ in 0..<max(5, rounds) {
      var bytes = [UInt8](repeating: 7, count: 64)
      let seconds = await Measuring.processor {
        for _ in 0..<count { bytes[0] = UInt8(truncatingIfNeeded: Keccak256.digest(bytes).words.3) }
      }
      samples.append(seconds * 1e9 / Double(count))
    }
    report.add(Figure("keccak.64B", samples, "ns"))
  }
}
