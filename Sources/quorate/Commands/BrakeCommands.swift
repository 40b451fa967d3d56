internal import SQLiteStorage
internal import ArgumentParser
internal import CanonicalEncoding
internal import DeploymentGate
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import Signing

/// `quorate pause`.
struct PauseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause",
    abstract: "As the council, stop models at once and without a vote, for a while.",
    discussion: """
      quorate pause INC-7 --env production -r "jailbreak in the wild"
      quorate pause INC-7 -r "seen it too"          the next member signs the same order
      quorate pause submit orders/pause-….json      put a file's signatures into the log

      What an order can stop, and for how long: quorate pause order --help
      """,
    subcommands: [Order.self, Submit.self], defaultSubcommand: Order.self)

  struct Order: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sign an order to pause: a new one, or the one that others have begun.",
      discussion: "quorate pause INC-7 --env production --for 48h -r \"jailbreak in the wild\"")
    @Argument(help: "The incident it is about.") var incident: String
    @OptionGroup(title: "What is stopped") var scope: ScopeOptions
    @OptionGroup var order: OrderOptions
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      try await CouncilSigning.perform(.pause, incident, scope, order, writing, options)
    }
  }

  struct Submit: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put the signatures of an order's file into the log. Anybody may.",
      discussion: "quorate pause submit orders/pause-1f0c….json")
    @Argument(help: "The file of an order.") var file: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let file = try CouncilOrder.read(self.file, session)
      let order = CouncilOrder(file.order, in: session)
      let known = try session.chamber.read { try $0.brake(order.id) }
      // What was revoked stays so, however long ago it was signed.
      if let known, file.order.deed == .pause, known.effective != nil, known.end <= (try session.now()) {
        throw Failure(
          .conflict, BrakeRefusal.over(at: known.end).code,
          "this order to \(order.order.deed.rawValue) \(CouncilOrder.words(order.order.scope)) is over since "
            + "\(known.end.sentence): nothing is stopped by it", hint: "quorate status")
      }
      let council = try order.council
      // Whoever holds the file can add a signature that counts for nothing: it must not keep the others out.
      let others = file.parts.map(\.act.header.signer).filter { !council.role.members.contains($0) }
      var entries: [UInt64] = []
      for part in file.parts where !others.contains(part.act.header.signer) {
        let statement = Statement.brake(part.act)
        let known = try session.chamber.read { try $0.brake(file.order.id(in: session.dao.id)) }
        let isKnown = known?.signatures.contains { $0.actor == part.act.header.signer } ?? false
        // What was promised may have come before: whoever hands it in gets the receipt all the same.
        if isKnown, try session.store.index(of: statement.id) == nil { continue }
        let receipt = try await session.writing().submit(statement, signature: part.signature)
        _ = Writing.acknowledge(receipt, named: "entry-\(receipt.index)", in: session)
        if !isKnown { entries.append(receipt.index) }
      }
      guard others.count < file.parts.count else {
        throw AdmissionRefusal.roleMissing(council.name)
      }
      let notes = others.map {
        Answer.Warning(
          code: "W014",
          message:
            "not submitted: the signature of \($0.display), who does not have the role \(council.name)"
        )
      }
      return try CouncilSigning.report(order, entries: entries, path: self.file, notes: notes)
    }
  }
}

/// `quorate revoke`.
struct RevokeCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "As the council, take back what was approved for a model.",
    discussion: "quorate revoke INC-7 --proposal P-0003 -r \"the weights were tampered with\"")
  @Argument(help: "The incident it is about.") var incident: String
  @OptionGroup(title: "What is revoked") var scope: ScopeOptions
  @OptionGroup var order: OrderOptions
  @OptionGroup var writing: WriteOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    try await CouncilSigning.perform(.revoke, incident, scope, order, writing, options)
  }
}

/// `quorate resume`.
struct ResumeCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "As the council, end your own pause before its time.",
    discussion: "quorate resume INC-7 -r \"the filter is fixed\"")
  @Argument(help: "The incident, or the beginning of the order's identity.") var name: String
  @Option(name: .shortAndLong, help: "Why; public.") var reason: String
  @OptionGroup var writing: WriteOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let session = try Session(options)
    let pause = try CouncilOrder.pause(name, in: session)
    guard pause.ratification == nil else {
      throw Failure(
        .conflict, "brake.ratified", "the pause was ratified by vote, so only a vote lifts it",
        hint: "quorate proposal draft \"Lift the pause\" --kind emergency.lift")
    }
    var order = CouncilOrder(
      BrakeOrder(
        deed: .resume, scope: pause.order.scope, incident: pause.order.incident,
        notAfter: pause.order.notAfter,
        pause: pause.id), in: session)
    if writing.dryRun { return try CouncilSigning.preview(order) }
    let submitted = try await order.submit(reason: reason)
    return try CouncilSigning.report(order, submitted, path: nil)
  }
}

/// Flags of an order's signature.
struct OrderOptions: ParsableArguments {
  @Option(
    name: .customLong("for"),
    help: "How long it lasts, and a file counts by itself (default: as long as the charter allows)."
  )
  var length: String?
  @Option(name: .shortAndLong, help: "Why; public.") var reason: String
  @Option(help: "The order to sign, by the beginning of its identity.") var order: String?
  @Option(help: "Sign the order of this file, and keep it there (default: orders/…).") var file: String?
  @Flag(help: "Only sign the file; the log is not asked.") var offline = false
}
