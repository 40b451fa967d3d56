internal import SafetyProtocol

extension CharterRatchet {
  /// Whoever attests decides which electorate counts, so that no change of it is provably tighter: not even to have
  /// attesters at all, who can keep every electorate from counting, and with them every vote to stop something.
  mutating func compareElectorates(_ old: ElectorateRules?, _ new: ElectorateRules?) {
    guard old != new else { return }
    note("electorates", .loosening, old?.words ?? "", new?.words ?? "")
  }
}
