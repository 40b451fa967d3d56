package import CanonicalEncoding
package import Governance
internal import Signing
internal import TransparencyLog
internal import Voting

extension LedgerView {
  /// Who sits in a house at an instant, each with what they sit there by.
  /// - Complexity: O(accreditations on record).
  func seated(by seats: HouseSeats, _ charter: Charter, at now: Timepoint) throws -> [Holding] {
    var names: [AccountKey: [String]] = [:]
    if seats.accredited {
      for record in try accreditations() where record.counts(at: now) {
        guard case .accreditEvaluator(let accreditation) = record.action else { continue }
        names[accreditation.account] = [HouseSeats.evaluator]
      }
    }
    for role in seats.roles {
      for member in charter.roles[role]?.members ?? [] { names[member, default: []].append(role) }
    }
    return names.sorted { $0.key < $1.key }.compactMap { account, names in
      HoldingFacts(roles: names.sorted()).map { Holding(account: account, facts: $0) }
    }
  }

  /// The electorate of a house that a proposal would freeze now; `nil` for none.
  package func currentElectorate(of house: House, at now: Timepoint) throws -> ElectorateRecord? {
    guard let seats = house.seats else { return try currentElectorate(series: house.series, at: now) }
    return try charter(at: now).map { try Self.electorate(seated(by: seats, $0, at: now), at: now) }
  }

  /// The same as an electorate, which a proposal freezes when it is submitted.
  func seatedElectorate(
    of house: House, by seats: HouseSeats, _ charter: Charter, at submitted: Timepoint
  ) throws -> ElectorateRecord {
    let rows = try seated(by: seats, charter, at: submitted)
    guard !rows.isEmpty else { throw AdmissionRefusal.noSeats(house: house.name, seats.words) }
    return Self.electorate(rows, at: submitted)
  }

  private static func electorate(_ rows: [Holding], at instant: Timepoint) -> ElectorateRecord {
    let lines = rows.map(\.line)
    return ElectorateRecord(
      rows, root: MerkleRoot.of(lines.map { TreeHash.leaf($0) }), file: .sha256(Array(lines.joined())),
      received: instant)
  }

  /// Every accreditation on record.
  private func accreditations() throws -> [DecidedRecord] {
    let kind = Array(EvaluatorAccreditation.kind.utf8) + [0x00]
    return try records.records(.decided).filter { $0.key.partition.bytes.starts(with: kind) }
      .map { try DecidedRecord(bytes: $0.value) }
  }
}

/// The rows of a house whose seats are on record.
struct SeatedRows: ElectorateRows {
  /// In the order of accounts.
  let rows: [Holding]

  func holding(of account: AccountKey) -> Holding? {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].account < account { low = middle + 1 } else { high = middle }
    }
    return low < rows.count && rows[low].account == account ? rows[low] : nil
  }

  func forEach(_ body: (Holding) throws -> Void) rethrows { for row in rows { try body(row) } }
}
