internal import Signing
internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import SafetyProtocol

/// `quorate proposal`.
struct ProposalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proposal", abstract: "Draft, check, submit and read proposals.",
    subcommands: [Draft.self, Lint.self, Submit.self, List.self, Show.self], aliases: ["prop"])

  struct Draft: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Begin a proposal as a file.",
      discussion: """
        quorate proposal draft "Publish our evaluation results"
        quorate proposal draft "Deploy MiniLM for search" --model ./minilm
        quorate proposal draft "Deploy MiniLM for search" --model ./minilm --oci manifest.json

        manifest.json is what the registry has under the digest that a cluster fetches by, byte for byte. Without --model
        its layers are the model.
        """)
    @Argument(help: "The title.") var title: String
    @Option(help: "What it does, e.g. model.retire (default: text.resolution; model.deploy with --model).")
    var kind: String?
    @Option(help: "The folder of the model it is about, whose digests are filled in.") var model: String?
    @Option(
      help:
        "The manifest under which a registry has the model: the vote then binds its digest too. Takes a workspace, which keeps it."
    )
    var oci: String?
    @Option(help: "Who writes it.") var author = "you"
    @Option(name: .shortAndLong, help: "The file (default: proposals/NNNN-title.md).") var output: String?
    @OptionGroup var options: GlobalOptions

    func validate() throws {
      let kinds = ["model.deploy", "model.retire", "model.revoke", "waiver.grant", "weights.release"]
      guard oci == nil || kind ?? "model.deploy" == "model.deploy" else {
        throw ValidationError("--oci is for proposals of the kind model.deploy.")
      }
      guard model == nil || kind.map({ kinds.contains($0) }) ?? true else {
        throw ValidationError("--model is for proposals of the kinds \(kinds.joined(separator: ", ")).")
      }
    }

    func answer() async throws -> Answer {
      let kind = kind ?? (model == nil && oci == nil ? "text.resolution" : "model.deploy")
      guard ProposalAction.kinds.contains(kind) else {
        throw Failure(.badInput, "proposal.kind", "kinds are \(ProposalAction.kinds.joined(separator: ", "))")
      }
      let kept = try OutputFile(output ?? nextPath())
      let path = kept.path
      let registry = try oci.map(RegistryDraft.init)
      let files = try await deployed() ?? registry?.model
      let proof = try registry?.prove(files?.tree, in: Session(options).documents)
      let text = ProposalTemplate.text(
        kind: kind, title: title, author: author, model: files, registry: proof)
      try kept.write(Array(text.utf8))
      let words = files.map { ModelWords(name: $0.name, tree: $0.tree) }
      var members = words?.members ?? []
      if let proof {
        members.append(.init(key: "list", value: .string(proof.list.description)))
        members.append(.init(key: "oci", value: .string(proof.oci.registryText)))
      }
      members += [.init(key: "kind", value: .string(kind)), .init(key: "path", value: .string(path))]
      return Answer(
        schema: "quorate.draft/1", data: .object(JSONObject(members)),
        text:
          "Drafted \(path)\(words.map { "\n\($0.digests)" } ?? "")\(proof.map(RegistryDraft.words) ?? "")\nNext:  edit it   ·   quorate proposal lint \(path)",
        brief: path)
    }

    /// The model of `--model`.
    private func deployed() async throws -> (name: String, tree: ModelTree)? {
      guard let model else { return nil }
      let folder = try ModelFolder(model)
      return (folder.name, try await folder.contents().tree)
    }

    private func nextPath() throws -> String {
      let folder = try Session(options).layout.proposals
      let names = try FilePresence.names(in: folder)
      let last = names.compactMap { Int($0.prefix(4)) }.max() ?? 0
      let number = String(String(10_000 + last + 1).suffix(4))
      let words = title.lowercased().unicodeScalars.map {
        $0.properties.isAlphabetic || ("0"..."9" ~= $0) ? Character($0) : "-"
      }
      let slug = String(words).split(separator: "-").prefix(6).joined(separator: "-")
      return "\(folder)/\(number)-\(slug.isEmpty ? "proposal" : slug).md"
    }
  }

  struct Lint: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check proposal files.", discussion: "quorate proposal lint proposals/*.md")
    @Argument(help: "The files.") var files: [String]
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      var lines: [String] = []
      var found: [JSONValue] = []
      var errors = 0
      for file in files {
        for finding in ProposalDocument(parsing: try Files.read(file, limit: 1 << 20)).findings {
          errors += finding.severity == .error ? 1 : 0
          lines.append(
            "\(file):\(finding.line)  \(finding.severity.rawValue)  \(finding.code)  \(finding.message)")
          found.append(
            .members([
              "code": .string(finding.code), "file": .string(file), "line": .integer(finding.line),
              "message": .string(finding.message), "severity": .string(finding.severity.rawValue),
            ]))
        }
      }
      let files = Format.number(files.count, "file")
      lines.append(
        "\(Format.number(errors, "error")), \(Format.number(found.count - errors, "warning")) in \(files)")
      return Answer(
        schema: "quorate.lint/1", data: .members(["findings": .array(found)]),
        text: lines.map(Format.safe).joined(separator: "\n"), brief: errors == 0 ? "ok" : "\(errors) errors",
        status: errors == 0 ? .ok : .no)
    }
  }

  struct Submit: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sign a proposal and put it to the vote.",
      discussion: "quorate proposal submit proposals/0007-deploy-minilm.md")
    @Argument(help: "The file.") var file: String
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let document = ProposalDocument(parsing: try Files.read(file, limit: 1 << 20))
      guard document.isSubmittable, let content = document.content else {
        let finding = document.findings.first { $0.severity == .error }
        throw Failure(
          .badInput, finding?.code ?? "Q000",
          "\(file):\(finding?.line ?? 1) \(finding?.message ?? "does not read")",
          hint: "quorate proposal lint \(file)")
      }
      if writing.dryRun { return try preview(content, session) }
      try session.documents.keep(content.canonicalBytes)
      let signed = try await Writing.submit(
        in: session, summary: { Self.summary($0, content) },
        receiptName: { statement, _ in try Self.record(of: statement, in: session).display }
      ) { preparing, signer in
        try preparing.submission(of: content, by: signer)
      }
      let record = try Self.record(of: signed.statement, in: session)
      let schedule = record.schedule
      let waits = try Self.waits(record, session)
      let limit = ApprovalWords.limit(content, session, at: try session.now(), isOpenToo: false)
      return Answer(
        schema: "quorate.submitted/1",
        data: .members([
          "closes": .string(schedule.closes.description), "entry": .integer(record.index),
          "id": .string(record.id.description), "opens": .string(schedule.opens.description),
          "proposal": .string(record.display), "receipt": .string(signed.path),
          "track": .string(record.rules.name),
        ]),
        text: """
          Submitted \(record.display)  \(Format.safe(record.title))
            id \(record.id)
            track \(record.rules.name): \(waits == nil ? Self.times(record) : Self.spans(record))
            entry \(record.index), receipt \(signed.path)\(limit.map { "\n  \($0)" } ?? "")
          \(waits ?? Self.invitation(record))
          """, brief: record.display, warnings: session.warnings)
    }

    /// How to vote on it: what to vote is nobody's business but the voter's.
    private static func invitation(_ record: ProposalRecord) -> String {
      let (rules, shown) = (record.rules, 5)
      let more = rules.options.count > shown ? ", …" : ""
      var choices = rules.options.prefix(shown).map(Format.safe).joined(separator: ", ") + more
      guard rules.houses.count > 1 else {
        return "Next:  quorate vote \(record.display) CHOICE      (\(choices))"
      }
      choices += "; in \(rules.houses.map(\.name).joined(separator: ", "))"
      return "Next:  quorate vote \(record.display) CHOICE --house HOUSE      (\(choices))"
    }

    /// What it waits for before its vote has a date; `nil` where it waits for nothing.
    private static func waits(_ record: ProposalRecord, _ session: Session) throws -> String? {
      let now = try session.now()
      let standing = try session.chamber.read { try Standing(record, in: $0, at: now) }
      guard [.deposit, .review, .scheduled].contains(standing.decision.phase) else { return nil }
      return Results(standing: standing, session: session).next
    }

    private static func spans(_ record: ProposalRecord) -> String {
      record.rules.course.delaysFromSubmission
        ? "voting opens with what it waits for, \(record.rules.delay) from now at the earliest, for "
          + "\(record.rules.period)"
        : "voting opens \(record.rules.delay) after what it waits for, for \(record.rules.period)"
    }

    private static func times(_ record: ProposalRecord) -> String {
      record.witnessing == nil
        ? "voting \(record.votingTimes)"
        : "voting opens \(record.rules.delay) after its witnesses have seen it, for \(record.rules.period)"
    }

    private static func record(of statement: Statement, in session: Session) throws -> ProposalRecord {
      guard case .proposal(let submission) = statement,
        let record = try session.chamber.read({ try $0.proposal(submission.proposalID) })
      else { throw Failure(.failure, "storage.failed", "the proposal is not on record") }
      return record
    }

    private static func summary(_ statement: Statement, _ content: ProposalContent) -> String {
      var text = "\(statement.header.daoName): you submit \"\(Format.safe(content.title))\" (\(content.kind))"
      for action in content.actions { text += "\n  \(Format.safe(action.words))" }
      return text
    }

    private func preview(_ content: ProposalContent, _ session: Session) throws -> Answer {
      Answer(
        schema: "quorate.preview/1",
        data: .members(["contentHash": .string(content.hash.description), "kind": .string(content.kind)]),
        text:
          "Would submit \"\(Format.safe(content.title))\" (\(content.kind))\n  content \(content.hash)\nNothing written (dry run).",
        brief: content.hash.description, warnings: session.warnings)
    }
  }

  struct List: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "List proposals.", discussion: "quorate proposal list --state active")
    @Option(help: "Only those in this state; may stand several times.") var state: [String] = []
    @OptionGroup var instant: InstantOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      for name in state where ProposalState(rawValue: name) == nil {
        throw Failure(
          .usage, "proposal.state",
          "states are \(ProposalState.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      let standings = try Reading.all(session, instant).filter {
        state.isEmpty || state.contains($0.decision.state.rawValue)
      }
      let rows = standings.map { standing in
        [
          standing.proposal.display, Reading.stateWords(standing.decision), Reading.deadline(standing),
          Format.safe(standing.proposal.title),
        ]
      }
      return Answer(
        schema: "quorate.proposals/1", data: .array(standings.map { Reading.json($0) }),
        text: rows.isEmpty
          ? "no proposals"
          : Format.table(["ID", "STATE", "", "TITLE"], rows, forTerminal: Terminal.isOutput),
        brief: standings.map(\.proposal.display).joined(separator: "\n"),
        warnings: session.warnings(asOf: instant))
    }
  }

  struct Show: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a proposal.", discussion: "quorate proposal show P-0007")
    @Argument(help: "P-0007, 7, or the identity.") var id: String
    @OptionGroup var instant: InstantOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let standing = try Reading.one(id, session, instant)
      let record = standing.proposal
      let content = try session.chamber.read { try $0.content(of: record) }
      var text = "\(record.display)  \(Format.safe(record.title))\n"
      text += "  \(Reading.stateWords(standing.decision))  \(Reading.deadline(standing))"
      text += "\(Reading.ended(standing))\n"
      text += "  kind \(record.kind) · track \(Reading.track(standing)) · topic \(record.rules.topic)\n"
      text += "  by \(record.proposer.display), entry \(record.index), \(record.received.sentence)\n"
      let (schedule, ends) = (standing.decision.schedule, standing.rules.course.ends)
      text += "  voting \(ScheduleWords.text(schedule, ends))\n"
      if let executable = standing.decision.executable {
        text += "  executable from \(executable.sentence)\n"
      }
      for act in standing.acts {
        text += "  \(act.deed.past) by \(act.actor.display), entry \(act.index), \(act.at.sentence)\n"
      }
      for read in standing.electorates.sorted(by: { $0.key < $1.key }) {
        text += "  house \(read.key): \(Format.grouped(read.record.rows)) members, "
        text += read.moment == nil ? "\(read.words), root \(read.record.root.short)\n" : "\(read.words)\n"
      }
      text += "  id \(record.id)\n  content \(record.contentHash)\n  rules \(record.rulesHash)\n"
      if let after = content?.after {
        let before = try session.chamber.read { try $0.proposal(after)?.display }
        text += "  executed only after \(before ?? after.description)\n"
      }
      for action in content?.actions ?? [] { text += "  does: \(Format.safe(action.words))\n" }
      let body = content?.text.split(separator: "\n", omittingEmptySubsequences: false).map {
        Format.safe(String($0))
      }
      text += "\n" + (body ?? ["(the content is missing)"]).joined(separator: "\n")
      return Answer(
        schema: "quorate.proposal/1", data: Reading.json(standing), text: text,
        brief: standing.decision.state.rawValue, warnings: session.warnings(asOf: instant))
    }
  }
}
