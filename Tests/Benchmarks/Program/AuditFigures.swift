internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import RecoverLoop
internal import SQLiteStorage
internal import Secp256k1Signing
internal import Signing

/// Audits of the whole log beside the bare loop in C over the same signatures.
struct AuditFigures {
  let workspace: SampleWorkspace
  /// Digest, compact signature and recovery id of every ballot, 97 bytes each, shuffled.
  private let items: [UInt8]
  private let count: Int

  init(_ workspace: SampleWorkspace) throws {
    self.workspace = workspace
    let store = try workspace.store()
    let domain = Statement.domain(of: workspace.dao)
    var list: [[UInt8]] = []
    var next: UInt64 = 1
    while let entries = Optional(try store.entries(from: next, limit: 1000)), !entries.isEmpty {
      for entry in entries {
        let parsed = try UnverifiedEntry(parsing: entry.bytes)
        guard case .statement(let statement, _) = parsed.content,
          case .signer(let signature) = parsed.signatures
        else { continue }
        list.append(
          statement.message(in: domain).digest.bytes + signature.compactBytes + [signature.recovery])
      }
      next += UInt64(entries.count)
    }
    // By content: an order that has nothing to do with that of the log, and the same in every run.
    list.sort { $0.lexicographicallyPrecedes($1) }
    count = list.count
    items = list.flatMap { $0 }
  }

  /// Alternates loop and audit, and reports the ratio of their rates.
  ///
  /// With one job both are measured in processor time, which others on the machine do not lengthen; with
  /// more, in time that passes, because what counts is how well the cores are kept busy.
  func measure(jobs: Int, rounds: Int, into report: inout Report) async throws {
    var ratios: [Double] = []
    var rates: [Double] = []
    for _ in 0..<rounds {
      let before = await seconds(jobs) { await loop(jobs: jobs) }
      let audit = try await seconds(jobs) { try await Self.audit(workspace, jobs: jobs) }
      let after = await seconds(jobs) { await loop(jobs: jobs) }
      rates.append(Double(count) / audit)
      ratios.append((before + after) / 2 / audit)
    }
    report.add(Figure("audit.\(jobs)core.ratio", ratios, "of the C loop"), bar: .atLeast(0.8))
    report.add(Figure("audit.\(jobs)core.rate", rates, "entries/s"))
  }

  private func seconds(_ jobs: Int, _ body: () async throws -> Void) async rethrows -> Double {
    jobs == 1 ? try await Measuring.processor(body) : try await Measuring.elapsed(body)
  }

  /// One thread for each job, each over its part.
  private func loop(jobs: Int) async {
    let (items, count) = (items, count)
    let recovered = await withTaskGroup(of: Int.self) { group in
      for job in 0..<jobs {
        let part = count * job / jobs..<count * (job + 1) / jobs
        group.addTask { Self.recover(items[part.lowerBound * 97..<part.upperBound * 97], part.count) }
      }
      return await group.reduce(0, +)
    }
    precondition(recovered == count, "the loop recovers every key")
  }

  private static func recover(_ items: ArraySlice<UInt8>, _ count: Int) -> Int {
    unsafe items.withUnsafeBufferPointer { unsafe recover_loop($0.baseAddress, count) }
  }

  /// Audits the whole log as `quorate audit verify` does.
  static func audit(_ workspace: SampleWorkspace, jobs: Int) async throws {
    var auditor = Auditor(
      store: try workspace.store(), documents: DocumentMemory(workspace.documents),
      verifier: Secp256k1Verifier(),
      curves: SampleCurves(), jobs: jobs)
    let report = try await auditor.run(pinned: workspace.dao)
    guard report.holds else {
      let fault = report.steps.first { !$0.holds }
      throw StorageError("sample", "the sample does not verify: \(fault?.name ?? "") \(fault?.detail ?? "")")
    }
  }

  /// The peak of memory of one audit on two cores, in a process of its own.
  ///
  /// The process says it itself: what the system reports of a child includes the memory of its parent.
  func measureMemory(cache: String, into report: inout Report) async {
    let program = ProcessInfo.processInfo.arguments[0]
    let output = "\(cache)/memory-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: output) }
    let child = await Child(program, ["--audit-once", workspace.layout.root], output: output)
    guard child?.status == 0, let text = FileManager.default.contents(atPath: output),
      let kilobytes = Double(String(decoding: text, as: UTF8.self).filter(\.isNumber))
    else {
      print("memory.peak: the audit did not end well")
      return
    }
    report.add(Figure("memory.peak", [kilobytes * 1.024 / 1000], "MB"), bar: .atMost(600))
  }

  /// The line of the largest resident set of this process, in kilobytes.
  static var peak: String {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    return status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }.map(String.init) ?? ""
  }
}
