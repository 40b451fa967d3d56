internal import ArgumentParser

/// `quorate topic`: help that belongs to no command; also `quorate help TOPIC`.
struct TopicCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topic", abstract: "Help on exit-codes, environment, files, member-file.",
    discussion: "quorate help exit-codes")
  @Argument(help: "exit-codes, environment, files or member-file.") var name: String

  func run() async throws {
    guard let text = Self.topics[name] else {
      throw Failure(
        .notFound, "topic.unknown", "topics are \(Self.topics.keys.sorted().joined(separator: ", "))")
    }
    Terminal.write(text + "\n", to: 1)
  }

  /// The text of `help TOPIC`, where the arguments ask for one.
  static func topic(for arguments: [String]) -> String? {
    arguments.count == 2 && arguments[0] == "help" ? topics[arguments[1]] : nil
  }

  static let topics: [String: String] = [
    "exit-codes": ExitStatus.allCases.map { status in
      let code = String(status.rawValue)
      return String(repeating: " ", count: 3 - code.count) + "\(code)  \(status.name): \(status.summary)"
    }.joined(separator: "\n"),
    "environment": """
    QUORATE_DAO               the workspace, like --dao
    QUORATE_KEY               the key to sign with, like --key
    QUORATE_PASSPHRASE_FILE   a file with the passphrase, like --passphrase-file
    QUORATE_CONFIG_DIR        where keys are kept (default: ~/.local/share/quorate)
    CI                        set: never ask
    COLUMNS                   the width of help texts
    A secret key or a passphrase is never read from a variable or an argument.
    """,
    "files": """
    charter.yaml         a copy of the charter in force, for people
    proposals/*.md       proposals as files
    receipts/*           proofs that your statements are in the log
    .quorate/            the operator's own: never committed
      log.sqlite         the log and its projections
      log-keys.json      the secret keys that sign the log, mode 0600
      documents/         charters, contents and electorates by hash
      dao                the DAO this workspace is pinned to
      clock              only in a rehearsal: the instant it is
    """,
    "member-file": """
    CSV with a header, or JSON. Usual header names are found by themselves:
      account, address, holder, wallet, voter      and
      amount, balance, allocation, power, tokens   (upper or lower case)
    Others: --columns HolderAddress,Balance
    Accounts are 0x addresses (checked against EIP-55 where the case is mixed) or CAIP-10.
    Amounts are whole numbers of the smallest unit.
    More about an account, where the charter's houses count it, in further columns:
      roles                                 lock.amount, and of the lock what is known:
      stake.validator, stake.shares           lock.asset, .delay or .until, .from, .ageing,
      validator.bonded, validator.shares      .refreshed, .fees, .bonus, .multiplier
    An account stands on one line, or on several that follow each other, one for
    each of its locks and stakes; its amount stands on the first of them.
    """,
  ]
}
