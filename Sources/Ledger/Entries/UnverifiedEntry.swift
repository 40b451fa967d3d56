package import CanonicalEncoding
package import Governance
package import Signing
package import TransparencyLog

/// What an entry says. Held apart, since an audit hands every entry on from step to step.
package indirect enum EntryContent: Sendable {
  /// The founding of the DAO.
  case genesis(Genesis)
  /// A statement and its identity.
  case statement(Statement, id: Digest)
  /// What witnesses have seen of the log.
  case checkpoint(CheckpointEntry)
  /// Something about the log's keys.
  case logKeys(LogKeyAct)
  /// A ballot that another log held in time.
  case boxedBallot(BoxedBallot)
  /// That the log's clock was ahead, by the word of its keys.
  case correction(ClockCorrection)

  /// The identity under which the entry is looked up.
  package var id: Digest {
    switch self {
    case .genesis(let genesis): genesis.daoID
    case .statement(_, let id): id
    case .checkpoint(let checkpoint): checkpoint.id
    case .logKeys(let act): act.id
    case .boxedBallot(let boxed): boxed.id
    case .correction(let correction): correction.id
    }
  }
}

extension EntryContent {
  /// Whether the order of instants begins anew with it.
  package var correctsTime: Bool {
    switch self {
    case .checkpoint(let checkpoint): checkpoint.correctsTime
    case .correction: true
    case .genesis, .statement, .logKeys, .boxedBallot: false
    }
  }

  /// Whether its effect depends on the tree in front of it.
  package var needsTree: Bool {
    switch self {
    case .checkpoint, .correction: true
    case .genesis, .statement, .logKeys, .boxedBallot: false
    }
  }
}

