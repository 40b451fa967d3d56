public import CanonicalEncoding

/// Puts on record what a release key signed about a decision of the DAO.
///
/// The statement holds the signatures themselves, so that no release is complete that is not in the log. It names what
/// was decided in words and digests; admission recomputes all of it.
public struct ReleaseSignature: Hashable, Sendable {
  /// Which way the DAO decided.
  public enum Decision: String, CaseIterable, Sendable {
    /// The model may run.
    case approved
    /// Approvals of it were taken back.
    case revoked
    /// It was turned down.
    case rejected
  }

  /// Who puts it on record.
  public let header: StatementHeader
  /// `P-0007`.
  public let proposal: String
  /// Which way the DAO decided.
  public let decision: Decision
  /// What the proposal calls the model; empty for a revocation.
  public let model: String
  /// Where: one for an approval or a rejection; none stands for all.
  public let environments: [String]
  /// When the approval ends; 0 where nothing was approved.
  public let expires: UInt64
  /// The model.
  public let digests: ModelDigests
  /// What must run beside the weights, `name=0x…` in byte order of the names.
  public let runtime: [String]
  /// The release key: its SubjectPublicKeyInfo, DER.
  public let key: [UInt8]
  /// What was signed, `name=0x…`: SHA-256 of the message, which is the digest that the signature is over and by
  /// which the message is kept.
  public let messages: [String]
  /// The signatures, `name=0x…` in DER, in the order of the messages.
  public let signatures: [String]
  /// The proposal.
  public let proposalID: Digest

  package init(
    header: StatementHeader, proposal: String, decision: Decision, model: String, environments: [String],
    expires: UInt64, digests: ModelDigests, runtime: [String], key: [UInt8], messages: [String],
    signatures: [String], proposalID: Digest
  ) {
    self.header = header
    self.proposal = proposal
    self.decision = decision
    self.model = model
    self.environments = environments
    self.expires = expires
    self.digests = digests
    self.runtime = runtime
    self.key = key
    self.messages = messages
    self.signatures = signatures
    self.proposalID = proposalID
  }

  /// SHA-256 of the SubjectPublicKeyInfo: the key's identity in the log.
  public var keyID: Digest { .sha256(key) }

  /// A message that was signed.
  package struct Signed: Hashable, Sendable {
    /// What it says: `approval`, `model`, `revocation`, `svr` or `vsa`.
    package let name: String
    /// SHA-256 of the message.
    package let message: Digest
    /// The signature, DER.
    package let signature: [UInt8]

    package init(name: String, message: Digest, signature: [UInt8]) {
      self.name = name
      self.message = message
      self.signature = signature
    }

    /// How the message stands in the statement.
    package var messageLine: String { "\(name)=\(message)" }
    /// How the signature does.
    package var signatureLine: String { "\(name)=0x\(Hex.encode(signature))" }
  }

  /// The most messages that one statement is about.
  package static let limit = 8

  /// The messages with their signatures, or `nil` where the two lists are not of their form.
  package var signed: [Signed]? { Self.pairs(messages, signatures) }

  /// Two lists as one: 1 to 8 names in strictly rising byte order, the same in both; `nil` for anything else.
  package static func pairs(_ messages: [String], _ signatures: [String]) -> [Signed]? {
    guard 1...limit ~= messages.count, messages.count == signatures.count else { return nil }
    var signed: [Signed] = []
    for (message, signature) in zip(messages, signatures) {
      guard let (name, digits) = pair(message), let (same, hex) = pair(signature),
        PlainName.isSound(name), name.isSpelt(like: same), let digest = Digest(digits),
        let bytes = Hex.decode(canonical: hex), 8...80 ~= bytes.count
      else { return nil }
      if let last = signed.last, !last.name.utf8.lexicographicallyPrecedes(name.utf8) { return nil }
      signed.append(Signed(name: name, message: digest, signature: bytes))
    }
    return signed
  }

  private static func pair(_ line: String) -> (name: String, value: String)? {
    let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    return parts.count == 2 ? (parts[0], parts[1]) : nil
  }
}

extension ReleaseSignature: StatementBody {
  package static let schema = StatementSchema(
    .release, named: "Release",
    fields: [
      .init("dao_name", "dao", .text), .init("proposal", "proposal", .text),
      .init("decision", "decision", .text), .init("model", "model", .text),
      .init("environments", "environments", .texts), .init("expires", "expires", .integer),
      .init("oms_root", "omsRoot", .digest), .init("dir_hash", "dirHash", .digest),
      .init("runtime", "runtime", .texts), .init("key", "key", .bytes), .init("messages", "messages", .texts),
      .init("signatures", "signatures", .texts), .init("actor", "actor", .account),
      .init("proposal_id", "proposalId", .digest), .init("sequence", "sequence", .integer),
      .init("signed_at", "signedAt", .integer), .init("valid_until", "validUntil", .integer),
    ])

  package var values: [FieldValue] {
    [
      .text(header.daoName), .text(proposal), .text(decision.rawValue), .text(model), .texts(environments),
      .integer(expires), .digest(digests.omsRoot), .digest(digests.dirHash), .texts(runtime), .bytes(key),
      .texts(messages), .texts(signatures), .account(header.signer), .digest(proposalID),
      .integer(header.sequence), .integer(header.signedAt.milliseconds),
      .integer(header.validUntil.milliseconds),
    ]
  }

  package init?(dao: Digest, values: [FieldValue]) {
    guard values.count == Self.schema.fields.count,
      case .text(let daoName) = values[0], case .text(let proposal) = values[1],
      case .text(let word) = values[2], let decision = Decision(rawValue: word),
      case .text(let model) = values[3], case .texts(let environments) = values[4],
      case .integer(let expires) = values[5], case .digest(let omsRoot) = values[6],
      case .digest(let dirHash) = values[7], case .texts(let runtime) = values[8],
      case .bytes(let key) = values[9], case .texts(let messages) = values[10],
      case .texts(let signatures) = values[11], case .account(let actor) = values[12],
      case .digest(let proposalID) = values[13], case .integer(let sequence) = values[14],
      case .integer(let signedAt) = values[15], case .integer(let validUntil) = values[16]
    else { return nil }
    header = StatementHeader(
      dao: dao, daoName: daoName, signer: actor, sequence: sequence,
      signedAt: Timepoint(milliseconds: signedAt), validUntil: Timepoint(milliseconds: validUntil))
    self.proposal = proposal
    self.decision = decision
    self.model = model
    self.environments = environments
    self.expires = expires
    digests = ModelDigests(omsRoot: omsRoot, dirHash: dirHash)
    self.runtime = runtime
    self.key = key
    self.messages = messages
    self.signatures = signatures
    self.proposalID = proposalID
  }

  package var scope: String { "release/" + proposalID.description }
}
