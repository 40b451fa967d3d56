internal import CanonicalEncoding
public import Signing

/// What one account holds: one row of an electorate.
///
/// Its canonical line is the account, then amounts of assets in byte order of their names, then facts in byte
/// order of their text, each behind one space, and a line feed at the end:
///
/// ```text
/// evm:52908400098527886e0f7030069857d2e4169ee7 token=50 lock=token:100;delay:15778800000 role=council
/// ```
///
/// Every other spelling is refused, so that one row has one hash.
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

  /// Facts behind one word, because nearly every row of a large electorate has none.
  private indirect enum Storage: Hashable, Sendable {
    case none
    case some(HoldingFacts)
  }

  /// Who holds.
  public let account: AccountKey
  /// What is held freely, by asset in byte order. What is locked is not among it.
  public let amounts: [Amount]
  private let storage: Storage

  /// A row of amounts only; they are put into order.
  public init(account: AccountKey, amounts: [Amount]) {
    self.init(account: account, sorted: Self.sorted(amounts), facts: nil)
  }

  /// A row; amounts are put into order.
  package init(account: AccountKey, amounts: [Amount] = [], facts: HoldingFacts) {
    self.init(account: account, sorted: Self.sorted(amounts), facts: facts.isEmpty ? nil : facts)
  }

  /// Amounts already in order.
  init(account: AccountKey, sorted amounts: [Amount], facts: HoldingFacts?) {
    self.account = account
    self.amounts = amounts
    if let facts { storage = .some(facts) } else { storage = .none }
  }

  private static func sorted(_ amounts: [Amount]) -> [Amount] {
    guard amounts.count > 1 else { return amounts }
    return amounts.sorted { $0.asset.utf8.lexicographicallyPrecedes($1.asset.utf8) }
  }

  /// What is known beside the amounts.
  package var facts: HoldingFacts {
    switch storage {
    case .none: HoldingFacts()
    case .some(let facts): facts
    }
  }

  /// What is locked, in the byte order of the locks' texts.
  package var locks: [Lock] { if case .some(let facts) = storage { facts.locks } else { [] } }

  /// What of a validator is held, at most once for each validator.
  package var stakes: [StakeShares] { if case .some(let facts) = storage { facts.stakes } else { [] } }

  /// The account's own validator, if it runs one.
  package var validator: ValidatorFacts? {
    if case .some(let facts) = storage { facts.validator } else { nil }
  }

  /// The roles the account has, in byte order.
  package var roles: [String] { if case .some(let facts) = storage { facts.roles } else { [] } }

  /// How much of an asset is held freely; zero where it is not listed.
  public func units(of asset: String) -> UInt128 { amounts.first { $0.asset == asset }?.units ?? 0 }

  /// Asset names are 1–32 characters of `a–z`, `0–9`, `-` and begin with a letter.
  package static func isAssetName(_ text: String) -> Bool {
    let characters = text.utf8
    guard 1...32 ~= characters.count, let first = characters.first, 0x61...0x7a ~= first else { return false }
    return characters.allSatisfy { 0x61...0x7a ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2d }
  }
}
