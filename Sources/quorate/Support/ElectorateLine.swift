internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Signing

/// An electorate on record with one claim about it, as lists show it.
struct ElectorateLine {
  let record: ElectorateRecord
  /// What is claimed about it, where somebody attests it.
  private let claim: (record: ClaimRecord, state: ClaimState, members: Int)?
  /// What holds of it where nobody does.
  private let plain: Plain

  private enum Plain: String {
    /// It is the newest, and needs no attesters.
    case newest
    /// A newer one is on record.
    case superseded
    /// The charter asks for attesters.
    case unattested = "not attested"
  }

  /// Every electorate with every claim about it, the newest entry first.
  static func all(_ session: Session) throws -> [ElectorateLine] {
    let now = try session.now()
    return try session.chamber.read { view in
      let charter = try view.charter(at: now)
      let members = charter?.electorates.flatMap { charter?.roles[$0.attestedBy]?.members.count } ?? 0
      let records = try view.electorates()
      let claims = try Set(records.map(\.series)).flatMap { try view.claimStates(series: $0, at: now) }
      return records.sorted { $0.index > $1.index }.flatMap { record in
        let own = claims.filter {
          $0.record.claim.series == record.series && $0.record.electorate == record.index
        }
        let isNewest = !records.contains { $0.series == record.series && $0.index > record.index }
        let plain: Plain = charter?.electorates != nil ? .unattested : isNewest ? .newest : .superseded
        return own.isEmpty
          ? [ElectorateLine(record: record, claim: nil, plain: plain)]
          : own.map { ElectorateLine(record: record, claim: ($0.record, $0.state, members), plain: plain) }
      }
    }
  }

  /// Whether a proposal can be decided by it now, as far as attesters are asked.
  var counts: Bool {
    if let claim { claim.state.word == "counts" } else { plain == .newest }
  }

  private var word: String { claim?.state.word ?? plain.rawValue }

  /// How many stand by it, of how many there are.
  private var signed: String {
    guard let claim else { return "–" }
    let standing = claim.record.agreement()?.attesters.count ?? claim.record.standing.count
    return "\(standing)/\(claim.record.agreement()?.members ?? claim.members)"
  }

  var cells: [String] {
    let block =
      claim.map { "\($0.record.claim.block.height) \(Format.safe($0.record.claim.block.chain))" } ?? "–"
    return ["\(record.index)", record.series, Format.grouped(record.rows), block, signed, state]
  }

  /// Where it stands, short enough for a column.
  private var state: String {
    guard let claim else { return plain.rawValue }
    let objections = claim.record.objections.count
    return short(claim.state) + (objections == 0 ? "" : ", \(objections) objected")
  }

  private func short(_ state: ClaimState) -> String {
    switch state {
    case .waiting(let attesters, let needs): "waiting \(attesters)/\(needs)"
    case .unseen: "unseen by witnesses"
    case .objected(let attesters, let needs): "objected, \(attesters)/\(needs) left"
    case .contradicted(let index): "contradicted by \(index)"
    case .window(let until): "window until \(until.minute)"
    case .early(let until): "too new until \(until.minute)"
    case .counts: "counts"
    case .old: "too old"
    }
  }

  /// One line for `status`.
  var line: String {
    let block = claim.map { ", \($0.record.claim.block.words)" } ?? ""
    return "entry \(record.index)  \(record.series)\(block)  \(claim?.state.words ?? plain.rawValue)"
  }

  var json: JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "counts", value: .bool(counts)), .init(key: "entry", value: .integer(record.index)),
      .init(key: "file", value: .string(record.file.description)),
      .init(key: "label", value: .string(record.label)),
      .init(key: "registrar", value: record.registrar.map { .string($0.display) } ?? .null),
      .init(key: "root", value: .string(record.root.description)),
      .init(key: "rows", value: .integer(record.rows)), .init(key: "series", value: .string(record.series)),
      .init(key: "source", value: .string(record.source)), .init(key: "state", value: .string(word)),
      .init(key: "totals", value: .array(record.totals.map { .string($0) })),
    ]
    if let claim { members.append(.init(key: "claim", value: Self.json(claim.record, claim.state))) }
    return .object(JSONObject(members))
  }

  private static func json(_ record: ClaimRecord, _ state: ClaimState) -> JSONValue {
    .members([
      "attesters": .array(
        record.signatures.map { signature in
          .members([
            "account": .string(signature.attester.display), "entry": .integer(signature.index),
            "seen": signature.seen.map { .string($0.description) } ?? .null,
          ])
        }),
      "block": Reading.block(record.claim.block),
      "countsFrom": record.agreement().map { .string($0.counts.description) } ?? .null,
      "id": .string(record.claim.id.description),
      "objections": .array(
        record.objections.map { objection in
          .members([
            "account": .string(objection.attester.display), "entry": .integer(objection.index),
            "late": .bool(objection.isLate),
          ])
        }),
      "recipe": .string(record.claim.recipe.description), "words": .string(state.words),
    ])
  }
}

extension Timepoint {
  /// `2026-12-07 12:00`, for columns.
  fileprivate var minute: String { String(sentence.prefix(16)) }
}
