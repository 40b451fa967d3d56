import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing

extension RefusalCase {
  /// One of each new family; the families have suites of their own.
  static let ofSafety: [RefusalCase] = [
    RefusalCase(name: "effect", code: "action.over", edits: SafetySample.edits()) { dao in
      let expired = try SafetySample.deployment(SafetySample.model(1), #""expires":"2026-11-01T00:00:00Z""#)
      return (try dao.submission(SafetySample.content(.deployModel(expired)), by: 0), 0)
    },
    RefusalCase(name: "brake", code: "brake.notAllowed") { (try $0.brake(), 0) },
    RefusalCase(name: "evidence", code: "attestation.notAccredited", edits: SafetySample.edits()) { dao in
      let statement = try dao.prepare { preparing, _ in
        try preparing.commission(
          "garak.report.jsonl", of: SafetySample.model(1), plan: .zero, until: .latest,
          evaluator: dao.account(1), by: dao.account(0))
      }
      return (statement, 0)
    },
    RefusalCase(name: "incident", code: "incident.form", edits: SafetySample.edits()) { dao in
      let statement = try dao.prepare { preparing, _ in
        try preparing.incident(
          "INC-1", severity: .serious, systems: [], discovered: .founding, facts: .zero, regimes: [],
          notified: [], by: dao.account(0))
      }
      return (statement, 0)
    },
    RefusalCase(name: "release", code: "release.notAsked", edits: SafetySample.edits()) { dao in
      let proposal = try await dao.carryOut(.deployModel(try SafetySample.deployment()))
      let (release, statements) = try await dao.decided(on: proposal)
      return (try dao.releasing(release, statements, key: 1), 0)
    },
    RefusalCase(name: "deposit", code: "deposit.notAsked") { dao in
      let proposal = try await dao.propose()
      return (try dao.deposit(["akt=1"], on: proposal), 0)
    },
    RefusalCase(name: "place", code: "place.taken", edits: PlaceWorld.edits(places: 1)) { dao in
      _ = try await dao.propose("First")
      return (try dao.act(.start, on: try await dao.propose("Second")), 0)
    },
    RefusalCase(name: "evaluation", code: "evaluation.revealEarly", edits: [SampleEvaluation.edit()]) { dao in
      let round = try await dao.openRound()
      try await dao.submit(dao.commitment([1, 2], in: round, by: 1), by: 1)
      return (try dao.reveal([1, 2], in: round, by: 1), 1)
    },
    RefusalCase(name: "draw", code: "grant.unknown", edits: SafetySample.edits()) { dao in
      let statement = try dao.prepare { preparing, _ in
        try preparing.draw(1, on: .zero, purpose: "x", reference: .zero, by: dao.account(0))
      }
      return (statement, 0)
    },
  ]
}

extension SafetySample {
  /// A deployment in production with more members.
  static func deployment(_ model: ModelDigests, _ more: String) throws -> ModelDeployment {
    try deployment(model, in: "production", more)
  }
}

extension MemoryDAO {
  /// A pause, a commission, its result, an incident, a draw and a signature on a release.
  func takeOneOfEachSafetyStatement() async throws {
    let evaluator = account(1)
    try await carryOut(
      """
      {"type":"evaluator.accredit","account":"\(evaluator.text)","name":"Ada","organisation":"lab-one",\
      "scopes":["garak"],"conflicts":"none","expires":"2027-12-31T00:00:00Z"}
      """)
    let grant = try await carryOut(
      """
      {"type":"resource.allocate","holder":"\(evaluator.text)","unit":"gpu-hours","amount":"100",\
      "purpose":"p","expires":"2026-12-20T00:00:00Z"}
      """)
    try await pause(.environment("production"))
    let model = SafetySample.model(1)
    let commission = try prepare { preparing, _ in
      try preparing.commission(
        "garak.report.jsonl", of: model, plan: .zero, until: .latest, evaluator: evaluator, by: account(0))
    }
    try await take(commission, by: 0)
    clock.advance(Span(milliseconds: 1))
    let file = documents.keep(Array("report".utf8))
    try await take(
      prepare { preparing, _ in
        try preparing.attestation(
          .passed, evidence: file, format: "garak.report.jsonl", of: model, commission: commission.id,
          started: clock.now(), ended: clock.now(), by: evaluator)
      }, by: 1)
    try await take(
      prepare { preparing, _ in
        try preparing.incident(
          "INC-1", severity: .serious, systems: ["search"], discovered: .founding, facts: .zero,
          regimes: ["us-ny-raise"], notified: [], by: account(0))
      }, by: 0)
    try await take(
      prepare { preparing, _ in
        try preparing.draw(1, on: grant, purpose: "x", reference: .zero, by: evaluator)
      }, by: 1)
    let approval = try await carryOut(.deployModel(try SafetySample.deployment(in: "staging")))
    try await sign(releaseOf: approval, key: 1)
  }
}
