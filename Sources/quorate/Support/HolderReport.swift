internal import CanonicalEncoding
internal import ChainState
internal import Signing
internal import Voting

/// What became of the rows of an electorate that were held against the chain.
struct HolderReport {
  let list: HolderList
  let recipe: Recipe
  let block: BlockHeader
  let sample: HolderSample
  let rows: [HolderCheck.Row]
  let supply: Result<UInt128?, any Error>

  private var proven: [HolderCheck.Row] { rows.filter { $0.finding == .proven } }

  private var unproven: [HolderCheck.Row] {
    rows.filter { if case .unproven = $0.finding { true } else { false } }
  }

  private var wrong: [HolderCheck.Row] {
    rows.filter {
      switch $0.finding {
      case .differs, .excluded: true
      case .proven, .unproven: false
      }
    }
  }

  /// Rows that add up to more than there is.
  private var isBeyondSupply: Bool {
    if case .success(let supply?) = supply { list.total > supply } else { false }
  }

  private var lacksSupply: Bool { if case .failure = supply { true } else { false } }

  var status: ExitStatus {
    if !wrong.isEmpty || isBeyondSupply { return .badEvidence }
    return unproven.isEmpty && !lacksSupply ? .ok : .undecided
  }

  /// The answer in a word.
  var word: String {
    switch status {
    case .ok: "proven"
    case .badEvidence: "differs"
    default: "unproven"
    }
  }

  var text: String {
    let held = Power(rows.filter { $0.draws > 0 }.reduce(0) { $0 + $1.listed })
    let draws = Format.number(sample.places.count, "draw")
    let looked = Format.number(rows.count { $0.draws > 0 }, "row")
    var lines = [
      "\(list.name): \(Format.number(list.count, "row")), \(Format.grouped(list.total)) \(Format.safe(recipe.asset))",
      "  block   \(Format.grouped(block.height)) of \(Format.safe(recipe.chain)), \(block.time.sentence)",
      "  sample  \(draws) on \(looked), which hold \(Format.percent(held, of: Power(list.total))) of the power",
      "",
    ]
    if !proven.isEmpty {
      lines.append("  ✓ \(proven.count == 1 ? "1 row is" : "\(proven.count) rows are") what the chain says")
    }
    lines += wrong.prefix(20).map { "  ✗ \($0.account.display)\n      \(words(of: $0))" }
    lines += unproven.prefix(20).map { "  ? \($0.account.display)\n      \(words(of: $0))" }
    let more = max(0, wrong.count - 20) + max(0, unproven.count - 20)
    if more > 0 { lines.append("  … and \(Format.number(more, "row")) more; --json has all") }
    lines += supplyLines
    return (lines + [""] + closing).joined(separator: "\n")
  }

  private func words(of row: HolderCheck.Row) -> String {
    switch row.finding {
    case .proven: "as listed"
    case .differs(let amount):
      "lists \(Format.grouped(row.listed)); the chain says \(units(amount))"
    case .excluded: "has a row, but the recipe leaves it out"
    case .unproven(let refusal): "not proven: \(refusal.message)"
    }
  }

  /// An amount of the chain in units of the list.
  private func units(_ amount: [UInt8]) -> String {
    guard amount.count <= 16 else { return "2^128 smallest units or more" }
    return Format.grouped(amount.reduce(UInt128(0)) { $0 << 8 | UInt128($1) } / recipe.unit)
  }

  private var supplyLines: [String] {
    switch supply {
    case .success(nil): return []
    case .success(let supply?) where list.total > supply:
      return ["  ✗ the rows add up to more than the supply of \(Format.grouped(supply))"]
    case .success(let supply?):
      let share = Format.percent(Power(list.total), of: Power(supply))
      return ["  ✓ the rows hold \(share) of the supply of \(Format.grouped(supply))"]
    case .failure: return ["  ? the answers do not prove the supply"]
    }
  }

  private var closing: [String] {
    let chance = sample.missed(percent: 5)
    let percent = "\(chance / 10_000).\(String(String(chance % 10_000 + 10_000).dropFirst().prefix(2)))"
    let found =
      status == .ok
      ? "A list that invents 5 % of its power passes such a sample with a chance of \(percent) %." : ""
    return (found.isEmpty ? [] : [found]) + [
      "Still trusted: that the block with this hash is on the chain, and that no holder",
      "is left out or listed with less who was not drawn.",
    ]
  }

  var json: JSONValue {
    .members([
      "block": .members([
        "hash": .string(block.hash.description), "height": .integer(block.height),
        "stateRoot": .string(block.stateRoot.description), "time": .integer(block.time.milliseconds),
      ]),
      "chain": .string(recipe.chain), "draws": .integer(sample.places.count), "finding": .string(word),
      "missedMillionths": .members([
        "invented1Percent": .integer(sample.missed(percent: 1)),
        "invented5Percent": .integer(sample.missed(percent: 5)),
        "invented10Percent": .integer(sample.missed(percent: 10)),
      ]),
      "rows": .integer(list.count),
      "sampled": .array(
        rows.map {
          .members([
            "account": .string($0.account.display), "draws": .integer($0.draws),
            "finding": .string(name(of: $0.finding)), "listed": .string(String($0.listed)),
            "message": .string(words(of: $0)),
          ])
        }),
      "supply": supplyJSON, "total": .string(String(list.total)),
    ])
  }

  private var supplyJSON: JSONValue {
    if case .success(let supply?) = supply { .string(String(supply)) } else { .null }
  }

  private func name(of finding: HolderCheck.Finding) -> String {
    switch finding {
    case .proven: "proven"
    case .differs: "differs"
    case .unproven: "unproven"
    case .excluded: "excluded"
    }
  }
}
