package import CanonicalEncoding
package import Governance
package import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import Signing

/// What a charter says about attesters of electorates.
package enum SampleAttesters {
  /// Edits of the sample charter: members who have to agree on an electorate.
  ///
  /// - Parameters:
  ///   - members: Their numbers.
  ///   - needs: How many of them it takes.
  ///   - more: Further lines of the block, such as `lookback: 5m`.
  package static func edits(
    members: [Int] = [1, 2, 3], needs: Int = 2, window: String = "10m", maxAge: String = "60m",
    _ more: String = ""
  ) throws -> [(from: String, to: String)] {
    [
      ("\nroles:\n", "\nroles:\n  attesters: \(try role(members, needs: needs))\n"),
      (
        "electorates_by: registrar\n",
        "electorates_by: registrar\nelectorates:\n  attested_by: attesters\n  window: \(window)\n"
          + "  max_age: \(maxAge)\n" + (more.isEmpty ? "" : "  \(more)\n")
      ),
    ]
  }

  /// The role of some members.
  package static func role(_ members: [Int], needs: Int) throws -> String {
    let accounts = try members.map { "\"\(try SampleKeys.key($0).account.display)\"" }
    return "{members: [\(accounts.joined(separator: ", "))], needs: \(needs)}"
  }
}

extension SampleDAO {
  /// What attesters would say about the newest electorate, or the one of an entry: that it is of a block.
  package func claim(
    height: UInt64 = 1, time: Timepoint? = nil, of index: UInt64? = nil, chain: String = "eip155:1"
  ) throws -> ElectorateClaim {
    let record = try chamber.read { view in
      if let index { return try view.electorate(series: "members", index: index) }
      return try view.electorate(series: "members")
    }.orThrow("there is no such electorate")
    return ElectorateClaim(
      series: record.series, root: record.root, file: record.file, rows: record.rows, totals: record.totals,
      block: ChainBlock(
        chain: chain, height: height, hash: .sha256(Array("block \(height)".utf8)),
        time: time ?? clock.now(), stateRoot: .sha256(Array("state \(height)".utf8))),
      recipe: documents.keep(Array("balanceOf every holder".utf8)))
  }

  /// An attester's word as it would be signed now.
  package func attestation(
    _ verdict: ElectorateAttestation.Verdict = .attests, of claim: ElectorateClaim, by member: Int
  ) throws -> Statement {
    try prepare { preparing, _ in try preparing.attestation(verdict, of: claim, by: account(member)) }
  }

  /// Members attest a claim, one after the other.
  package func attest(_ claim: ElectorateClaim, by members: Int...) async throws {
    for member in members { try await submit(attestation(of: claim, by: member), by: member) }
  }

  /// A member objects to a claim.
  package func object(to claim: ElectorateClaim, by member: Int) async throws {
    try await submit(attestation(.objects, of: claim, by: member), by: member)
  }

  /// Where claims about the members stand now, the newest block first.
  package func claimStates() throws -> [ClaimState] {
    try chamber.read { try $0.claimStates(series: "members", at: clock.now()).map(\.state) }
  }
}
