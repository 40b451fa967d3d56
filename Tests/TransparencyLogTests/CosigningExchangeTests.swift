import CanonicalEncoding
import QuorateTesting
import Testing

@testable import TransparencyLog

struct CosigningExchangeTests {
  private let log: GrowingLog
  private let policy: WitnessPolicy
  private let witness: CosigningSample

  init() throws {
    log = try GrowingLog(12)
    policy = try PolicySample.policy(2, "group g all w1 w2", "quorum g")
    witness = try PolicySample.signer(1, time: 300)
  }

  private func exchange(_ size: Int = 9, old: UInt64 = 0) throws -> CosigningExchange {
    try CosigningExchange(try log.note(size), with: policy.witnesses[0], keeping: policy.keys, oldSize: old)
  }

  private func reply(_ status: Int, _ body: String, _ type: String = "text/plain") -> CosigningExchange.Reply
  {
    CosigningExchange.Reply(status: status, contentType: type, body: Array(body.utf8))
  }

  private func line(_ signer: CosigningSample, size: Int = 9) throws -> String {
    try NoteSignature(
      name: signer.key.name, keyID: signer.key.keyID, bytes: try signer.sign(try log.note(size).text)
    ).line
  }

  private func failure(_ step: CosigningExchange.Step) -> ExchangeFailure? {
    if case .failed(let failure) = step { failure } else { nil }
  }

  @Test func `lines of known witnesses are kept, lines of strangers are not`() throws {
    var exchange = try exchange()
    let other = try PolicySample.signer(2, time: 301)
    let stranger = try PolicySample.signer(7, time: 301)
    let body = try line(stranger) + line(witness) + line(other)
    guard case .cosigned(let lines) = exchange.receive(reply(200, body), with: TestCurves()) else {
      Issue.record("not taken")
      return
    }
    #expect(lines.map(\.name) == [witness.key.name, other.key.name])
    var note = try log.note(9)
    for line in lines { note = try note.appending(line) }
    #expect(
      policy.time(of: try note.cosignatures(of: policy.keys, with: TestCurves())) == Timepoint(seconds: 301))
  }

  @Test func `a size in a 409 is asked about once, with the proof from there`() throws {
    var exchange = try exchange(old: 7)
    #expect(try exchange.request(node: log.node).proof == log.proof(from: 7, to: 9))
    guard case .again = exchange.receive(reply(409, "4\n", "text/x.tlog.size"), with: TestCurves()) else {
      Issue.record("no second request")
      return
    }
    let request = try exchange.request(node: log.node)
    #expect(request.oldSize == 4)
    #expect(request.proof == (try log.proof(from: 4, to: 9)))
    let again = failure(exchange.receive(reply(409, "5\n", "text/x.tlog.size"), with: TestCurves()))
    #expect(again?.code == "witness.disobeys")
  }

  @Test func `attack 61: a witness that is ahead shows that the log was rolled back`() throws {
    var exchange = try exchange()
    let failed = failure(exchange.receive(reply(409, "10\n", "text/x.tlog.size"), with: TestCurves()))
    #expect(failed == .ahead(size: 10))
    #expect(failed?.code == "log.rollback")
    #expect(failed?.isAlarming == true)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let status: Int
    let body: String
    let code: String
    var type = "text/plain"
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "the log is not watched", status: 404, body: "", code: "witness.refused"),
    Case(name: "the key is not known", status: 403, body: "", code: "witness.refused"),
    Case(name: "the request does not read", status: 400, body: "what\u{1b}[2J", code: "witness.refused"),
    Case(name: "the proof does not hold", status: 422, body: "no", code: "log.fork"),
    Case(name: "another root, as of version 1.0.0", status: 409, body: "", code: "log.fork"),
    Case(
      name: "a 409 without a size", status: 409, body: "x\n", code: "witness.disobeys",
      type: "text/x.tlog.size"),
    Case(
      name: "a 409 without its end", status: 409, body: "4", code: "witness.disobeys",
      type: "text/x.tlog.size"),
    Case(
      name: "a 409 of 2^64", status: 409, body: "18446744073709551616\n", code: "witness.disobeys",
      type: "text/x.tlog.size"),
    Case(
      name: "a 409 with a leading zero", status: 409, body: "04\n", code: "witness.disobeys",
      type: "text/x.tlog.size"),
    Case(
      name: "a 409 that names what was sent", status: 409, body: "0\n", code: "witness.disobeys",
      type: "text/x.tlog.size"),
    Case(name: "it is down", status: 503, body: "", code: "witness.unavailable"),
    Case(name: "it is busy", status: 429, body: "", code: "witness.unavailable"),
    Case(name: "it sends elsewhere", status: 302, body: "", code: "witness.disobeys"),
    Case(name: "it says nothing", status: 200, body: "", code: "witness.disobeys"),
    Case(name: "it says something else", status: 200, body: "ok\n", code: "witness.disobeys"),
    Case(name: "its line has no end", status: 200, body: "LINE", code: "witness.disobeys"),
    Case(name: "its line is of another tree", status: 200, body: "OTHER\n", code: "witness.disobeys"),
    Case(name: "its line is a stranger's", status: 200, body: "STRANGER\n", code: "witness.disobeys"),
    Case(name: "an empty line follows", status: 200, body: "LINE\n\n", code: "witness.disobeys"),
  ]

  @Test(arguments: cases) func `what a witness answers otherwise is named`(item: Case) throws {
    var exchange = try exchange()
    let body = try item.body
      .replacing("STRANGER", with: line(PolicySample.signer(7, time: 1)).dropLast())
      .replacing("OTHER", with: line(witness, size: 8).dropLast())
      .replacing("LINE", with: line(witness).dropLast())
    let failed = failure(exchange.receive(reply(item.status, body, item.type), with: TestCurves()))
    #expect(failed?.code == item.code)
    #expect(failed?.message.contains("\u{1b}") == false)
    #expect(failed?.isAlarming == (item.code == "log.fork"))
  }

  @Test func `the same size again is asked about without a proof, and another root there is a fork`() throws {
    var exchange = try exchange(9, old: 9)
    #expect(try exchange.request(node: log.node).proof.isEmpty)
    #expect(
      failure(exchange.receive(reply(409, "9\n", "text/x.tlog.size"), with: TestCurves()))?.code == "log.fork"
    )
  }

  /// Our own two sides, through bytes, at all sizes.
  @Test func `client and witness agree at all sizes`() throws {
    let rules = CosigningRules(keys: [log.signer.key])
    for cosigned in 0...12 {
      for known in 0...12 {
        for size in 1...12 {
          var exchange = try exchange(size, old: UInt64(known))
          let latest = cosigned == 0 ? nil : log.state(cosigned)
          var outcome = "none"
          for _ in 0..<2 {
            let request = try CosigningRequest(parsing: try exchange.request(node: log.node).bytes)
            let step: CosigningExchange.Step
            do {
              _ = try rules.judge(request, latest: latest, now: 300, with: TestCurves())
              step = exchange.receive(reply(200, try line(witness, size: size)), with: TestCurves())
            } catch let refusal as CosigningRefusal {
              guard case .otherSize(let size) = refusal else { throw refusal }
              step = exchange.receive(reply(409, "\(size)\n", "text/x.tlog.size"), with: TestCurves())
            }
            switch step {
            case .again: continue
            case .cosigned: outcome = "cosigned"
            case .failed(let failure): outcome = failure.code
            }
            break
          }
          try Mismatch.unless(
            outcome == (cosigned > size ? "log.rollback" : "cosigned"),
            "\(cosigned) \(known) \(size): \(outcome)")
        }
      }
    }
  }
}