/// An entry that reads, and of which nothing else is known yet.
package struct UnverifiedEntry: Sendable {
  /// Who is said to have signed.
  package enum Signatures: Sendable {
    /// The signer whom the statement names.
    case signer(RecoverableSignature)
    /// The founders of a genesis.
    case founders([AccountKey: RecoverableSignature])
    /// The witnesses in the lines of a checkpoint.
    case witnesses
    /// The log's own keys in the lines of a note, or those who may recover them.
    case log
    /// The voter and the other log.
    case voterAndBox
  }

  /// When the operator says it was received.
  package let received: Timepoint
  package let content: EntryContent
  package let signatures: Signatures

  /// Reads the canonical bytes of an entry.
  package init(parsing leaf: [UInt8]) throws(EntryRefusal) {
    var memory = EntryMemory()
    try self.init(parsing: leaf, remembering: &memory)
  }

  /// Reads the canonical bytes of one of many entries.
  package init(parsing leaf: [UInt8], remembering memory: inout EntryMemory) throws(EntryRefusal) {
    if let entry = UnverifiedEntry(usual: leaf, &memory) {
      self = entry
      return
    }
    do {
      let (value, text) = try JSONParser.parse(
        canonical: leaf, limit: LogEntry.sizeLimit, locating: "statement")
      var fields = try JSONFields(value, of: "a log entry")
      if let entry = try Self.correction(value) ?? Self.checkpoint(value) ?? Self.logKeys(value)
        ?? Self.boxedBallot(value)
      {
        self = entry
        return
      }
      guard let kind = StatementKind(rawValue: try fields.string("kind")) else {
        throw fields.unexpected("kind", "a known kind of statement")
      }
      received = try fields.timepoint("received")
      guard try fields.string("scheme") == LogEntry.scheme else { throw EntryRefusal.signature(.wrongScheme) }
      if kind == .genesis {
        let signatures = try Self.signatures(try fields.array("signatures"))
        guard let genesis = try Genesis(parsing: fields.value("statement")) else {
          throw fields.unexpected("statement", "a genesis")
        }
        content = .genesis(genesis)
        self.signatures = .founders(signatures)
      } else {
        let signature = try RecoverableSignature(canonicalBytes: try fields.bytes("signature"))
        let value = try fields.value("statement")
        // The leaf is canonical, so its part is the statement's canonical text.
        content = .statement(
          try Statement(kind, parsing: value), id: Statement.id(kind: kind, json: text ?? []))
        signatures = .signer(signature)
      }
      guard try fields.integer("v") == LogEntry.version else { throw fields.unexpected("v", "1") }
      try fields.finish()
    } catch let refusal as JSONRefusal {
      throw .form(refusal)
    } catch let refusal as SignatureRefusal {
      throw .signature(refusal)
    } catch let refusal as EntryRefusal {
      throw refusal
    } catch {
      throw .form(.syntax(offset: 0))
    }
  }

  /// The entry of a correction of the clock that the log's keys have signed; `nil` for another kind.
  private static func correction(_ value: JSONValue) throws -> UnverifiedEntry? {
    guard value.object?["kind"]?.string == LogEntry.correctionKind, value.object?["policy"] == nil else {
      return nil
    }
    var fields = try JSONFields(value, of: "a correction of the clock")
    guard let genesis = try Genesis(parsing: try fields.value("genesis")) else {
      throw fields.unexpected("genesis", "the statement of entry 0")
    }
    _ = try fields.string("kind")
    let note = try fields.string("note")
    let received = try fields.timepoint("received")
    guard try fields.integer("v") == LogEntry.version else { throw fields.unexpected("v", "1") }
    try fields.finish()
    do {
      let correction = try ClockCorrection(
        note: try SignedNote(parsing: Array(note.utf8)), genesis: genesis)
      return UnverifiedEntry(received: received, content: .correction(correction), signatures: .log)
    } catch let refusal as NoteRefusal {
      throw EntryRefusal.logKeys(.note(refusal))
    } catch let refusal as LogKeyRefusal {
      throw EntryRefusal.logKeys(refusal)
    }
  }

  /// The entry of a witnessed checkpoint; `nil` for another kind.
  private static func checkpoint(_ value: JSONValue) throws -> UnverifiedEntry? {
    let kind = value.object?["kind"]?.string
    guard kind == LogEntry.checkpointKind || kind == LogEntry.correctionKind else { return nil }
    var fields = try JSONFields(value, of: "a witnessed checkpoint")
    var growth: [Digest] = []
    for text in try fields.strings("growth") {
      guard growth.count < 64, let hash = Digest(text) else {
        throw fields.unexpected("growth", "at most 64 digests")
      }
      growth.append(hash)
    }
    _ = try fields.string("kind")
    let note = try fields.string("note")
    let policy = try fields.digest("policy")
    let received = try fields.timepoint("received")
    guard try fields.integer("v") == LogEntry.version else { throw fields.unexpected("v", "1") }
    try fields.finish()
    do {
      let entry = try CheckpointEntry(
        note: try SignedNote(parsing: Array(note.utf8)), policy: policy, growth: growth,
        correctsTime: kind == LogEntry.correctionKind)
      return UnverifiedEntry(received: received, content: .checkpoint(entry), signatures: .witnesses)
    } catch let refusal as NoteRefusal {
      throw EntryRefusal.witness(.note(refusal))
    } catch let refusal as CheckpointRefusal {
      throw EntryRefusal.witness(.checkpoint(refusal))
    }
  }

  /// The entry of an act about the log's keys; `nil` for another kind.
  private static func logKeys(_ value: JSONValue) throws -> UnverifiedEntry? {
    let kinds = [LogEntry.keysKind, LogEntry.recoveryKind, LogEntry.cancellationKind]
    guard let kind = value.object?["kind"]?.string, kinds.contains(kind) else { return nil }
    var fields = try JSONFields(value, of: "an entry about the log's keys")
    _ = try fields.string("kind")
    let recovery = kind == LogEntry.recoveryKind ? try LogRecoveryEntry(reading: &fields) : nil
    let note = recovery == nil ? try fields.string("note") : ""
    let received = try fields.timepoint("received")
    guard try fields.integer("v") == LogEntry.version else { throw fields.unexpected("v", "1") }
    try fields.finish()
    do {
      let act: LogKeyAct
      if let recovery {
        act = .recovery(recovery)
      } else {
        let note = try SignedNote(parsing: Array(note.utf8))
        act =
          kind == LogEntry.keysKind
          ? .change(try LogKeyEntry(note: note)) : .cancellation(try LogRecoveryCancellation(note: note))
      }
      return UnverifiedEntry(received: received, content: .logKeys(act), signatures: .log)
    } catch let refusal as NoteRefusal {
      throw EntryRefusal.logKeys(.note(refusal))
    } catch let refusal as LogKeyRefusal {
      throw EntryRefusal.logKeys(refusal)
    }
  }

  /// The entry of a ballot out of a drop-box; `nil` for another kind.
  private static func boxedBallot(_ value: JSONValue) throws -> UnverifiedEntry? {
    guard value.object?["kind"]?.string == LogEntry.boxedKind else { return nil }
    var fields = try JSONFields(value, of: "a ballot out of a drop-box")
    let box = try fields.string("box")
    _ = try fields.string("kind")
    let policy = try fields.digest("policy")
    let proof = try fields.string("proof")
    let received = try fields.timepoint("received")
    guard try fields.integer("v") == LogEntry.version else { throw fields.unexpected("v", "1") }
    try fields.finish()
    do throws(DropBoxRefusal) {
      let boxed = try BoxedBallot(box: box, policy: policy, proof: Array(proof.utf8))
      return UnverifiedEntry(received: received, content: .boxedBallot(boxed), signatures: .voterAndBox)
    } catch {
      throw EntryRefusal.dropBox(error)
    }
  }

  private init(received: Timepoint, content: EntryContent, signatures: Signatures) {
    self.received = received
    self.content = content
    self.signatures = signatures
  }

  /// An entry of the usual shape, which most are; `nil` says nothing about the others.
  private init?(usual leaf: [UInt8], _ memory: inout EntryMemory) {
    guard leaf.count <= LogEntry.sizeLimit else { return nil }
    var reader = CanonicalReader(leaf)
    guard let kind = memory.kind(&reader), let received = reader.integer(),
      reader.pass(Layout.signature) != nil, let digits = reader.plain(),
      let signature = RecoverableSignature(canonical: digits), reader.pass(Layout.statement) != nil
    else { return nil }
    let start = reader.offset
    guard let statement = Statement(kind, reading: &reader, like: &memory.fields) else { return nil }
    let text = reader.text(start..<reader.offset)
    guard reader.pass(Layout.version) != nil, reader.isAtEnd else { return nil }
    self.received = Timepoint(milliseconds: received)
    content = .statement(statement, id: Statement.id(kind: kind, json: text))
    signatures = .signer(signature)
  }

  /// What stands between the values of an entry.
  private enum Layout {
    static let signature = Array(",\"scheme\":\"\(LogEntry.scheme)\",\"signature\":".utf8)
    static let statement = Array(#","statement":"#.utf8)
    static let version = Array(",\"v\":\(LogEntry.version)}".utf8)
  }

  private static func signatures(_ list: [JSONValue]) throws -> [AccountKey: RecoverableSignature] {
    var signatures: [AccountKey: RecoverableSignature] = [:]
    var last: AccountKey?
    for element in list {
      var fields = try JSONFields(element, of: "a founder's signature")
      let founder = try fields.account("founder")
      let signature = try RecoverableSignature(canonicalBytes: try fields.bytes("signature"))
      try fields.finish()
      // One order, so that a DAO has one entry 0.
      if let last, !(last < founder) {
        throw fields.unexpected("founder", "in the order of the accounts, each once")
      }
      last = founder
      signatures[founder] = signature
    }
    return signatures
  }
}

/// Why bytes are not a sound entry, whatever the state of the DAO.
package enum EntryRefusal: CodedRefusal, Hashable {
  /// They do not read.
  case form(JSONRefusal)
  /// The signature does not hold.
  case signature(SignatureRefusal)
  /// A genesis that not exactly its founders signed.
  case founders
  /// A checkpoint that is not what enough witnesses have seen.
  case witness(WitnessRefusal)
  /// A signature that is not that of the release key named.
  case release(name: String)
  /// A checkpoint under a policy that is not there.
  case policyMissing(Digest)
  /// A change of the log's keys that those keys have not signed.
  case logKeys(LogKeyRefusal)
  /// A ballot that no drop-box held, as far as its proof says.
  case dropBox(DropBoxRefusal)

  package var code: String {
    switch self {
    case .form(let refusal): refusal.code
    case .signature(let refusal): refusal.code
    case .founders: "genesis.founders"
    case .witness(let refusal): refusal.code
    case .release: "release.signature"
    case .policyMissing: "document.missing"
    case .logKeys(let refusal): refusal.code
    case .dropBox(let refusal): refusal.code
    }
  }

  package var message: String {
    switch self {
    case .form(let refusal): refusal.message
    case .signature(let refusal): refusal.message
    case .founders: "a genesis is signed by exactly its founders"
    case .witness(let refusal): refusal.message
    case .release(let name):
      "the signature on the \(DisplayText.escaped(name, limit: 40)) is not one of the release key it names"
    case .policyMissing(let hash): "the witness policy \(hash) is not there"
    case .logKeys(let refusal): refusal.message
    case .dropBox(let refusal): refusal.message
    }
  }
}
