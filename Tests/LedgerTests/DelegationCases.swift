import Governance
import QuorateTesting

extension RefusalCase {
  private static let parts = [
    (from: "{mode: full, depth: 8}", to: "{mode: basis-points, delegates: 2}")
  ]
  private static let following = [
    (from: "{mode: full, depth: 8}", to: "{mode: follow-majority, followees: 2, yes: For, no: Against}"),
    ("replaceable: true", "replaceable: false"),
    (
      "veto_by: council\n    tests:\n      # Abstentions count",
      """
      veto_by: council
          early:
            - name: majority
              outcome: passed
              when: [{test: share, name: all, house: holders, count: [For], of: electorate, more_than: 99%}]
          tests:
            # Abstentions count
      """
    ),
  ]

  /// What modes refuse in which members lend parts, or follow others.
  static let ofDelegationModes: [RefusalCase] = [
    RefusalCase(name: "delegationParts", code: "delegation.partNotAllowed") { dao in
      (try dao.delegation(.part(basisPoints: 1), to: 2, by: 1), 1)
    },
    RefusalCase(name: "delegationAboveWhole", code: "delegation.aboveWhole", edits: parts) { dao in
      try await dao.take(dao.delegation(.part(basisPoints: 6000), to: 2, by: 1), by: 1)
      return (try dao.delegation(.part(basisPoints: 4001), to: 3, by: 1), 1)
    },
    RefusalCase(name: "delegationTooMany", code: "delegation.tooMany", edits: following) { dao in
      for followee in [0, 2] { try await dao.take(dao.delegation(to: followee, by: 1), by: 1) }
      return (try dao.delegation(to: 3, by: 1), 1)
    },
    RefusalCase(name: "alreadyFollowed", code: "ballot.followed", edits: following) { dao in
      try await dao.take(dao.delegation(to: 3, by: 1), by: 1)
      let proposal = try await dao.open()
      try await dao.vote(on: proposal, by: 3)
      return (try dao.ballot("Against", on: proposal, by: 1), 1)
    },
  ]
}
