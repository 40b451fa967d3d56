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

    /// What its file is called.
    var file: String { AttestedDecision.file(name) }
  }

  /// In the order of their names.
  let parts: [Part]

  /// Takes for every name what most holders have signed of what follows from the decision as it is now; of several,
  /// the newest.
  init<Store: Records, Files: Documents>(
    _ decided: DecidedRelease, in view: LedgerView<Store, Files>
  ) throws {
    let needs = try view.releaseRules(of: decided.proposal)?.needs ?? 1
    let releases = try view.releases(of: decided.proposal.id)
    var parts: [Part] = []
    for name in decided.names {
      var best: Part?
      let messages = releases.flatMap(\.signed).filter { $0.name == name }.map(\.message)
      for message in messages {
        guard let bytes = try view.documents.bytes(of: message, limit: InTotoStatement.sizeLimit),
          let proposed = try? InTotoStatement(message: bytes),
          let expected = try? decided.statement(name, adopting: proposed), expected == proposed
        else { continue }
        let standing = try view.standing(of: message, in: releases, needs: needs)
        if standing.holders.count >= best?.standing.holders.count ?? 0 {
          best = Part(
            name: name, standing: standing,
            envelope: try AttestationEnvelope(message: bytes, signedAs: standing))
        }
      }
      if let best { parts.append(best) }
    }
    self.parts = parts
  }

  /// Whether enough holders have signed everything that all must sign.
  func isComplete(_ decided: DecidedRelease) -> Bool {
    decided.names.filter { $0 != DecidedRelease.files }.allSatisfy { name in
      parts.contains { $0.name == name && $0.standing.isComplete }
    }
  }

  /// Writes what is complete into a folder.
  /// - Returns: The files.
  func write(to folder: String) throws -> [String] {
    var files: [String] = []
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

  /// `approval  1 of 2 holders: lab-one`.
  var lines: [String] {
    parts.map { part in
      let name = part.name.padding(toLength: 10, withPad: " ", startingAt: 0)
      let holders = part.standing.holders.map(Format.safe).joined(separator: ", ")
      return
        "  \(name)  \(part.standing.holders.count) of \(Format.number(part.standing.needs, "holder")): \(holders)"
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
          "entries": .array(part.standing.signatures.map { .integer($0.index) }),
        ])
      })
  }
}
