extension Preset {
  /// All presets, by name: our own first, then the systems they reproduce.
  package static let all: [Preset] = [
    Preset(
      name: "token-majority",
      summary: "one house of token holders; for, against, abstain; quorum, majority, timelock, council veto",
      template: PackageResources.token_majority_yaml),
    Preset(
      name: "compound", summary: "Compound's governor: an absolute quorum of votes for, timelock, grace",
      template: PackageResources.compound_yaml),
  ]
}
