import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import TransparencyLog

/// A DAO with something of everything, and the ways to audit it.
enum AuditSample {
  /// Delegations, ballots of which one is replaced, a veto, a charter adopted, a proposal under way.
  static func make<Store: LogStore>(on store: Store) async throws -> SampleDAO<Store> {
    let dao = try await SampleDAO(on: store, founders: 2)
    try await dao.submit(dao.delegation(to: 2, by: 3), by: 3)
    let yaml = try SampleCharter.yaml(
      name: dao.genesis.name, founders: dao.genesis.founders, edits: [("at_least: 4%", "at_least: 5%")])
    let content = try ProposalContent(
      title: "Ask for a larger quorum", kind: "charter.amend", text: "As discussed.",
      actions: [.amendCharter(hash: dao.documents.keep(Array(yaml.utf8)))], authors: ["Ada"], discussion: "")
    let proposal = try await dao.queued(content: content)
    dao.clock.advance(.minutes(4))
    try await dao.submit(dao.act(.execute, on: proposal), by: 0)
    try await dao.register([400, 300, 200, 50])
    let second = try await dao.propose("Adopt a roadmap", by: 1)
    dao.clock.advance(.minutes(1))
    try await dao.vote("Against", on: second, by: 2)
    try await dao.vote("For", on: second, by: 2)
    let veto = try dao.chamber.read { view in
      try Preparing(view, at: dao.clock.now(), random: CountedRandomness()).act(
        .veto, on: try view.proposal(second).orThrow(), by: dao.account(1), reason: "Nobody was asked.")
    }
    _ = try await dao.chamber.submit(
      veto.statement, signature: dao.sign(veto.statement, by: 1), reason: veto.reason)
    _ = try await dao.propose("Under way")
    return dao
  }

  /// Audits a store with some documents.
  static func audit(
    _ store: some LogStore, _ documents: some Documents & Sendable, pinned: Digest?, jobs: Int = 1
  ) async throws -> AuditReport {
    var auditor = Auditor(
      store: store, documents: documents, verifier: Secp256k1Verifier(),
      curves: LogCurves(Secp256k1Verifier()),
      jobs: jobs)
    return try await auditor.run(pinned: pinned)
  }
}

extension AuditReport {
  /// The steps that do not hold, by name, with what is wrong.
  var faults: [String: String] {
    Dictionary(steps.filter { !$0.holds }.map { ($0.name, $0.detail) }) { first, _ in first }
  }

  /// Everything it says.
  var lines: [String] {
    steps.map { "\($0.name) \($0.holds) \($0.detail)" } + voids.map { "\($0.index) \($0.code) \($0.message)" }
      + trust
      + ["\(size) \(root) \(origin) \(voidCount) \(isRehearsal)"]
  }
}
