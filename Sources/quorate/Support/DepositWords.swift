internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Quorate
internal import Signing
internal import Voting

/// What was deposited on a proposal, and what becomes of it.
struct DepositWords {
  private let rules: DepositRules
  private let deposits: [DepositRecord]
  private let collected: CollectedDeposits
  private let fate: DepositFate?
  private let unit: (String) -> AssetUnit

  /// - Returns: `nil` for a proposal whose track takes no deposits.
  init?(_ standing: Standing, _ session: Session) throws {
    guard let rules = standing.proposal.rules.course.deposit else { return nil }
    self.rules = rules
    let id = standing.proposal.id
    (deposits, collected) = try session.chamber.read {
      (try $0.deposits(on: id), try $0.collectedDeposits(on: id))
    }
    fate = standing.decision.deposit
    unit = session.unit(ofAsset:)
  }

  private func words(_ amounts: [Holding.Amount]) -> String {
    amounts.map { DepositAmount.text($0, unit($0.asset)) }.joined(separator: ", ")
  }

  /// A line for what is there and one for each depositor, each beginning with a line feed.
  var text: String {
    let needed = words(rules.needed)
    let mark = collected.isComplete(under: rules) ? "✓" : "–"
    let total = collected.total.isEmpty ? "nothing yet" : words(collected.total)
    let bar = rules.within > .zero ? "needs \(needed)" : "asks for \(needed); the vote does not wait for it"
    var lines = ["  \(mark) deposit  \(total), \(bar)"]
    for (depositor, amounts) in collected.shares.sorted(by: { $0.key < $1.key }) {
      lines.append("      \(depositor.display)  \(words(amounts))\(fate.map { ", to be \($0.past)" } ?? "")")
    }
    if !rules.fee.isEmpty {
      lines.append(
        "      of it \(words(rules.fee)) is a fee, which never comes back")
    }
    return lines.map { "\n" + $0 }.joined()
  }

  var json: JSONValue {
    func list(_ amounts: [Holding.Amount]) -> JSONValue { .array(amounts.map { .string($0.line) }) }
    return .members([
      "collected": list(collected.total), "complete": .bool(collected.isComplete(under: rules)),
      "deposits": .array(
        deposits.map {
          .members([
            "amounts": list($0.amounts), "by": .string($0.depositor.display), "entry": .integer($0.index),
            "reference": $0.reference == .zero ? .null : .string($0.reference.description),
          ])
        }),
      "fate": fate.map { .string($0.rawValue) } ?? .null, "fee": list(rules.fee), "needs": list(rules.needed),
    ])
  }
}

extension DepositFate {
  /// What is to be done with it.
  fileprivate var past: String {
    switch self {
    case .returned: "returned"
    case .burned: "burned"
    case .treasury: "paid to the treasury"
    case .held: "held for a retry"
    }
  }
}
