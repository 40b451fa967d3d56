internal import CanonicalEncoding
internal import ChainState
internal import Governance
internal import Ledger
internal import Signing
internal import Voting

/// What became of the rows of an electorate that were held against the chain.
struct HolderReport {
  let list: HolderList
  let recipe: Recipe
  /// What names the recipe.
  let recipeHash: Digest
  let block: BlockHeader
  let sample: HolderSample
  let seed: Digest
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
    return unproven.isEmpty && !lacksSupply && list.beyond == 0 ? .ok : .undecided
  }

  /// The answer in a word.
  var word: String {
    switch status {
    case .ok: "agrees"
    case .badEvidence: "differs"
    default: "open"
    }
  }

  var text: String {
    var lines = head
    if !proven.isEmpty {
      lines.append("  ✓ \(proven.count == 1 ? "1 row is" : "\(proven.count) rows are") what the chain says")
    }
    lines += wrong.prefix(20).map { "  ✗ \($0.account.display)\n      \(words(of: $0))" }
    lines += unproven.prefix(isAllOpen ? 1 : 20).map { "  ? \($0.account.display)\n      \(words(of: $0))" }
    let more = max(0, wrong.count - 20) + max(0, unproven.count - (isAllOpen ? 1 : 20))
    if more > 0 { lines.append("  … and \(Format.number(more, "row")) more; --json has all") }
    if isAllOpen { lines.append("      Seed, --draws and list must be those of the questions.") }
    lines += supplyLines
    if list.beyond > 0 {
      let count = list.beyond == 1 ? "1 row says" : "\(list.beyond) rows say"
      lines.append(
        "  ? \(count) more than \(Format.safe(recipe.asset)): other assets, locks, roles; not looked at")
    }
    return (lines + [""] + closing).joined(separator: "\n")
  }

  /// Whether nothing that was drawn is proven: then the answers are to other questions.
  private var isAllOpen: Bool { unproven.count == rows.count && rows.count > 1 }

  private var head: [String] {
    let held = Power(rows.filter { $0.draws > 0 }.reduce(0) { $0 + $1.listed })
    let share = Format.percent(held, of: Power(list.total))
    let draws = Format.number(sample.places.count, "draw")
    let looked = Format.number(rows.count { $0.draws > 0 }, "row")
    let asset = Format.safe(recipe.asset)
    return [
      "\(list.name): \(Format.number(list.count, "row")), \(Format.grouped(list.total)) \(asset)",
      "  list    \(list.root)", "  recipe  \(recipeHash)", "          \(source)",
      "  block   \(Format.grouped(block.height)), \(block.time.sentence)\(attesters)",
      "  sample  \(draws) on \(looked), which list \(share) of all \(asset)", "",
    ]
  }

  /// Who says that it is this block, where it is on record.
  private var attesters: String {
    list.attested.map { ", attested \($0.attesters)/\($0.members) on record" } ?? ""
  }

  /// Where the recipe says that balances stand.
  private var source: String {
    let unit = recipe.unit == 1 ? "" : ", \(Format.grouped(recipe.unit)) to a unit"
    let excluded = recipe.excluded.isEmpty ? "" : ", \(recipe.excluded.count) left out"
    let chain = Format.safe(recipe.chain)
    guard let token = recipe.token else { return "the own coin of \(chain)\(unit)\(excluded)" }
    return "slot \(token.balances.number) of 0x\(Hex.encode(token.address)), \(chain)\(unit)\(excluded)"
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
    let check = HolderCheck(recipe: recipe, stateRoot: .zero, proof: TrieProof(nodes: []))
    return check.inUnits(amount).map { Format.grouped($0) } ?? "2^128 or more"
  }

  private var supplyLines: [String] {
    switch supply {
    case .success(nil): return ["  – the recipe names no supply: nothing bounds who is left out"]
    case .success(let supply?) where list.total > supply:
      return ["  ✗ the rows add up to more than the supply of \(Format.grouped(supply))"]
    case .success(let supply?):
      let share = Format.percent(Power(list.total), of: Power(supply))
      return ["  ✓ the rows hold \(share) of the supply of \(Format.grouped(supply))"]
    case .failure(let error as any CodedRefusal): return ["  ? no supply is proven: \(error.message)"]
    case .failure: return ["  ? no supply is proven"]
    }
  }

  private var closing: [String] {
    var lines: [String] = []
    if status == .ok {
      lines = ["A list that invents 5 % passes such a sample with a chance of \(chance) at most.", ""]
    }
    return lines + [
      "Still trusted: that the recipe is the right one; that the block with this hash",
      "is on the chain; that you drew the seed yourself, after the list was fixed; that",
      "no holder who was not drawn is left out, or listed with less.",
    ]
  }

  /// The chance to miss a twentieth, rounded up.
  private var chance: String {
    let hundredths = (sample.missed(percent: 5) + 99) / 100
    return "\(hundredths / 100).\(String(hundredths % 100 + 100).dropFirst()) %"
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
      "recipe": .string(recipeHash.description), "root": .string(list.root.description),
      "rows": .integer(list.count), "rowsWithMore": .integer(list.beyond),
      "sampled": .array(
        rows.map {
          .members([
            "account": .string($0.account.display), "code": code(of: $0.finding), "draws": .integer($0.draws),
            "finding": .string(name(of: $0.finding)), "listed": .string(String($0.listed)),
            "message": .string(words(of: $0)),
          ])
        }),
      "seed": .string(seed.description), "supply": supplyJSON, "total": .string(String(list.total)),
    ])
  }

  private var supplyJSON: JSONValue {
    switch supply {
    case .success(let units?): .string(String(units))
    case .success(nil): .null
    case .failure(let error): .members(["code": .string((error as? any CodedRefusal)?.code ?? "failure")])
    }
  }

  private func code(of finding: HolderCheck.Finding) -> JSONValue {
    if case .unproven(let refusal) = finding { .string(refusal.code) } else { .null }
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
