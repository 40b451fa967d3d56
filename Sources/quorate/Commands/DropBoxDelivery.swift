internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import HTTPService
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import TransparencyLog

extension DropBoxCommand {
  struct Put: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put a signed ballot into a box, and get the proof that witnesses have seen it there.",
      discussion: """
        quorate vote prepare P-0007 For --voter alice --sign -o ballot.json
        quorate dropbox put ballot.json https://box.example -o ballot.tlog-proof

        Keep the proof: handed in at the DAO's log after the close (dropbox deliver), it makes the ballot count; and
        it convicts an operator who keeps that out too (receipt check). Exit 5: the box holds it, but too few
        witnesses have seen that yet; ask again with the same command.
        """)
    @Argument(help: "The file of `vote prepare`, signed.") var file: String
    @Argument(help: "The address of a drop-box, or its folder.") var box: String
    @Option(help: "The signature, where it is not in the file.") var signature: String?
    @Option(name: .shortAndLong, help: "Where the proof is written.") var output = "ballot.tlog-proof"
    @Option(help: "How long to wait for witnesses.") var wait = "2m"
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let span = try TimeArgument.span(wait)
      let kept = try OutputFile(output)
      let file = try BallotFile(parsing: try Files.read(file, limit: BallotFile.sizeLimit))
      let signature = try file.signature(or: signature)
      return try await HTTPCaller.with { caller in
        let place = try DropBoxPlace(box, caller)
        let id = try await place.put(file, signature: signature)
        guard let proof = try await Self.proof(of: id, from: place, within: span) else {
          return Answer(
            schema: "quorate.dropped/1",
            data: .members([
              "proof": .null, "statement": .string(id.description), "witnessed": .bool(false),
            ]),
            text:
              "The box holds \(id.short), but too few witnesses have seen that yet. Ask again before the close.",
            brief: "unseen", status: .undecided)
        }
        try kept.write(proof)
        let name = Format.safe(output)
        return Answer(
          schema: "quorate.dropped/1",
          data: .members([
            "proof": .string(output), "statement": .string(id.description), "witnessed": .bool(true),
          ]),
          text: """
            The box holds \(id.short), and witnesses have seen it there
            Wrote \(name)
            After the close:  quorate dropbox deliver \(name)
            Kept out?         quorate receipt check \(name) LOG
            """, brief: output)
      }
    }

    private static func proof(
      of id: Digest, from place: DropBoxPlace, within span: Span
    ) async throws -> [UInt8]? {
      let clock = ContinuousClock()
      let end = clock.now + .milliseconds(Int(clamping: span.milliseconds))
      while true {
        if let proof = try await place.proof(of: id) { return proof }
        guard clock.now < end else { return nil }
        try await Task.sleep(for: .seconds(1))
      }
    }
  }

  struct Deliver: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Hand in ballots out of a drop-box, in the challenge window.",
      discussion: """
        quorate dropbox deliver ballot.tlog-proof

        For the operator of the log: between the close and the final count, for whoever brings a proof.
        """)
    @Argument(help: "What `dropbox put` wrote.") var proofs: [String]
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      var results: [Delivery.Result] = []
      for file in proofs {
        results.append(
          try await Delivery.take(try Files.read(file, limit: BallotFile.sizeLimit), named: file, session))
      }
      return Delivery.answer(results, session)
    }
  }

  struct Collect: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Hand in whatever a drop-box holds on a proposal and the log does not have.",
      discussion: """
        quorate dropbox collect P-0007 https://box.example

        For the operator of the log, in the challenge window: an operator who does it keeps nobody out.
        """)
    @Argument(help: "P-0007, 7, or the identity.") var id: String
    @Argument(help: "The address of a drop-box, or its folder.") var box: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let proposal = try session.chamber.read { try session.proposal(id, in: $0) }
      return try await HTTPCaller.with { caller in
        let place = try DropBoxPlace(box, caller)
        var results: [Delivery.Result] = []
        for statement in try await place.ballots(on: proposal.id) {
          guard let proof = try await place.proof(of: statement) else { continue }
          results.append(try await Delivery.take(proof, named: statement.short, session))
        }
        return Delivery.answer(results, session)
      }
    }
  }
}

/// Hands proofs of drop-boxes in.
private enum Delivery {
  /// What became of one.
  struct Result: Sendable {
    let name: String
    let outcome: Swift.Result<UInt64, Failure>
  }

  /// Takes in one proof, under the policy and the key that are frozen with its proposal.
  static func take(_ proof: [UInt8], named name: String, _ session: Session) async throws -> Result {
    do {
      let boxed = try session.chamber.read { try $0.boxedBallot(proof) }
      let receipt = try await session.writing().take(boxed, curves: LogCurves(Secp256k1Verifier()))
      return Result(name: name, outcome: .success(receipt.index))
    } catch let refusal as any CodedRefusal where !(refusal is StorageError) {
      return Result(name: name, outcome: .failure(Failure(refusal)))
    }
  }

  static func answer(_ results: [Result], _ session: Session) -> Answer {
    let lines = results.map { result in
      switch result.outcome {
      case .success(let index): "✓ \(Format.safe(result.name)): entry \(index)"
      case .failure(let failure): "✗ \(Format.safe(result.name)): \(failure.message) (\(failure.code))"
      }
    }
    let failures = results.compactMap { result -> Failure? in
      guard case .failure(let failure) = result.outcome else { return nil }
      // What counts already is what was wanted.
      return ["dropbox.counted", "ballot.stale"].contains(failure.code) ? nil : failure
    }
    return Answer(
      schema: "quorate.delivered/1",
      data: .array(
        results.map { result in
          switch result.outcome {
          case .success(let index):
            .members(["code": .null, "entry": .integer(index), "name": .string(result.name)])
          case .failure(let failure):
            .members(["code": .string(failure.code), "entry": .null, "name": .string(result.name)])
          }
        }),
      text: lines.isEmpty ? "The box holds nothing that witnesses have seen." : lines.joined(separator: "\n"),
      brief: String(results.count - failures.count), status: failures.first?.status ?? .ok,
      warnings: session.warnings)
  }
}
