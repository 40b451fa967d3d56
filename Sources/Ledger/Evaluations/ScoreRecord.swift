package import CanonicalEncoding
internal import Governance
package import Signing

/// What one evaluator has committed to in a round, and shown.
package struct ScoreRecord: StateRecord {
  /// Something received.
  package struct Place: Hashable, Sendable {
    package let statement: Digest
    package let index: UInt64
    package let received: Timepoint
  }

  package let evaluator: AccountKey
  /// The digest of round, evaluator, salt and scores.
  package let commitment: Digest
  package let committed: Place
  /// The scores, in the order of the subjects; `nil` until they are shown.
  package private(set) var scores: [UInt64]?
  package private(set) var salt: [UInt8] = []
  package private(set) var revealed: Place?

  package static let space = RecordSpace.score

  init(_ commitment: EvaluationCommitment, _ id: Digest, index: UInt64, received: Timepoint) {
    evaluator = commitment.header.signer
    self.commitment = commitment.commitment
    committed = Place(statement: id, index: index, received: received)
  }

  /// The same with the scores shown.
  func revealed(_ reveal: EvaluationReveal, _ id: Digest, index: UInt64, received: Timepoint) -> ScoreRecord {
    var record = self
    record.scores = reveal.scores.map(\.score)
    record.salt = reveal.salt
    record.revealed = Place(statement: id, index: index, received: received)
    return record
  }

  /// What the evaluator was committed to by, for finding what a round agreed on.
  var commitmentReceived: ScoreCommitment {
    ScoreCommitment(evaluator: evaluator, at: committed.received, digest: commitment)
  }

  /// What the evaluator has shown, or `nil`.
  var reveal: ScoreReveal? {
    guard let scores, let revealed else { return nil }
    return ScoreReveal(evaluator: evaluator, at: revealed.received, scores: scores, salt: salt)
  }

  static func key(_ round: Digest, _ evaluator: AccountKey) -> RecordKey {
    RecordKey(space, ByteString(round.bytes), evaluator.record)
  }

  func change(in round: Digest) -> Change { Change(Self.key(round, evaluator), bytes) }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: [
      "commitment": commitment.description, "evaluator": evaluator.text,
    ])
    members.append(.init(key: "committed", value: committed.json))
    if let scores, let revealed {
      members.append(.init(key: "revealed", value: revealed.json))
      members.add("salt", "0x" + Hex.encode(salt))
      members.append(.init(key: "scores", value: .array(scores.map { .integer($0) })))
    }
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    commitment = try fields.digest("commitment")
    committed = try Place(parsing: try fields.value("committed"))
    evaluator = try fields.account("evaluator")
    guard let value = fields.optional("revealed") else { return }
    revealed = try Place(parsing: value)
    salt = try fields.bytes("salt")
    let scores = try fields.array("scores").compactMap(\.unsigned)
    guard try scores.count == fields.array("scores").count else {
      throw fields.unexpected("scores", "a list of whole numbers")
    }
    self.scores = scores
  }
}

extension ScoreRecord.Place {
  fileprivate var json: JSONValue {
    .members([
      "index": .integer(index), "received": .integer(received.milliseconds),
      "statement": .string(statement.description),
    ])
  }

  fileprivate init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the place of a score")
    index = try fields.integer("index")
    received = try fields.timepoint("received")
    statement = try fields.digest("statement")
    try fields.finish()
  }
}
