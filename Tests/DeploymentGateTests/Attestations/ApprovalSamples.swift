import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import TransparencyLog

@testable import DeploymentGate

/// Approvals, also such as stand in the log of a DAO.
enum ApprovalSamples {
  static func approval(
    proof: [UInt8], dao: Digest = .sha256([2]), proposal: Digest = .sha256([3]),
    notBefore: Timepoint = .founding, expires: Timepoint = .founding + .days(90)
  ) -> GovernanceApproval {
    GovernanceApproval(
      dao: dao, daoName: "Helios", proposal: .init(id: proposal, number: "P-0001", content: .sha256([4])),
      environment: "production-eu", audience: "limited", runtime: ["chat_template": .sha256([5])],
      stage: .init(index: 1, name: "canary", maxTrafficPermille: 50), rules: .sha256([6]),
      protocols: [ResourceReference(uri: "quorate:protocol/bio@3", sha256: .sha256([7]))],
      notBefore: notBefore,
      expires: expires, proof: proof)
  }

  /// A DAO that carried out two proposals, with the receipts of everything.
  struct Decided {
    let dao: SampleDAO<MemoryLogStore>
    let executed: Digest
    let other: Digest
    /// The entries that executed the first, queued it and executed the second.
    let receipts: (executed: [UInt8], queued: [UInt8], other: [UInt8])
    let received: Timepoint

    var anchor: DecisionProof.Anchor {
      get throws { DecisionProof.Anchor(dao: dao.id, logKeys: try dao.logKeys, policy: nil) }
    }
  }

  static func decided() async throws -> Decided {
    let dao = try await SampleDAO(on: MemoryLogStore())
    func carryOut(_ title: String) async throws -> (id: Digest, queued: UInt64, executed: UInt64) {
      let id = try await dao.passed(title: title)
      let queued = try await dao.submit(dao.act(.queue, on: id), by: 0)
      dao.clock.advance(.minutes(2))
      return (id, queued, try await dao.submit(dao.act(.execute, on: id), by: 0))
    }
    let first = try await carryOut("Deploy it")
    let received = dao.clock.now()
    let second = try await carryOut("Deploy another")
    func receipt(_ index: UInt64) async throws -> [UInt8] {
      try await dao.chamber.receipt(index: index, origin: dao.genesis.origin).proof.bytes
    }
    return Decided(
      dao: dao, executed: first.id, other: second.id,
      receipts: (
        try await receipt(first.executed), try await receipt(first.queued), try await receipt(second.executed)
      ),
      received: received)
  }
}
