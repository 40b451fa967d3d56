internal import CanonicalEncoding
internal import DeploymentGate
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import QuorateTesting
internal import SQLiteStorage
internal import Secp256k1Signing

/// How many questions a gate answers in one process, from its own verified copy of a log.
struct GateFigures {
  let rounds: Int

  private static let questions = 2000

  func measure(into report: inout Report) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/quorate-bench-gate-\(getpid())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let dao = try await QuorateTesting.SampleDAO(
      on: MemoryLogStore(), founders: 3, edits: SafetySample.edits())
    try await dao.carryOut(.deployModel(try SafetySample.deployment()))
    try await dao.pause(.environment("staging"), signers: 2)
    let verifier = Secp256k1Verifier()
    let house = Gatehouse(
      mirror: try SQLiteLogStore(path: folder + "/gate.sqlite", isNew: true), documents: dao.documents,
      verifier: verifier, curves: LogCurves(verifier), dao: dao.id)
    let sight = try house.follow(dao.store)
    let (now, knowledge) = (dao.clock.now(), sight.knowledge())
    var (open, closed): ([Double], [Double]) = ([], [])
    for _ in 0..<rounds {
      for (environment, code) in [("production", GateCode.allowed), ("staging", .paused)] {
        let request = GateRequest(in: environment, model: SafetySample.model(1))
        let elapsed = try await Measuring.elapsed {
          for _ in 0..<Self.questions {
            guard try house.ask(request, knowing: knowledge, at: now).code == code else {
              throw StorageError("failed", "the gate answered something else in \(environment)")
            }
          }
        }
        let rate = Double(Self.questions) / elapsed
        if code == .allowed { open.append(rate) } else { closed.append(rate) }
      }
    }
    report.add(Figure("gate.allowed", open, "decisions/s"))
    report.add(Figure("gate.paused", closed, "decisions/s"))
  }
}
