internal import CanonicalEncoding
internal import Signing

extension Holding {
  /// The canonical line with its line feed.
  public var line: [UInt8] {
    var text = account.text
    for amount in amounts { text += " \(amount.asset)=\(amount.units)" }
    for fact in facts.texts { text += " " + fact }
    return Array(text.utf8) + [0x0a]
  }

  /// Reads a canonical line, with its line feed, and refuses every other spelling of it.
  ///
  /// A field whose value is all digits is an amount, whatever its name; any other is a fact.
  public init?(line: ArraySlice<UInt8>) {
    guard line.last == 0x0a, let space = line.firstIndex(of: 0x20),
      let account = AccountKey(canonical: line[..<space])
    else { return nil }
    var amounts: [Amount] = []
    var facts: FactReader?
    var rest = line[(space + 1)...].dropLast()
    while true {
      let end = rest.firstIndex(of: 0x20)
      let field = rest[..<(end ?? rest.endIndex)]
      guard let equals = field.firstIndex(of: 0x3d) else { return nil }
      if let units = UInt128(decimal: field[(equals + 1)...]) {
        guard facts == nil, let amount = Self.amount(of: field[..<equals], units, after: amounts.last) else {
          return nil
        }
        amounts.append(amount)
      } else {
        var reader = facts ?? FactReader()
        guard reader.read(field, equals: equals) else { return nil }
        facts = reader
      }
      guard let end else { break }
      rest = rest[(end + 1)...]
    }
    guard let facts else {
      self.init(account: account, sorted: amounts, facts: nil)
      return
    }
    guard let known = facts.facts else { return nil }
    self.init(account: account, sorted: amounts, facts: known)
  }

  private static func amount(of name: ArraySlice<UInt8>, _ units: UInt128, after last: Amount?) -> Amount? {
    guard let asset = String(utf8: name), isAssetName(asset) else { return nil }
    if let last, !last.asset.utf8.lexicographicallyPrecedes(asset.utf8) { return nil }
    return Amount(asset: asset, units: units)
  }
}

/// Collects the facts of a line, which stand in byte order; only a lock may stand twice.
private struct FactReader {
  private var locks: [Lock] = []
  private var stakes: [StakeShares] = []
  private var roles: [String] = []
  private var allocations: [Allocation] = []
  private var validator: ValidatorFacts?
  private var last: ArraySlice<UInt8> = []

  /// What was read, unless facts contradict each other.
  var facts: HoldingFacts? {
    HoldingFacts(locks: locks, stakes: stakes, validator: validator, roles: roles, allocations: allocations)
  }

  mutating func read(_ field: ArraySlice<UInt8>, equals: Int) -> Bool {
    guard !field.lexicographicallyPrecedes(last) else { return false }
    let isRepeated = field == last
    last = field
    let value = field[(equals + 1)...]
    switch FactName(rawValue: String(decoding: field[..<equals], as: UTF8.self)) {
    case .allocation:
      guard let allocation = Allocation(text: value) else { return false }
      allocations.append(allocation)
    case .lock:
      guard let lock = Lock(text: value) else { return false }
      locks.append(lock)
      return true
    case .role:
      guard let role = String(utf8: value), Holding.isAssetName(role) else { return false }
      roles.append(role)
    case .stake:
      guard let stake = StakeShares(text: value) else { return false }
      stakes.append(stake)
    case .validator:
      guard validator == nil, let facts = ValidatorFacts(text: value) else { return false }
      validator = facts
    case nil: return false
    }
    return !isRepeated
  }
}
