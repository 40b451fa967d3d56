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
    Preset(
      name: "house-of-stake",
      summary: "NEAR's House of Stake: review, sandbox, Monday starts, quorum, timelock with a veto",
      template: PackageResources.house_of_stake_yaml),
    Preset(
      name: "nns", summary: "the Internet Computer's NNS: early majorities, wait for quiet, following",
      template: PackageResources.nns_yaml),
    Preset(
      name: "sns", summary: "an SNS of the Internet Computer: normal and critical proposals, wait for quiet",
      template: PackageResources.sns_yaml),
    Preset(
      name: "sputnik", summary: "a Sputnik DAO on NEAR: the first option to reach its bar in a role decides",
      template: PackageResources.sputnik_yaml),
  ]
}
