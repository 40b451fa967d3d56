public import CanonicalEncoding
package import Signing

/// A kind of statement: its fields, and how they become bytes.
package protocol StatementBody: Sendable {
  static var schema: StatementSchema { get }
  var header: StatementHeader { get }
  /// The fields in wallet order.
  var values: [FieldValue] { get }
  /// Shows the fields in wallet order; a kind of which there are many makes no list of them.
  func forEachValue(_ body: (FieldValue) -> Void)
  /// Within a scope the signer's sequences rise strictly.
  var scope: String { get }
  init?(dao: Digest, values: [FieldValue])
}

/// What an account says to a DAO after its founding.
public enum Statement: Hashable, Sendable {
  /// A vote.
  case ballot(Ballot)
  /// A proposal.
  case proposal(ProposalSubmission)
  /// Power lent or taken back.
  case delegation(DelegationStatement)
  /// An electorate put on record.
  case electorate(ElectorateRegistration)
  /// An attester's word on an electorate.
  case electorateAttestation(ElectorateAttestation)
  /// A proposal queued, executed, vetoed or cancelled.
  case act(Act)
  /// A deposit on a proposal.
  case deposit(ProposalDeposit)
  /// An order to stop, revoke or resume, signed by a member of a council.
  case brake(BrakeAct)
  /// An evaluation that is to be run.
  case commission(EvidenceCommission)
  /// A result bound to a model.
  case attestation(EvidenceAttestation)
  /// An incident put on record.
  case incident(IncidentReport)
  /// Part of a grant spent.
  case draw(ResourceDraw)
  /// What a release key signed.
  case release(ReleaseSignature)
  /// A round opened in which evaluators agree on scores.
  case evaluationOpening(EvaluationOpening)
  /// An evaluator's scores, fixed and not shown.
  case evaluationCommitment(EvaluationCommitment)
  /// The same, shown.
  case evaluationReveal(EvaluationReveal)

  package var body: any StatementBody {
    switch self {
    case .ballot(let ballot): ballot
    case .proposal(let proposal): proposal
    case .delegation(let delegation): delegation
    case .electorate(let electorate): electorate
    case .electorateAttestation(let attestation): attestation
    case .act(let act): act
    case .deposit(let deposit): deposit
    case .brake(let brake): brake
    case .commission(let commission): commission
    case .attestation(let attestation): attestation
    case .incident(let incident): incident
    case .draw(let draw): draw
    case .release(let release): release
    case .evaluationOpening(let opening): opening
    case .evaluationCommitment(let commitment): commitment
    case .evaluationReveal(let reveal): reveal
    }
  }

  /// Who, when and to whom.
  public var header: StatementHeader {
    switch self {
    case .ballot(let ballot): ballot.header
    case .proposal(let proposal): proposal.header
    case .delegation(let delegation): delegation.header
    case .electorate(let electorate): electorate.header
    case .electorateAttestation(let attestation): attestation.header
    case .act(let act): act.header
    case .deposit(let deposit): deposit.header
    case .brake(let brake): brake.header
    case .commission(let commission): commission.header
    case .attestation(let attestation): attestation.header
    case .incident(let incident): incident.header
    case .draw(let draw): draw.header
    case .release(let release): release.header
    case .evaluationOpening(let opening): opening.header
    case .evaluationCommitment(let commitment): commitment.header
    case .evaluationReveal(let reveal): reveal.header
    }
  }

  /// Keccak-256 of its reason as signed; zero where it has none.
  public var reasonHash: Digest {
    switch self {
    case .ballot(let ballot): ballot.reasonHash
    case .act(let act): act.reasonHash
    case .brake(let brake): brake.reasonHash
    case .proposal, .delegation, .electorate, .electorateAttestation, .commission, .attestation, .incident,
      .draw, .release, .deposit, .evaluationOpening, .evaluationCommitment, .evaluationReveal:
      .zero
    }
  }

  /// What it does.
  public var kind: StatementKind { type(of: body).schema.kind }

  /// The log form: its fields and the DAO.
  package var json: JSONValue {
    let body = body
    let fields = type(of: body).schema.json(body.values).object?.members ?? []
    return .object(JSONObject([.init(key: "dao", value: .string(body.header.dao.description))] + fields))
  }

  private static let tag = DomainTag("quorate/statement/v1")

  /// The statement's identity: the tagged hash of its kind and log form, and never of the signature.
  public var id: Digest { Self.id(kind: kind, json: json.canonicalBytes) }

  package static func id(kind: StatementKind, json: [UInt8]) -> Digest { id(kind: kind, json: json[...]) }

  package static func id(kind: StatementKind, json: ArraySlice<UInt8>) -> Digest {
    tag.digest(kind.rawValue, json)
  }

