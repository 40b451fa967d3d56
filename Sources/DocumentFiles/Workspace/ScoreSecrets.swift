package import CanonicalEncoding
package import Governance
internal import Foundation
internal import Quorate
package import Signing

/// Scores that an evaluator has committed to, with the salt that hides them until they are shown.
package struct ScoreSecret: Hashable, Sendable {
  package let round: Digest
  package let evaluator: AccountKey
  /// In the order of the subjects.
  package let scores: [SubjectScore]
  package let salt: [UInt8]

  package init(round: Digest, evaluator: AccountKey, scores: [SubjectScore], salt: [UInt8]) {
    self.round = round
    self.evaluator = evaluator
    self.scores = scores
    self.salt = salt
  }

  /// What stands on record until they are shown.
  package var commitment: Digest {
    ScoreReveal(
      evaluator: evaluator, at: Timepoint(milliseconds: 0), scores: scores.map(\.score), salt: salt
    ).digest(in: round)
  }

  fileprivate var bytes: [UInt8] {
    Array(
      JSONValue.members([
        "evaluator": .string(evaluator.text), "quorate": .string(Self.format),
        "round": .string(round.description), "salt": .string("0x" + Hex.encode(salt)),
        "scores": .array(scores.map { .string($0.line) }),
      ]).indented.utf8)
  }

  private static let format = "score-secret/1"

  fileprivate init(bytes: [UInt8]) throws(JSONRefusal) {
    var fields = try JSONFields(try JSONParser.parse(bytes), of: "the secret of some scores")
    evaluator = try fields.account("evaluator")
    guard try fields.string("quorate") == Self.format else { throw fields.unexpected("quorate", Self.format) }
    round = try fields.digest("round")
    salt = try fields.bytes("salt")
    let lines = try fields.strings("scores")
    scores = lines.compactMap { SubjectScore($0) }
    guard scores.count == lines.count else { throw fields.unexpected("scores", "a list of SUBJECT=SCORE") }
    try fields.finish()
  }
}

/// Where a workspace keeps scores that are not to be seen yet: one file with mode 0600 for each commitment.
///
/// It is written before the commitment is sent: scores that nobody can show any more are lost.
package struct ScoreSecrets: Sendable {
  private let folder: String

  package init(_ layout: WorkspaceLayout) { folder = layout.hidden + "/scores" }

  /// The path of the secret behind a commitment.
  package func path(of commitment: Digest) -> String {
    "\(folder)/\(commitment.description.dropFirst(2)).json"
  }

  /// Keeps a secret, durably.
  package func keep(_ secret: ScoreSecret) throws {
    try DurableFile.makeFolder(folder, mode: 0o700)
    try DurableFile.write(secret.bytes, to: path(of: secret.commitment), mode: 0o600)
  }

  /// The secret behind a commitment; `nil` where it is not kept here.
  package func secret(behind commitment: Digest) throws -> ScoreSecret? {
    let path = path(of: commitment)
    guard try FilePresence.isThere(path) else { return nil }
    return try Self.read(path)
  }

  /// A secret in a file from elsewhere.
  package static func read(_ path: String) throws -> ScoreSecret {
    try ScoreSecret(bytes: try DurableFile.readSecret(path))
  }
}
