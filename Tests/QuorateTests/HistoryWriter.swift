import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import Voting

/// Makes up statements, sound ones and others, on what is on record.
struct HistoryWriter {
  /// A statement, who signs it, and whether a word or a hash in it was made wrong.
  struct Line {
    var statement: Statement
    let member: Int
    var isWrong = false
  }

  var random: RepeatableNumbers
  let accounts: [AccountKey]
  /// How many of the accounts can be in an electorate; the others are strangers.
  let members: Int
  let contents: [ProposalContent]
  let electorates: [(file: Digest, commitment: ElectorateCommitment)]
  private var proposals: [Digest] = []
  private var isBegun = false

  init(
    seed: UInt64, accounts: [AccountKey], members: Int, contents: [ProposalContent],
    electorates: [(file: Digest, commitment: ElectorateCommitment)]
  ) {
    random = RepeatableNumbers(seed: seed)
    self.accounts = accounts
    self.members = members
    self.contents = contents
    self.electorates = electorates
  }

  /// Remembers a proposal that was taken in.
  mutating func remember(_ statement: Statement) {
    if case .proposal(let submission) = statement { proposals.append(submission.proposalID) }
    isBegun = true
  }

  /// A proposal, most likely one under way.
  mutating func someProposal() -> Digest? {
    proposals.isEmpty ? nil : random.pick(random.once(in: 6) ? proposals : Array(proposals.suffix(3)))
  }

  /// How long nothing happens, in milliseconds; now and then a clock goes back.
  mutating func pause() -> Int {
    switch random.below(40) {
    case 0: -1 - random.below(100_000)
    case 1...2: random.below(400_000)
    case 3...15: 0
    default: random.below(25_000)
    }
  }

  /// The next statement.
  mutating func next<Store: Records, Files: Documents>(
    _ view: LedgerView<Store, Files>, at now: Timepoint
  ) throws -> Line {
    let preparing = try Preparing(view, at: now, random: CountedRandomness())
    var line: Line? =
      switch isBegun ? random.below(100) : 99 {
      case 0..<6: try submission(preparing)
      case 6..<56: try ballot(preparing, view, now)
      case 56..<72: try delegation(preparing, view, now)
      case 72..<97: try act(preparing, view, now)
      default: try registration(preparing)
      }
    if line == nil { line = try submission(preparing) }
    var result = try line.orThrow()
    if random.once(in: 12) { try spoil(&result, now) }
    return result
  }

  private mutating func submission<Store, Files>(_ preparing: Preparing<Store, Files>) throws -> Line {
    let member = random.below(members)
    let content = random.once(in: 2) ? random.pick(contents) : contents[0]
    let statement = try preparing.submission(of: content, by: accounts[member]).statement
    return Line(statement: statement, member: member)
  }

  private mutating func ballot<Store, Files>(
    _ preparing: Preparing<Store, Files>, _ view: LedgerView<Store, Files>, _ now: Timepoint
  ) throws -> Line? {
    let member = random.below(accounts.count)
    let open = try proposals.suffix(6).filter { try view.proposal($0)?.schedule.isOpen(at: now) ?? false }
    let chosen = open.isEmpty || random.once(in: 8) ? someProposal() : random.pick(open)
    guard let id = chosen, let proposal = try view.proposal(id) else { return nil }
    let choice = random.pick(["For", "For", "For", "Against", "Abstain"])
    let prepared = try preparing.ballot(
      on: proposal, house: "holders", by: accounts[member], choice: choice, reason: "", replacing: true)
    return Line(statement: prepared.statement, member: member)
  }

  private mutating func delegation<Store, Files>(
    _ preparing: Preparing<Store, Files>, _ view: LedgerView<Store, Files>, _ now: Timepoint
  ) throws -> Line {
    let member = random.below(accounts.count)
    let standing = try view.delegations(of: accounts[member]).last
    let isRevoked = standing != nil && random.once(in: 3)
    let delegate = isRevoked && !random.once(in: 6) ? standing?.delegate : nil
    let topic = random.pick(["*", "general", "charter", "models", "*", "taxes"])
    let expires =
      random.once(in: 8) ? now - Span(milliseconds: 1) : now + .minutes(UInt64(1 + random.below(40)))
    let prepared = try preparing.delegation(
      isRevoked ? .revoke : .lend, to: delegate ?? random.pick(accounts),
      topic: isRevoked && !random.once(in: 6) ? standing?.topic ?? topic : topic, expires: expires,
      by: accounts[member])
    return Line(statement: prepared.statement, member: member)
  }

  private mutating func registration<Store, Files>(_ preparing: Preparing<Store, Files>) throws -> Line {
    let member = isBegun ? random.below(4) : 0
    let electorate = random.pick(electorates)
    let prepared = try preparing.electorate(
      electorate.commitment, file: electorate.file, series: "members", source: "sample", by: accounts[member])
    return Line(statement: prepared.statement, member: member)
  }

  private mutating func act<Store, Files>(
    _ preparing: Preparing<Store, Files>, _ view: LedgerView<Store, Files>, _ now: Timepoint
  ) throws -> Line? {
    guard let id = someProposal(), let proposal = try view.proposal(id) else { return nil }
    let fitting: Act.Deed? =
      switch try view.decision(on: proposal, at: now).state {
      case .succeeded: .queue
      case .queued: .execute
      default: nil
      }
    var deed = random.pick([Act.Deed.queue, .queue, .queue, .execute, .execute, .execute, .cancel, .veto])
    if let fitting, !random.once(in: 8) { deed = fitting }
    let isOwn = deed == .cancel && !random.once(in: 4)
    let own = accounts.firstIndex(of: proposal.proposer) ?? 0
    let member = isOwn ? own : random.below(deed == .veto ? 4 : members)
    let prepared = try preparing.act(deed, on: proposal, by: accounts[member], reason: "")
    return Line(statement: prepared.statement, member: member)
  }

  /// Makes one thing of a statement wrong, or unusual.
  private mutating func spoil(_ line: inout Line, _ now: Timepoint) throws {
    let statement = line.statement
    switch random.below(8) {
    case 0: line.statement = try statement.with("sequence", .integer(0))
    case 1: line.statement = try statement.with("sequence", .integer(statement.header.sequence + 1_048_576))
    case 2: line.statement = try statement.with("sequence", .integer(statement.header.sequence + 7))
    case 3: line.statement = try statement.with("sequence", .integer(max(1, statement.header.sequence) - 1))
    case 4:
      let ahead = now.milliseconds + 299_999 + UInt64(random.below(3))
      line.statement = try statement.with("signed_at", .integer(ahead))
    case 5:
      line.statement = try statement.with("valid_until", .integer(now.milliseconds - UInt64(random.below(2))))
    default: try mislead(&line)
    }
  }

  /// Makes a word or a hash wrong.
  private mutating func mislead(_ line: inout Line) throws {
    let keys = type(of: line.statement.body).schema.fields.map(\.key)
    let words = ["dao_name", "title", "proposal", "kind", "series", "house"].filter { keys.contains($0) }
    let hashes = [
      "rules_hash", "electorates_hash", "selection_hash", "root", "content_hash", "charter_hash", "replaces",
    ]
    .filter { keys.contains($0) }
    line.isWrong = true
    if hashes.isEmpty || random.once(in: 2) {
      line.statement = try line.statement.with(random.pick(words), .text("other"))
    } else {
      line.statement = try line.statement.with(random.pick(hashes), .digest(.sha256([1])))
    }
  }
}
