internal import CanonicalEncoding
public import Signing

/// What one account holds: one row of an electorate.
///
/// Its canonical line is `<account> <asset>=<amount>[ <asset>=<amount>]…` with assets in byte order and a line
/// feed at the end, for example `evm:52908400098527886e0f7030069857d2e4169ee7 token=49976404544033714664419`.
public struct Holding: Hashable, Sendable {
  /// One asset and how much of it.
  public struct Amount: Hashable, Sendable {
    /// The asset's name in the charter.
    public let asset: String
    /// Smallest units.
    public let units: UInt128

    /// So much of an asset.
    public init(asset: String, units: UInt128) {
      self.asset = asset
      self.units = units
    }
  }

  /// Who holds.
  public let account: AccountKey
  /// What is held, by asset in byte order.
  public let amounts: [Amount]

  /// A row; amounts are put into order.
  public init(account: AccountKey, amounts: [Amount]) {
    self.account = account
    self.amounts = amounts.sorted { $0.asset.utf8.lexicographicallyPrecedes($1.asset.utf8) }
  }

  /// How much of an asset; zero where it is not listed.
  public func units(of asset: String) -> UInt128 { amounts.first { $0.asset == asset }?.units ?? 0 }

  /// The canonical line with its line feed.
  public var line: [UInt8] {
    var text = account.text
    for amount in amounts { text += " \(amount.asset)=\(amount.units)" }
    return Array(text.utf8) + [0x0a]
  }

  /// Reads a canonical line, with its line feed, and refuses every other spelling of it.
  public init?(line: ArraySlice<UInt8>) {
    guard line.last == 0x0a, let space = line.firstIndex(of: 0x20),
      let account = AccountKey(canonical: line[..<space])
    else { return nil }
    var amounts: [Amount] = []
    var rest = line[(space + 1)...].dropLast()
    while true {
      let end = rest.firstIndex(of: 0x20)
      guard let amount = Self.amount(rest[..<(end ?? rest.endIndex)]) else { return nil }
      if let last = amounts.last, !last.asset.utf8.lexicographicallyPrecedes(amount.asset.utf8) { return nil }
      amounts.append(amount)
      guard let end else { break }
      rest = rest[(end + 1)...]
    }
    self.account = account
    self.amounts = amounts
  }

  private static func amount(_ field: ArraySlice<UInt8>) -> Amount? {
    guard let equals = field.firstIndex(of: 0x3d),
      let asset = String(utf8: field[..<equals]), isAssetName(asset),
      let units = UInt128(decimal: field[(equals + 1)...])
    else { return nil }
    return Amount(asset: asset, units: units)
  }

  /// Asset names are 1–32 characters of `a–z`, `0–9`, `-` and begin with a letter.
  package static func isAssetName(_ text: String) -> Bool {
    let characters = text.utf8
    guard 1...32 ~= characters.count, let first = characters.first, 0x61...0x7a ~= first else { return false }
    return characters.allSatisfy { 0x61...0x7a ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2d }
  }
}
