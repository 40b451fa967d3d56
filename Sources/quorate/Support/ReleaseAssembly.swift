internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Signing

/// The envelopes of a release, put together from what a log has on record.
struct ReleaseAssembly {
  /// One of them.
  struct Part {
    let name: String
    let standing: ReleaseStanding
    let envelope: AttestationEnvelope
    /// Whether its proof holds before the witnesses too.
    fileprivate let isWitnessed: Bool
    /// Who has signed the same over another proof, and has to sign again.
    fileprivate(set) var others: [String] = []

    /// What its file is called.
    var file: String { AttestedDecision.file(name) }
  }

  /// In the order of their names.
  let parts: [Part]
  private let decided: DecidedRelease

  /// Takes for every name, of what follows from the decision as it is now, what is complete; else what the witnesses
  /// stand by; else what most holders have signed; else the first. What brings a proof that does not hold is nothing.
  init<Store: Records, Files: Documents>(
    _ decided: DecidedRelease, in view: LedgerView<Store, Files>, against anchor: DecisionProof.Anchor
  ) throws {
    self.decided = decided
    let needs = try view.releaseRules(of: decided.proposal)?.needs ?? 1
    let releases = try view.releases(of: decided.proposal.id)
    var parts: [Part] = []
    for name in decided.names {
      var (found, seen): ([Part], Set<Digest>) = ([], [])
      for part in releases.flatMap(\.signed) where part.name == name && seen.insert(part.message).inserted {
        guard let bytes = try view.documents.bytes(of: part.message, limit: InTotoStatement.sizeLimit),
          let statement = decided.statement(name, ifItIs: bytes), anchor.unwitnessed.bearsOut(statement)
        else { continue }
        let standing = try view.standing(of: part.message, in: releases, needs: needs)
        found.append(
          Part(
            name: name, standing: standing,
            envelope: try AttestationEnvelope(message: bytes, signedAs: standing),
            isWitnessed: anchor.bearsOut(statement)))
      }
      guard var best = found.first else { continue }
      for part in found.dropFirst() where best.isWorse(than: part) { best = part }
      let all = Set(found.flatMap(\.standing.holders).map { ByteString(utf8: $0) })
      best.others = all.subtracting(best.standing.holders.map { ByteString(utf8: $0) }).sorted()
        .map { String(decoding: $0.bytes, as: UTF8.self) }
      parts.append(best)
    }
    self.parts = parts
  }

  /// Whether enough holders have signed everything that all must sign.
  var isComplete: Bool {
    decided.names.filter { $0 != DecidedRelease.files }.allSatisfy { name in
      parts.contains { $0.name == name && $0.standing.isComplete }
    }
  }

  /// How far it has come, and what comes next; the files once it is complete.
  func answer(
    _ heading: [String], entries: [UInt64] = [], into folder: String, brief: String? = nil,
    warnings: [Answer.Warning]
  ) throws -> Answer {
    let written = isComplete ? try write(to: folder) : []
    let id = decided.proposal.display
    return Answer(
      schema: "quorate.release/1",
      data: .members([
        "complete": .bool(isComplete), "entries": .array(entries.map { .integer($0) }),
        "files": .array(written.map { .string($0) }), "messages": json, "proposal": .string(id),
      ]),
      text: (heading + lines + written.map { "  wrote \(Format.safe($0))" }
        + [
          isComplete
            ? "Next:  quorate attest verify \(Format.safe(written.first ?? "FILE"))"
            : "Next:  another holder signs: quorate attest sign \(id) --with KEY"
        ]).joined(separator: "\n"),
      brief: brief ?? (isComplete ? "complete" : "incomplete"), warnings: warnings)
  }

  /// Writes what is complete into a folder.
  /// - Returns: The files.
  private func write(to folder: String) throws -> [String] {
    var files: [String] = []
    try OutputFile.requireOutsideLog("\(folder)/file")
    try DurableFile.makeFolder(folder)
    for part in parts where part.standing.isComplete {
      let path = "\(folder)/\(part.file)"
      let hint = try part.standing.signatures.first.map {
        SigstoreBundle.modelSigningHint(for: try AttestationKey(spki: $0.key.key.spki))
      }
      let json =
        part.name == DecidedRelease.files
        ? SigstoreBundle(envelope: part.envelope, hint: hint ?? "").json : part.envelope.json
      try DurableFile.write(Array(json.indented.utf8), to: path)
      files.append(path)
    }
    return files
  }

  /// `approval  1 of 2 holders: lab-one`, and below it who has signed the same over another proof.
  var lines: [String] {
    parts.flatMap { part in
      let name = part.name.padding(toLength: 10, withPad: " ", startingAt: 0)
      let holders = part.standing.holders.map(Format.safe).joined(separator: ", ")
      let line =
        "  \(name)  \(part.standing.holders.count) of \(Format.number(part.standing.needs, "holder")): \(holders)"
      guard !part.standing.isComplete, !part.others.isEmpty else { return [line] }
      let others = part.others.map(Format.safe).joined(separator: ", ")
      return [line, "              over another proof, and can sign again: \(others)"]
    }
  }

  /// The same for programs.
  var json: JSONValue {
    .array(
      parts.map { part in
        .members([
          "complete": .bool(part.standing.isComplete),
          "holders": .array(part.standing.holders.map { .string($0) }), "name": .string(part.name),
          "needs": .integer(UInt64(part.standing.needs)),
          "others": .array(part.others.map { .string($0) }),
          "entries": .array(part.standing.signatures.map { .integer($0.index) }),
        ])
      })
  }
}

extension ReleaseAssembly.Part {
  /// Whether another of the same name is to be preferred.
  fileprivate func isWorse(than other: ReleaseAssembly.Part) -> Bool {
    func rank(_ part: ReleaseAssembly.Part) -> (Int, Int, Int) {
      (part.standing.isComplete ? 1 : 0, part.isWitnessed ? 1 : 0, part.standing.holders.count)
    }
    return rank(self) < rank(other)
  }
}
