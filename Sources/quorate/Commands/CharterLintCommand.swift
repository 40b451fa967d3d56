internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import TransparencyLog
internal import Voting

extension CharterCommand {
  struct Lint: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Look for what makes a charter do other than it says.",
      discussion: """
        quorate charter lint charter.yaml
        quorate charter lint                    (the one in force, with the electorates on record)
        quorate charter lint charter.yaml --electorate tokens=holders.csv

        Inside a workspace bars are held against the newest electorates, and it is told how few of their
        members could pass and block a proposal on each track, and how unevenly their power is spread.
        Rules that no living DAO can have, only votes counted elsewhere, are looked at as well.
        """)
    @Argument(help: "The file (default: the charter in force).") var file: String?
    @Option(help: "The shortest timelock that is allowed, such as 2d.") var leastTimelock: String?
    @OptionGroup var members: LintedMembers
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try? Session(options)
      let bytes = try file.map { try Files.read($0, limit: YAMLDocument.sizeLimit) } ?? inForce(session)
      let name = file ?? "the charter in force"
      let charter: Charter
      do { charter = try CharterDocument.parse(bytes, anyReading: true) } catch let refusal
        as any CodedRefusal
      {
        return answer(name, unreadable(bytes, refusal), [], session)
      }
      let given = try members.reaches(of: charter, at: try session?.now() ?? SystemClock().now())
      let onRecord = try session.map { try electorates(of: charter, $0) } ?? [:]
      let reaches = onRecord.merging(given) { $1 }
      var circumstances = CharterLint.Circumstances()
      circumstances.electorates = reaches.mapValues(\.electorate)
      if session != nil { circumstances.unregistered = Set(charter.houses.keys).subtracting(reaches.keys) }
      circumstances.leastTimelock = try leastTimelock.map { text in
        guard let span = Span(text) else {
          throw Failure(.usage, "usage", "--least-timelock takes a length of time such as 2d")
        }
        return span
      }
      let found = CharterLint(circumstances).findings(in: charter)
      let shares = Self.document(bytes).map(CharterLint.shares(inDocument:)) ?? []
      return answer(
        name,
        try (shares + found).map(Finding.init) + boxes(of: charter) + (shares.isEmpty ? notServed(bytes) : [])
          + split(charter, session),
        try spread(reaches) + costs(of: charter, reaches), session)
    }

    private struct Finding {
      let severity: String
      let code: String
      let path: String
      let sentence: String

      init(severity: String, code: String, path: String, sentence: String) {
        self.severity = severity
        self.code = code
        self.path = path
        self.sentence = sentence
      }

      init(_ finding: CharterFinding) {
        self.init(
          severity: finding.severity.rawValue, code: finding.code.rawValue, path: finding.path,
          sentence: finding.sentence)
      }
    }

    /// Why a document is no charter: what a lint has a code for, with its place, else the first fault.
    private func unreadable(_ bytes: [UInt8], _ refusal: any CodedRefusal) -> [Finding] {
      let all = Self.document(bytes).map { CharterLint().findings(inDocument: $0) } ?? []
      let found = all.filter { $0.code != .unreadable }.map(Finding.init)
      return found.isEmpty
        ? [Finding(severity: "error", code: refusal.code, path: "", sentence: refusal.message)] : found
    }

    private static func document(_ bytes: [UInt8]) -> JSONValue? {
      String(validating: bytes, as: UTF8.self).flatMap { try? YAMLDocument.parse($0) }
    }

    /// That a charter can be counted under, and no living DAO can have it.
    private func notServed(_ bytes: [UInt8]) -> [Finding] {
      do {
        _ = try CharterDocument.parse(bytes)
        return []
      } catch let refusal as any CodedRefusal {
        return [
          Finding(
            severity: "warning", code: refusal.code, path: "",
            sentence: "no living DAO can have it, only a recount: \(refusal.message)")
        ]
      } catch { return [] }
    }

    /// The first drop-box that is no key of a log: no DAO can be founded with it, or take it up.
    private func boxes(of charter: Charter) -> [Finding] {
      do throws(DropBoxRefusal) {
        for box in charter.witnesses?.dropBoxes ?? [] { _ = try BoxedBallot.box(box) }
        return []
      } catch {
        return [
          Finding(severity: "error", code: error.code, path: "witnesses.drop_boxes", sentence: error.message)
        ]
      }
    }

    /// That a charter's witnesses could vouch for two logs, where their policy is at hand.
    private func split(_ charter: Charter, _ session: Session?) throws -> [Finding] {
      guard let named = charter.witnesses?.policy, let session else { return [] }
      let draft = try Witnesses.draft(of: session).flatMap { $0.hash == named ? $0 : nil }
      guard let policy = try draft ?? session.documents.policy(named), let words = WitnessWords.split(policy)
      else { return [] }
      return [
        Finding(severity: "warning", code: "lint.witnessesSplit", path: "witnesses.policy", sentence: words)
      ]
    }

    /// How unevenly the power of each house is spread.
    private func spread(_ reaches: [String: Reach]) throws -> [String] {
      try reaches.sorted { $0.key < $1.key }.map { house, reach in
        "\(house): " + ConcentrationWords.text(try Concentration(reach.shares), members: reach.members)
      }
    }

    private func inForce(_ session: Session?) throws -> [UInt8] {
      guard let session else {
        throw Failure(
          .usage, "usage", "outside of a workspace say which file", hint: "quorate charter lint FILE")
      }
      return try session.charterBytes()
    }

    /// What the members of each house can cast, from the electorate that counts; nothing for a house without one.
    private func electorates(of charter: Charter, _ session: Session) throws -> [String: Reach] {
      let now = try session.now()
      return try session.chamber.read { view in
        var reaches: [String: Reach] = [:]
        for house in charter.houses.values {
          reaches[house.name] = try view.reach(of: house, lent: charter.delegation, at: now)
        }
        return reaches
      }
    }

    /// How few could pass and block a proposal, for each track and house.
    private func costs(of charter: Charter, _ reaches: [String: Reach]) -> [String] {
      var lines: [String] = []
      for track in charter.trackNames.compactMap({ charter.rules(ofTrack: $0, topic: "") }) {
        lines += CoalitionWords.stoppers(track.waysToStop).map { "\(track.name): \($0)" }
        if let words = Coalitions.untold(track) {
          lines.append("\(track.name): how few could pass or block it is not computed for \(words)")
          continue
        }
        guard let coalitions = Coalitions(track, reaches: reaches) else { continue }
        for house in track.houses {
          let words = CoalitionWords(unit: charter.unit(ofHouse: house.name))
          lines.append(
            "\(track.name), \(house.name): \(words.text(coalitions, in: house.name))")
        }
      }
      return lines
    }

    private func answer(
      _ name: String, _ findings: [Finding], _ costs: [String], _ session: Session?
    ) -> Answer {
      var lines = findings.map {
        "\(name)  \($0.severity) \($0.code)  \($0.path.isEmpty ? "" : $0.path + ": ")\($0.sentence)"
      }
      if findings.allSatisfy({ $0.severity == "note" }) { lines.append("\(name): a sound charter") }
      lines += costs
      let isBad = findings.contains { $0.severity == "error" }
      return Answer(
        schema: "quorate.lint/1",
        data: .members([
          "costs": .array(costs.map { .string($0) }), "file": .string(name),
          "findings": .array(
            findings.map {
              .members([
                "code": .string($0.code), "message": .string($0.sentence), "path": .string($0.path),
                "severity": .string($0.severity),
              ])
            }),
        ]), text: lines.map(Format.safe).joined(separator: "\n"),
        brief: findings.first { $0.severity != "note" }?.code ?? "ok",
        status: isBad ? .no : .ok, warnings: session?.warnings ?? [])
    }
  }
}
