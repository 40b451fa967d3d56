package import CanonicalEncoding

/// One account, one vote, whatever it holds.
///
/// Sputnik DAO's `RoleWeight`, Bittensor's collectives and Aragon's multisig count heads.
package struct HeadsPower: PowerSource {
  package static let name = "heads"

  package init() {}

  package init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal) {}

  package var json: JSONValue { .members(["source": .string(Self.name)]) }
  package var assets: Set<String> { [] }
  package var unit: String? { nil }

  package func power(of holding: Holding, at instant: Timepoint) throws(CountRefusal) -> Power { Power(1) }
}