  /// Reads a log form of a kind.
  package init(_ kind: StatementKind, parsing value: JSONValue) throws(JSONRefusal) {
    let statement: Statement? =
      switch kind {
      case .ballot: try Ballot.read(value).map { .ballot($0) }
      case .proposal: try ProposalSubmission.read(value).map { .proposal($0) }
      case .delegation: try DelegationStatement.read(value).map { .delegation($0) }
      case .electorate: try ElectorateRegistration.read(value).map { .electorate($0) }
      case .electorateAttestation:
        try ElectorateAttestation.read(value).map { .electorateAttestation($0) }
      case .act: try Act.read(value).map { .act($0) }
      case .deposit: try ProposalDeposit.read(value).map { .deposit($0) }
      case .brake: try BrakeAct.read(value).map { .brake($0) }
      case .commission: try EvidenceCommission.read(value).map { .commission($0) }
      case .attestation: try EvidenceAttestation.read(value).map { .attestation($0) }
      case .incident: try IncidentReport.read(value).map { .incident($0) }
      case .draw: try ResourceDraw.read(value).map { .draw($0) }
      case .release: try ReleaseSignature.read(value).map { .release($0) }
      case .evaluationOpening: try EvaluationOpening.read(value).map { .evaluationOpening($0) }
      case .evaluationCommitment: try EvaluationCommitment.read(value).map { .evaluationCommitment($0) }
      case .evaluationReveal: try EvaluationReveal.read(value).map { .evaluationReveal($0) }
      case .genesis: nil
      }
    let subject = DisplayText.withArticle("\(kind.rawValue) statement")
    guard let statement else {
      throw .unexpected(field: kind.closedField, in: subject, needs: "one of those there are")
    }
    self = statement
  }

  /// Reads a log form of a kind, where it is of the usual shape.
  package init?(
    _ kind: StatementKind, reading reader: inout CanonicalReader, like latest: inout ReadFields
  ) {
    let statement: Statement? =
      switch kind {
      case .ballot: Ballot.read(&reader, like: &latest).map { .ballot($0) }
      case .act: Act.read(&reader, like: &latest).map { .act($0) }
      case .delegation: DelegationStatement.read(&reader, like: &latest).map { .delegation($0) }
      case .brake: BrakeAct.read(&reader, like: &latest).map { .brake($0) }
      case .proposal, .electorate, .electorateAttestation, .genesis, .commission, .attestation, .incident,
        .draw, .release, .deposit, .evaluationOpening, .evaluationCommitment, .evaluationReveal:
        nil
      }
    guard let statement else { return nil }
    self = statement
  }

  /// The signing domain of a DAO: name, version and, as salt, its identity. No chain: a DAO spans them.
  package static func domain(of dao: Digest) -> TypedDomain {
    TypedDomain(name: "Quorate", version: "1", salt: dao)
  }

  /// What a wallet signs.
  package func message(in domain: TypedDomain) -> TypedMessage {
    func message<Body: StatementBody>(_ body: Body) -> TypedMessage {
      TypedMessage(type: Body.schema.typed, domain: domain, values: body.values.map(\.typed))
    }
    return message(body)
  }

  /// The digest of what a wallet signs, without the message itself: every entry of an audit comes by here.
  package func digest(in domain: TypedDomain, remembering hashes: inout RepeatedHashes) -> Digest {
    func digest<Body: StatementBody>(_ body: Body) -> Digest {
      var hash = TypedStructHash(Body.schema.typed)
      body.forEachValue { $0.add(to: &hash, remembering: &hashes) }
      return hash.signed(in: domain)
    }
    // Without a box around the body.
    return switch self {
    case .ballot(let ballot): digest(ballot)
    case .proposal(let proposal): digest(proposal)
    case .delegation(let delegation): digest(delegation)
    case .electorate(let electorate): digest(electorate)
    case .electorateAttestation(let attestation): digest(attestation)
    case .act(let act): digest(act)
    case .deposit(let deposit): digest(deposit)
    case .brake(let brake): digest(brake)
    case .commission(let commission): digest(commission)
    case .attestation(let attestation): digest(attestation)
    case .incident(let incident): digest(incident)
    case .draw(let draw): digest(draw)
    case .release(let release): digest(release)
    case .evaluationOpening(let opening): digest(opening)
    case .evaluationCommitment(let commitment): digest(commitment)
    case .evaluationReveal(let reveal): digest(reveal)
    }
  }
}

extension StatementKind {
  /// The field of its statements that takes some values only.
  fileprivate var closedField: String {
    switch self {
    case .brake: "deed or scope"
    case .attestation, .electorateAttestation: "verdict"
    case .incident: "severity"
    case .draw: "amount"
    case .deposit: "amounts"
    case .release: "decision"
    case .evaluationReveal: "scores"
    default: "deed"
    }
  }
}

extension StatementBody {
  package func forEachValue(_ body: (FieldValue) -> Void) { values.forEach(body) }

  fileprivate static func read(_ value: JSONValue) throws(JSONRefusal) -> Self? {
    let (dao, values) = try schema.parse(addressed: value)
    return Self(dao: dao, values: values)
  }

  fileprivate static func read(_ reader: inout CanonicalReader, like latest: inout ReadFields) -> Self? {
    schema.parse(addressed: &reader, like: &latest).flatMap { Self(dao: $0.dao, values: $0.values) }
  }
}

/// A reason that can be shown, and later erased without breaking the log.
///
/// The signed text carries a random salt, so that the hash left in the log says nothing about a short reason.
public enum Reason {
  /// The most characters of a reason without its salt.
  package static let limit = 5000

  /// The text as it is signed: the reason and its salt.
  public static func salted(_ text: String, salt: [UInt8]) -> String {
    text.isEmpty ? "" : "\(text)\n\n(salt \(Hex.encode(salt)))"
  }

  /// The hash that stays in the log; zero for no reason.
  public static func hash(_ salted: String) -> Digest {
    salted.isEmpty ? .zero : Keccak256.digest(Array(salted.utf8))
  }

  /// The reason without its salt.
  public static func shown(_ salted: String) -> String {
    salted.ranges(of: "\n\n(salt ").last.map { String(salted[..<$0.lowerBound]) } ?? salted
  }
}
