internal import CanonicalEncoding
internal import Foundation

/// Measures what reliability and speed are promised by.
enum Bench {
  static func main() async {
    guard let options = Options(Array(ProcessInfo.processInfo.arguments.dropFirst())) else {
      print(Options.usage)
      exit(2)
    }
    do {
      if let file = options.paths {
        try PathAnswers.write(for: file)
      } else if let root = options.audited {
        try await AuditFigures.audit(SampleWorkspace(at: root), jobs: options.jobs)
        print(AuditFigures.peak)
      } else {
        try await measure(options)
      }
    } catch {
      print("quorate-bench: \((error as? any CodedRefusal)?.message ?? String(describing: error))")
      exit(1)
    }
  }

  private static func measure(_ options: Options) async throws {
    var report = Report()
    let models = ModelFigures(cache: options.cache, rounds: options.rounds)
    if options.export == nil, options.wants("model") { try await models.measure(into: &report) }
    if options.export == nil, options.wants("tree") {
      try await TreeFigures(rounds: options.rounds).measure(into: &report)
    }
    if options.export == nil, options.wants("gate") {
      try await GateFigures(rounds: options.rounds).measure(into: &report)
    }
    if options.export == nil, options.wants("protocol") {
      try await ProtocolFigures(cache: options.cache, tool: options.tool, rounds: options.rounds)
        .measure(into: &report)
    }
    if options.export == nil, options.wants("delegation") {
      try await DelegationFigures(rounds: options.rounds, members: 1_000_000).measure(into: &report)
    }
    if options.export == nil, options.wants("count") {
      try await MethodFigures(rounds: options.rounds).measure(into: &report)
    }
    // What needs no log needs none made.
    let withoutLog = ["model", "tree", "gate", "protocol", "delegation", "count"]
    if withoutLog.contains(where: options.only.hasPrefix) { return report.finish() }
    let workspace = try await SampleWorkspace(in: options.cache, entries: options.entries)
    if let path = options.export { return try Export.write(workspace, count: 2000, to: path) }
    if options.wants("audit") || options.wants("memory") {
      let audits = try AuditFigures(workspace)
      if options.wants("audit.1core") {
        try await audits.measure(jobs: 1, rounds: options.rounds, into: &report)
      }
      if options.wants("audit.2core") {
        try await audits.measure(jobs: 2, rounds: options.rounds, into: &report)
      }
      if options.wants("memory") { await audits.measureMemory(cache: options.cache, into: &report) }
    }
    let ledger = LedgerFigures(
      workspace: workspace, rounds: options.rounds, entries: options.entries)
    if options.wants("recount") { try await ledger.measureRecount(into: &report) }
    if options.wants("append") { try await ledger.measureAppend(cache: options.cache, into: &report) }
    if options.wants("intake") {
      try await SpamFigures(rounds: options.rounds).measure(cache: options.cache, into: &report)
    }
    if options.wants("keccak") { await ledger.measureKeccak(into: &report) }
    let latencies = Latencies(workspace: workspace, tool: options.tool, rounds: options.rounds)
    await latencies.measure(into: &report, wants: options.wants)
    report.finish()
  }
}
