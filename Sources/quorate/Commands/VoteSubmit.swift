internal import ArgumentParser
internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Quorate
internal import Signing

extension VoteCommand {
  /// `quorate vote submit`.
  struct Submit: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Submit ballots that other wallets signed.",
      discussion: """
        quorate vote submit ballot.json --signature 0x…
        quorate vote submit ballots/*.json

        Many are taken in at once, with one wait for the disk; one that is refused
        keeps no other out.
        """)
    @Argument(help: "Files of `vote prepare`, with their \"signature\" filled in.") var files: [String]
    @Option(help: "The signature of the only file: 65 bytes, or 64 in the compact form.") var signature:
      String?
    @OptionGroup var options: GlobalOptions

    func validate() throws {
      guard signature == nil || files.count == 1 else {
        throw ValidationError("--signature is for one file; fill it into each of several.")
      }
    }

    func answer() async throws -> Answer {
      let session = try Session(options)
      let ballots = try files.map { try IncomingBallot($0, signature: signature) }
      let results = try await session.writing().submit(ballots.map(\.submission))
      if let ballot = ballots.first, let result = results.first, ballots.count == 1 {
        let receipt = try result.get()
        return Ballots.answer(
          .init(
            statement: ballot.submission.statement, receipt: receipt,
            path: try ballot.keep(receipt, in: session)), try ballot.record(in: session), session)
      }
      let lines = try zip(ballots, results).map { try BallotLine($0, $1, in: session) }
      return Self.answer(lines, session)
    }

    private static func answer(_ lines: [BallotLine], _ session: Session) -> Answer {
      let taken = lines.count { $0.failure == nil }
      let table = Format.table(
        ["FILE", "VOTER", "CHOICE", "ENTRY", "RESULT"], lines.map(\.row), forTerminal: Terminal.isOutput)
      var answer = Answer(
        schema: "quorate.submitted/1",
        data: .members([
          "ballots": .array(lines.map(\.json)), "refused": .integer(lines.count - taken),
          "taken": .integer(taken),
        ]),
        text: "Took in \(taken) of \(lines.count) ballots\n\(table)", brief: String(taken),
        warnings: session.warnings)
      answer.status = lines.lazy.compactMap { $0.failure?.status }.first ?? .ok
      return answer
    }
  }
}

/// A signed ballot from a file.
private struct IncomingBallot {
  let file: String
  let ballot: Ballot
  let submission: Submission

  /// - Throws: A failure that names the file, before anything is submitted.
  init(_ file: String, signature: String?) throws {
    self.file = file
    do {
      let read = try BallotFile(parsing: try Files.read(file, limit: 1 << 20))
      submission = Submission(
        read.statement, signature: try read.signature(or: signature), reason: read.reason)
      guard case .ballot(let ballot) = read.statement else {
        throw Failure(.badInput, "ballot.form", "the file does not hold a ballot")
      }
      self.ballot = ballot
    } catch {
      let failure = Failure(error)
      throw Failure(
        failure.status, failure.code, "\(Format.safe(file)): \(failure.message); nothing was submitted",
        hint: failure.hint)
    }
  }

  /// The proposal it is about, which is there once it was taken in.
  func record(in session: Session) throws -> ProposalRecord {
    guard let record = try session.chamber.read({ try $0.proposal(ballot.proposalID) }) else {
      throw AdmissionRefusal.proposalUnknown(ballot.proposalID)
    }
    return record
  }

  /// Keeps the receipt, and says where.
  func keep(_ receipt: Receipt, in session: Session) throws -> String {
    let name = Ballots.receiptName(
      submission.statement, try record(in: session), by: String(ballot.header.signer.display.prefix(10)))
    return Writing.acknowledge(receipt, named: name, in: session)
  }
}

/// What became of one of several ballots.
private struct BallotLine {
  let row: [String]
  let json: JSONValue
  let failure: Failure?

  init(_ incoming: IncomingBallot, _ result: Result<Receipt, any Error>, in session: Session) throws {
    let (file, ballot) = (incoming.file, incoming.ballot)
    let voter = ballot.header.signer.display
    var members: [JSONObject.Member] = [
      .init(key: "choice", value: .string(ballot.choice)), .init(key: "file", value: .string(file)),
      .init(key: "proposal", value: .string(ballot.proposal)),
      .init(key: "voter", value: .string(voter)),
    ]
    let entry: String
    let words: String
    switch result {
    case .success(let receipt):
      failure = nil
      entry = String(receipt.index)
      words = try incoming.keep(receipt, in: session)
      members.append(.init(key: "entry", value: .integer(receipt.index)))
      members.append(.init(key: "receipt", value: .string(words)))
    case .failure(let error):
      let refused = Failure(error)
      failure = refused
      entry = ""
      words = "\(refused.message) (\(refused.code))"
      members.append(.init(key: "code", value: .string(refused.code)))
      members.append(.init(key: "message", value: .string(refused.message)))
    }
    row = [Format.safe(file), voter, Format.safe(ballot.choice), entry, Format.safe(words)]
    json = .object(JSONObject(members))
  }
}
