internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import Signing
internal import Voting

extension MemberCommand {
  /// `quorate member rewards`.
  struct Rewards: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "What members have earned by voting, as shares.",
      discussion: """
        quorate member rewards --since 2026-12-01T00:00Z --until 2027-01-01T00:00Z
        quorate member rewards --pool 5000000000

        By the charter's rewards: the power of each ballot times the weight of its topic, out of everything that could
        have voted. What did not vote is paid to nobody. Nothing is moved.
        """)
    @Option(help: "Votes that closed from this instant on.") var since: String?
    @Option(help: "Votes that closed before this instant.") var until: String?
    @Option(help: "What is shared out, in smallest units.") var pool: String?
    @OptionGroup var options: GlobalOptions

    /// What shares are shown of where no pool is named.
    private static let whole: UInt128 = 1_000_000_000

    func answer() async throws -> Answer {
      let session = try Session(options)
      let now = try session.now()
      let (from, end) = (try since.map(TimeArgument.instant), try until.map(TimeArgument.instant))
      var units: UInt128?
      if let pool {
        guard let number = UInt128(decimal: pool) else {
          throw Failure(.usage, "usage", "--pool takes a whole number of smallest units")
        }
        units = number
      }
      guard let rules = try session.documents.charter(try session.charterHash())?.rewards else {
        throw Failure(.notFound, "rewards.none", "voting earns nothing under this charter")
      }
      let rewards = try session.chamber.read { view in
        try VotingRewards(by: rules, in: view, from: from ?? .earliest, until: end ?? .latest, at: now)
      }
      guard let rewards else { throw Failure(.failure, "failure", "the weights have no common denominator") }
      let rows = rewards.accounts.map { account in
        [
          account.display,
          Format.percent(Power(rewards.reward(of: account, from: Self.whole)), of: Power(Self.whole)),
        ] + (units.map { [String(rewards.reward(of: account, from: $0))] } ?? [])
      }
      let header = ["ACCOUNT", "SHARE"] + (units.map { ["OF \($0)"] } ?? [])
      let votes = Format.number(rewards.votes.count, "vote")
      return Answer(
        schema: "quorate.rewards/1",
        data: .members([
          "members": .array(
            rewards.accounts.map { account in
              .members([
                "account": .string(account.display),
                "billionths": .string(String(rewards.reward(of: account, from: Self.whole))),
                "units": units.map { .string(String(rewards.reward(of: account, from: $0))) } ?? .null,
              ])
            }),
          "votes": .array(rewards.votes.map { .string($0) }),
        ]),
        text: rows.isEmpty
          ? "\(votes) closed, and nobody voted."
          : "\(votes) closed\n" + Format.table(header, rows, forTerminal: Terminal.isOutput),
        brief: rows.map { $0.joined(separator: " ") }.joined(separator: "\n"), warnings: session.warnings)
    }
  }
}
