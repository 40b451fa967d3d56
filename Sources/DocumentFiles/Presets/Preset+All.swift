extension Preset {
  /// All presets, by name: our own first, then the systems they reproduce.
  package static let all: [Preset] = [
    Preset(
      name: "token-majority",
      summary: "one house of token holders; for, against, abstain; quorum, majority, timelock, council veto",
      template: PackageResources.token_majority_yaml),
    Preset(
      name: "ai-safety",
      summary: "two houses, tracks by risk, least power of two moments, wait for quiet, a brake, a ratchet",
      template: PackageResources.ai_safety_yaml),
    Preset(
      name: "compound",
      summary: "Compound's governor: an absolute quorum of votes for, timelock, grace",
      template: PackageResources.compound_yaml),
    Preset(
      name: "house-of-stake",
      summary: "NEAR's House of Stake: review, sandbox, Monday starts, quorum, timelock with a veto",
      template: PackageResources.house_of_stake_yaml),
    Preset(
      name: "nns",
      summary: "the Internet Computer's NNS: early majorities, wait for quiet, following",
      template: PackageResources.nns_yaml),
    Preset(
      name: "sns",
      summary: "an SNS of the Internet Computer: normal and critical proposals, wait for quiet",
      template: PackageResources.sns_yaml),
    Preset(
      name: "sputnik",
      summary: "a Sputnik DAO on NEAR: the first option to reach its bar in a role decides",
      template: PackageResources.sputnik_yaml),
    Preset(
      name: "akash",
      summary: "Akash: x/gov with a quorum of 20 % and its own deposits",
      template: PackageResources.akash_yaml),
    Preset(
      name: "asi-alliance",
      summary: "the ASI Alliance: FET, AGIX and OCEAN at the ratios of their merger",
      template: PackageResources.asi_alliance_yaml),
    Preset(
      name: "bittensor-referenda",
      summary: "Bittensor's referenda: a triumvirate decides, a review hurries, delays or cancels",
      template: PackageResources.bittensor_referenda_yaml),
    Preset(
      name: "bittensor-senate",
      summary: "Bittensor's senate: seats vote by head, absent members as the prime",
      template: PackageResources.bittensor_senate_yaml),
    Preset(
      name: "cosmos",
      summary: "Cosmos SDK x/gov: deposits, quorum, veto, threshold; validators inherit",
      template: PackageResources.cosmos_yaml),
    Preset(
      name: "cosmos-expedited",
      summary: "Cosmos SDK x/gov with expedited proposals that fall back to regular ones",
      template: PackageResources.cosmos_expedited_yaml),
    Preset(
      name: "cosmos-next",
      summary: "Cosmos SDK x/gov of v0.52: spam, optimistic and multiple choice proposals",
      template: PackageResources.cosmos_next_yaml),
    Preset(
      name: "fetch",
      summary: "Fetch.ai: x/gov in which a missed quorum burns the deposit",
      template: PackageResources.fetch_yaml),
    Preset(
      name: "ocean-dao",
      summary: "OceanDAO: grants by quadratic vote",
      template: PackageResources.ocean_dao_yaml),
    Preset(
      name: "render",
      summary: "Render Network: an initial and a final vote, and one for emergencies",
      template: PackageResources.render_yaml),
    Preset(
      name: "singularitynet",
      summary: "SingularityNET: the most votes of linked wallets win",
      template: PackageResources.singularitynet_yaml),
    Preset(
      name: "ve-ocean",
      summary: "veOCEAN: locked power allocated in basis points",
      template: PackageResources.ve_ocean_yaml),
    Preset(
      name: "openzeppelin",
      summary: "OpenZeppelin's governor: simple, fractional, late quorum, super-quorum, both timelocks",
      template: PackageResources.openzeppelin_yaml),
    Preset(
      name: "snapshot",
      summary: "Snapshot: one track for each of its methods, counted exactly",
      template: PackageResources.snapshot_yaml),
    Preset(
      name: "snapshot-x",
      summary: "Snapshot X: a shortest and a longest duration, optimistic and emergency quorums",
      template: PackageResources.snapshot_x_yaml),
    Preset(
      name: "aragon",
      summary: "Aragon OSx: token voting in three modes, stages of bodies that approve or veto",
      template: PackageResources.aragon_yaml),
    Preset(
      name: "realms",
      summary: "Realms on Solana: strict tipping, maximum vote weight, veto of the council",
      template: PackageResources.realms_yaml),
    Preset(
      name: "moloch",
      summary: "Moloch v3: quorum of shares, grace period, minimum retention",
      template: PackageResources.moloch_yaml),
    Preset(
      name: "opengov",
      summary: "Polkadot OpenGov: all sixteen tracks, falling curves, confirmation, conviction",
      template: PackageResources.opengov_yaml),
  ]
}
