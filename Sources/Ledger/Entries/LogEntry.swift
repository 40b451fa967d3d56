package import CanonicalEncoding
package import Governance
package import Signing
internal import TransparencyLog

/// The bytes of one log entry: a statement in full, its signature, and when it was received.
///
/// One canonical JSON object of at most 65,535 bytes. The bytes are hashed as stored and never written again to
/// verify them.
package enum LogEntry {
  /// The largest entry a C2SP tile can hold.
  package static let sizeLimit = Tile.entryLimit
  /// The version of the form.
  package static let version: UInt64 = 1
  /// The wallet form of the signature.
  package static let scheme = "eip712"

  /// The entry of a statement.
  package static func bytes(
    _ statement: Statement, signature: RecoverableSignature, received: Timepoint
  ) -> [UInt8] {
    JSONValue.members([
      "kind": .string(statement.kind.rawValue), "received": .integer(received.milliseconds),
      "scheme": .string(scheme), "signature": .string("0x" + Hex.encode(signature.canonicalBytes)),
      "statement": statement.json, "v": .integer(version),
    ]).canonicalBytes
  }

  /// The kind of an entry that holds a witnessed checkpoint.
  package static let checkpointKind = "checkpoint.witnessed"
  /// The kind of one that sets the log's clock back: to the witnesses', or by the word of the log's keys.
  package static let correctionKind = "time.correct"

  /// What entries that set the clock back begin with: by the log's keys, or by witnesses, who have to cover all in front.
  package static let correctionPrefixes = [
    Array(#"{"genesis":"#.utf8), Array(#"{"growth":[],"kind":"\#(correctionKind)""#.utf8),
  ]

  /// The entry of a witnessed checkpoint, which no account signs.
  package static func bytes(_ entry: CheckpointEntry, received: Timepoint) -> [UInt8] {
    JSONValue.members([
      "growth": .array(entry.growth.map { .string($0.description) }),
      "kind": .string(entry.correctsTime ? correctionKind : checkpointKind),
      "note": .string(String(decoding: entry.note.bytes, as: UTF8.self)),
      "policy": .string(entry.policy.description), "received": .integer(received.milliseconds),
      "v": .integer(version),
    ]).canonicalBytes
  }

  /// The entry of a correction of the log's clock that its own keys have signed.
  package static func bytes(_ correction: ClockCorrection, received: Timepoint) -> [UInt8] {
    JSONValue.members([
      "genesis": correction.genesis.json, "kind": .string(correctionKind),
      "note": .string(String(decoding: correction.note.bytes, as: UTF8.self)),
      "received": .integer(received.milliseconds), "v": .integer(version),
    ]).canonicalBytes
  }

  /// The kind of an entry that holds a ballot out of a drop-box.
  package static let boxedKind = "ballot.boxed"

  /// The entry of a ballot out of a drop-box, which its voter has signed, and which anybody may hand in.
  package static func bytes(_ boxed: BoxedBallot, received: Timepoint) -> [UInt8] {
    JSONValue.members([
      "box": .string(boxed.box.description), "kind": .string(boxedKind),
      "policy": .string(boxed.policy.description),
      "proof": .string(String(decoding: boxed.proof.bytes, as: UTF8.self)),
      "received": .integer(received.milliseconds), "v": .integer(version),
    ]).canonicalBytes
  }

  /// The kind of an entry that changes the log's keys.
  package static let keysKind = "log.keys"
  /// The kind of one by which recoverers ask for other keys.
  package static let recoveryKind = "log.recover"
  /// The kind of one by which the keys in force say that they are not lost.
  package static let cancellationKind = "log.keep"
  /// What all three begin with: kind is their first member, and no statement's begins so.
  package static let keysPrefix = Array(#"{"kind":"log."#.utf8)

  /// The entry of an act about the log's keys, which no member states.
  package static func bytes(_ act: LogKeyAct, received: Timepoint) -> [UInt8] {
    var members: [JSONObject.Member] = [
      .init(key: "received", value: .integer(received.milliseconds)),
      .init(key: "v", value: .integer(version)),
    ]
    func add(_ kind: String, _ more: [JSONObject.Member]) {
      members += [.init(key: "kind", value: .string(kind))] + more
    }
    func note(_ note: SignedNote) -> [JSONObject.Member] {
      [.init(key: "note", value: .string(String(decoding: note.bytes, as: UTF8.self)))]
    }
    switch act {
    case .change(let entry): add(keysKind, note(entry.note))
    case .recovery(let entry): add(recoveryKind, entry.members)
    case .cancellation(let entry): add(cancellationKind, note(entry.note))
    }
    return JSONValue.object(JSONObject(members)).canonicalBytes
  }

  /// Entry 0.
  package static func bytes(
    _ genesis: Genesis, signatures: [AccountKey: RecoverableSignature], received: Timepoint
  ) -> [UInt8] {
    let list = signatures.sorted { $0.key < $1.key }.map { founder, signature in
      JSONValue.members([
        "founder": .string(founder.text), "signature": .string("0x" + Hex.encode(signature.canonicalBytes)),
      ])
    }
    return JSONValue.members([
      "kind": .string(StatementKind.genesis.rawValue), "received": .integer(received.milliseconds),
      "scheme": .string(scheme), "signatures": .array(list), "statement": genesis.json,
      "v": .integer(version),
    ]).canonicalBytes
  }
}
