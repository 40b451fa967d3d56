package import CanonicalEncoding
package import Signing

/// Another power, but nothing for some accounts: exchanges, bridges, the treasury.
///
/// What has no power leaves the total of the electorate too, as the excluded accounts of Aragon's token voting leave
/// the supply (`TokenVoting.sol` `totalVotingPower`).
package struct ExcludedPower: PowerSource {
  package static let name = "excluded"
  package let accounts: Set<AccountKey>
  package let inner: any PowerSource

  package init(accounts: Set<AccountKey>, of inner: any PowerSource) {
    self.accounts = accounts
    self.inner = inner
  }

  package init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal) {
    var accounts: Set<AccountKey> = []
    for text in try fields.strings("accounts") {
      let account: AccountKey
      do throws(AccountRefusal) { account = try AccountKey(reading: text) } catch {
        throw fields.unexpected("accounts", "a list of accounts")
      }
      guard accounts.insert(account).inserted else {
        throw fields.unexpected("accounts", "distinct accounts")
      }
    }
    self.accounts = accounts
    inner = try fields.source("of", depth: depth)
  }

  package var json: JSONValue {
    .members([
      "accounts": .array(accounts.sorted().map { .string($0.text) }), "of": inner.json,
      "source": .string(Self.name),
    ])
  }

  package var assets: Set<String> { inner.assets }
  package var unit: String? { inner.unit }
  package var needsValidators: Bool { inner.needsValidators }

  package func knowing(_ validators: ValidatorTable) -> Self {
    Self(accounts: accounts, of: inner.knowing(validators))
  }

  package func power(of holding: Holding, at instant: Timepoint) throws(CountRefusal) -> Power {
    accounts.contains(holding.account) ? .zero : try inner.power(of: holding, at: instant)
  }
}
