internal import CanonicalEncoding

extension Lock {
  /// The one spelling of the lock, as in a line.
  package var text: String {
    var text = "\(asset):\(amount)"
    func add(_ name: PartName, _ value: (some CustomStringConvertible)?) {
      if let value { text += ";\(name):\(value)" }
    }
    add(.ageing, ageing?.milliseconds)
    add(.bonus, bonus == 0 ? nil : bonus)
    if case .after(let delay) = release { add(.delay, delay.milliseconds) }
    add(.fees, fees == 0 ? nil : fees)
    add(.from, from?.milliseconds)
    add(.multiplier, multiplier == 100 ? nil : multiplier)
    add(.refreshed, refreshed?.milliseconds)
    if case .at(let end) = release { add(.until, end.milliseconds) }
    return text
  }

  /// Reads the one spelling of a lock; `nil` for any other.
  init?(text: ArraySlice<UInt8>) {
    let parts = text.split(separator: 0x3b, omittingEmptySubsequences: false)
    guard let first = parts.first, let colon = first.firstIndex(of: 0x3a),
      let asset = String(utf8: first[..<colon]), Holding.isAssetName(asset),
      let amount = UInt128(decimal: first[(colon + 1)...])
    else { return nil }
    var values: [PartName: UInt128] = [:]
    var last: ArraySlice<UInt8> = []
    for part in parts.dropFirst() {
      guard let colon = part.firstIndex(of: 0x3a), last.lexicographicallyPrecedes(part[..<colon]),
        let name = PartName(rawValue: String(decoding: part[..<colon], as: UTF8.self)),
        let value = UInt128(decimal: part[(colon + 1)...]), name.isWorthWriting(value)
      else { return nil }
      last = part[..<colon]
      values[name] = value
    }
    guard values[.delay] == nil || values[.until] == nil else { return nil }
    let delay = values[.delay].map { Release.after(Span(milliseconds: UInt64(clamping: $0))) }
    self.init(
      asset: asset, amount: amount, from: values[.from].map(Self.instant),
      release: values[.until].map { .at(Self.instant($0)) } ?? delay ?? .open,
      ageing: values[.ageing].map(Self.instant), multiplier: UInt32(clamping: values[.multiplier] ?? 100),
      refreshed: values[.refreshed].map(Self.instant), fees: values[.fees] ?? 0, bonus: values[.bonus] ?? 0)
  }

  private static func instant(_ value: UInt128) -> Timepoint {
    Timepoint(milliseconds: UInt64(clamping: value))
  }

  /// What is known of a lock, by the names in its text, in byte order.
  package enum PartName: String, CaseIterable {
    case ageing, bonus, delay, fees, from, multiplier, refreshed, until

    /// Whether a value is in range and says something that its absence does not.
    func isWorthWriting(_ value: UInt128) -> Bool {
      switch self {
      case .ageing, .from, .refreshed, .until: value < 1 << 53
      case .delay: 1..<(1 << 53) ~= value
      case .bonus, .fees: value > 0
      case .multiplier: value != 100 && value <= UInt128(UInt32.max)
      }
    }
  }
}
