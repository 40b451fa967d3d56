internal import ArgumentParser
internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import SafetyProtocol

extension GateCommand {
  struct Check: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "May this run here now, a model or a job? Exits 0 only where the DAO's log proves that it may.",
      discussion: """
        quorate gate check production --model ./tiny-model
        quorate gate check --config gate.yaml --model ./tiny-model --from mirror/
        quorate gate check production --digest 0x… --dir-hash 0x… --traffic 5
        quorate gate check production --model ./tiny-model --at 2026-12-07T12:00Z
        quorate gate check production --model ./tiny-model --wait 30m
        quorate gate check production --grant P-0007 --job deploy.yaml --for 24h
        quorate gate check production --grant P-0007 --amount 24 --reference order.json
        quorate gate check production --dataset ./data --algorithm sha256:… --holder 0x…
        quorate gate check production --dataset ./data --published algorithm.yaml

        Exits 0 allowed, 3 denied, 4 the log does not verify, 5 cannot be said now, 64 the command does not read.
        """)
    @OptionGroup var question: GateQuestion
    @OptionGroup var gate: GateOptions
    @Option(help: "Ask again until it is allowed, for so long at most: 30m.") var wait: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let post = try GatePost(gate, environment: question.environment, options)
      let request = try await question.request(at: post)
      let wait = try GateWait(wait, at: gate.at)
      let words = GateWords(try await wait.ask { await post.ask(request) }, isShadow: post.isShadow)
      var answer = words.answer()
      // A pipeline that gave it time may come back later, which a plain no does not say.
      if wait.isLimited, answer.status == .no { answer.status = .undecided }
      return answer
    }
  }

  struct Explain: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Go through everything a gate looks at, in its order, and say what was found.",
      discussion: """
        quorate gate explain production --model ./tiny-model

        Takes what gate check takes, and ends as it would.
        """)
    @OptionGroup var question: GateQuestion
    @OptionGroup var gate: GateOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let post = try GatePost(gate, environment: question.environment, options)
      let words = GateWords(await post.ask(try await question.request(at: post)), isShadow: post.isShadow)
      return words.answer(text: GateSteps(words: words).text)
    }
  }
}

/// What is asked of a gate.
struct GateQuestion: ParsableArguments {
  @Argument(help: "The environment (default: the one of the gate's file).") var environment: String?

  @Option(
    help: """
      model.deploy, model.rollback or weights.release; of grants resource.draw, resource.use, data.access or data.compute \
      (default: what the other flags are about).
      """)
  var action: String?

  @OptionGroup var model: ModelDigestOptions

  @Option(help: "The manifest in a registry: sha256:…") var oci: String?

  @Option(help: "What runs beside the weights: NAME=DIGEST or NAME=FILE; may stand several times.")
  var runtime: [String] = []

  @Option(help: "How much of the traffic it gets, in percent: 5 or 0.5.") var traffic: String?

  @OptionGroup(title: "Grants") var grants: GateGrantOptions

  /// The question, with the digests of the model at hand.
  func request(at post: GatePost) async throws -> GateRequest {
    let asked = try grants.action(named: action)
    let grant = try await grants.question(asked)
    guard grant == nil || (model.isEmpty && oci == nil && runtime.isEmpty && traffic == nil) else {
      throw Failure(.usage, "usage", "a gate is asked about a model or about a grant, one at a time")
    }
    let runtime = try runtime.reduce(into: post.configuration?.runtime ?? [:]) { parts, text in
      let (name, digest) = try Self.part(text)
      guard parts.updateValue(digest, forKey: name).map({ $0 == digest }) ?? true else {
        throw Failure(.usage, "gate.runtime", "\(Format.safe(name)) is said to be two things")
      }
    }
    return GateRequest(
      asked, in: post.environment, audience: post.audience, model: try await model.digests(),
      oci: try oci.map { try ModelDigestOptions.digest($0, "--oci") }, runtime: runtime,
      trafficPermille: try traffic.map(Self.permille), grant: grant)
  }

  /// `system_prompt=FILE`, or with a digest.
  private static func part(_ text: String) throws -> (name: String, digest: Digest) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, ModelDeployment.runtimeParts.contains(parts[0]) else {
      let known = ModelDeployment.runtimeParts.joined(separator: ", ")
      throw Failure(.usage, "gate.runtime", "--runtime takes NAME=DIGEST or NAME=FILE, NAME of \(known)")
    }
    if let digest = Digest(parts[1]) ?? Digest(registry: parts[1]) { return (parts[0], digest) }
    return (parts[0], .sha256(try Files.read(parts[1])))
  }

  /// `5` or `0.5` percent, in thousandths.
  private static func permille(_ text: String) throws -> UInt64 {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let tenths = parts.count == 2 ? parts[1] : "0"
    guard 1...2 ~= parts.count, tenths.utf8.count == 1, let whole = UInt128(decimal: String(parts[0])),
      let part = UInt128(decimal: String(tenths)), whole <= 100, whole * 10 + part <= 1000
    else { throw Failure(.usage, "usage", "--traffic takes percent with at most one digit behind the point") }
    return UInt64(whole * 10 + part)
  }
}

/// Asking again until the answer is yes, or the time is over.
struct GateWait {
  private let limit: Span

  /// Whether there is any time to wait.
  var isLimited: Bool { limit > .zero }

  /// Between two questions.
  private static let pause = Duration.seconds(1)

  init(_ text: String?, at instant: String?) throws {
    guard let text else {
      limit = .zero
      return
    }
    guard instant == nil else {
      throw Failure(.usage, "usage", "--wait and --at do not go together: the past does not change")
    }
    limit = try TimeArgument.span(text)
  }

  /// The first answer that allows, or that the log does not verify, else the last.
  ///
  /// The time is measured by the machine's steady clock, which a simulated clock or a leap of the time does not touch.
  func ask(_ question: () async -> GatePost.Finding) async throws -> GatePost.Finding {
    let clock = ContinuousClock()
    let end = clock.now + .milliseconds(Int64(clamping: limit.milliseconds))
    while true {
      var finding = await question()
      let outcome = finding.decision.code.outcome
      if outcome == .allow || outcome == .badEvidence || limit == .zero { return finding }
      guard clock.now < end else {
        finding.decision.remarks.append("asked again for \(limit), and the answer stayed the same")
        return finding
      }
      try await Task.sleep(for: min(Self.pause, end - clock.now))
    }
  }
}
