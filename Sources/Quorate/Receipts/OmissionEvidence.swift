package import CanonicalEncoding
internal import Governance
package import Ledger
package import Signing
package import TransparencyLog

/// What shows that an operator has not kept a promise: the promise, and a checkpoint that witnesses saw after it was due.
///
/// It needs nothing but the entries under that checkpoint, which are public and which its root fixes: whoever has them
/// sees that the statement is not among them. Witnesses also cosign a tree again that has grown since, so an operator
/// clears himself with a log that goes on from there and in which the statement was received in time. The genesis is in
/// it, so that the log's keys follow from the DAO's identity.
package struct OmissionEvidence: Sendable {
  /// Entry 0.
  package let genesis: [UInt8]
  /// The promise that the log's keys signed.
  package let promise: SignedNote
  /// The cosigned checkpoint.
  package let checkpoint: SignedNote
  /// The policy under which it was seen in time.
  package let policy: [UInt8]

  private static let format = "quorate.omission/1"
  /// Two notes, an entry and a policy.
  package static let sizeLimit = 6 << 20

  package init(genesis: [UInt8], promise: SignedNote, checkpoint: SignedNote, policy: [UInt8]) {
    self.genesis = genesis
    self.promise = promise
    self.checkpoint = checkpoint
    self.policy = policy
  }

  /// The canonical JSON.
  package var bytes: [UInt8] {
    JSONValue.members([
      "checkpoint": .string(String(decoding: checkpoint.bytes, as: UTF8.self)),
      "format": .string(Self.format), "genesis": .string(Base64.encode(genesis)),
      "policy": .string(Base64.encode(policy)),
      "promise": .string(String(decoding: promise.bytes, as: UTF8.self)),
    ]).canonicalBytes
  }

  /// Reads the canonical JSON.
  /// - Throws: `JSONRefusal` or `NoteRefusal`; nothing is verified yet.
  package init(parsing bytes: [UInt8]) throws {
    var fields = try JSONFields(
      try JSONParser.parse(bytes, form: .canonical, limit: Self.sizeLimit), of: "evidence of an omission")
    checkpoint = try SignedNote(parsing: Array(try fields.string("checkpoint").utf8))
    guard try fields.string("format") == Self.format else { throw fields.unexpected("format", Self.format) }
    guard let genesis = Base64.decode(try fields.string("genesis")) else {
      throw fields.unexpected("genesis", "base64 text")
    }
    guard let policy = Base64.decode(try fields.string("policy")) else {
      throw fields.unexpected("policy", "base64 text")
    }
    self.genesis = genesis
    self.policy = policy
    promise = try SignedNote(parsing: Array(try fields.string("promise").utf8))
    try fields.finish()
  }

  /// Checks that a log is the one that the evidence is about.
  /// - Throws: `ComparisonRefusal.otherLog` for the log of another genesis.
  package func requireGenesis(of log: any LogReading) throws {
    guard let first = try log.entries(from: 0, limit: 1).first else { throw ComparisonRefusal.noGenesis }
    guard first.bytes == genesis else { throw ComparisonRefusal.otherLog }
  }
}

/// Looks for what an operator has promised in a log as it is published.
package struct PromiseCheck: Sendable {
  /// What became of the promise.
  package enum Finding: Sendable {
    /// It is this entry.
    case kept(index: UInt64)
    /// It is this entry, which by the operator's own word was received after it was due.
    case late(index: UInt64, received: Timepoint)
    /// It is not there, and witnesses had seen that after it was due.
    case broken(seen: Timepoint)
    /// It is not there yet, and was not due when witnesses saw the log.
    case notDue(by: Timepoint, seen: Timepoint)
    /// It is not there, and no witness says when that was.
    case unknown(by: Timepoint)
  }

  /// The answer of the operator, whose signatures hold.
  package let answer: IntakeNote
  /// `nil` for a signed refusal, which promises nothing.
  package let finding: Finding?

  /// - Parameters:
  ///   - note: The answer as it was given.
  ///   - sight: The log as it is published, with its entries.
  ///   - seen: What witnesses had cosigned of it, from evidence; left out for the newest checkpoint itself.
  ///   - policy: The witnesses that are trusted; without one nobody says when the log was as it is.
  /// - Throws: `ComparisonRefusal` where the log is not complete or not its keys'; refusals of notes.
  /// - Complexity: O(entries).
  package init(
    _ note: SignedNote, in sight: LogSight, seenAs seen: SignedNote? = nil, policy: WitnessPolicy?,
    with verifier: some SignatureVerifier, curves: any NoteCurves
  ) throws {
    guard let log = sight.log, let first = try log.entries(from: 0, limit: 1).first else {
      throw ComparisonRefusal.noGenesis
    }
    let entry = try UnverifiedEntry(parsing: first.bytes)
    guard case .genesis(let genesis) = entry.content else { throw ComparisonRefusal.noGenesis }
    let entries = EntryVerifier(dao: genesis.daoID, verifier: verifier)
    _ = try entries.verify(entry)
    let keys = try LogKeyChain(
      reading: log, of: genesis, upTo: sight.checkpoint.size, with: verifier, curves: curves)
    answer = try IntakeNote(note, origin: genesis.origin, keys: keys, with: curves)
    let seen = try LogSight(note: seen ?? sight.note, log: log)
    for sight in [sight, seen] {
      guard sight.checkpoint.isOf(origin: genesis.origin),
        try keys.haveSigned(sight.note, size: sight.checkpoint.size, with: curves)
      else { throw ComparisonRefusal.otherLog }
    }
    let found = try Self.entry(of: answer.statement, in: sight, through: seen.checkpoint, entries)
    guard case .promised(let by) = answer.answer else {
      finding = nil
      return
    }
    if let (index, received) = found {
      finding = received <= by ? .kept(index: index) : .late(index: index, received: received)
    } else if let time = try policy?.verify(
      seen.note, of: genesis.origin, keys: keys.period(ofSize: seen.checkpoint.size).keys, with: curves
    ).time {
      finding = time > by ? .broken(seen: time) : .notDue(by: by, seen: time)
    } else {
      finding = .unknown(by: by)
    }
  }

  /// The entry of a statement with a signature that holds, in a log whose entries must all be there and lead to the
  /// signed root, through that of an earlier checkpoint.
  private static func entry(
    of statement: Digest, in sight: LogSight, through earlier: Checkpoint,
    _ verifier: EntryVerifier
  ) throws -> (index: UInt64, received: Timepoint)? {
    var range = CompactRange()
    var found: (index: UInt64, received: Timepoint)?
    guard earlier.size <= sight.checkpoint.size else { throw ComparisonRefusal.damaged }
    while range.size < sight.checkpoint.size {
      let entries = try sight.log?.entries(from: range.size, limit: 512) ?? []
      guard !entries.isEmpty else { throw ComparisonRefusal.damaged }
      for entry in entries where range.size < sight.checkpoint.size {
        guard entry.index == range.size else { throw ComparisonRefusal.damaged }
        if found == nil, let read = try? UnverifiedEntry(parsing: entry.bytes),
          case .statement(_, let id) = read.content, id == statement, (try? verifier.verify(read)) != nil
        {
          found = (entry.index, read.received)
        }
        range.append(TreeHash.leaf(entry.bytes))
        if range.size == earlier.size, range.root != earlier.root { throw ComparisonRefusal.damaged }
      }
    }
    guard range.root == sight.checkpoint.root else { throw ComparisonRefusal.damaged }
    return found
  }
}
