package import CanonicalEncoding

/// Each ballot splits its power between options, and an option gets the square of the sum of the roots.
///
/// The power of a ballot is split into whole units by largest remainder. Of each part the square root is taken as
/// a whole number of 10^-9, rounded down; the roots are added up exactly; the square of their sum is rounded down
/// to whole units. Many small voices so count for more than one large one of the same power, and whoever can make
/// many accounts of one gains by it: the electorate must be of people.
///
/// Snapshot's `quadratic` and OceanDAO from its fourteenth round take the same roots in doubles; Snapshot then
/// rescales the results to the sum of valid balances, which is not done here.
package struct Quadratic: CountingMethod {
  package static let name = "quadratic"
  package var effect: BallotEffect { .indirect("squares of roots") }
  package var unitOfSums: String? { "points" }
  package var isDivisible: Bool { false }
  /// Parts of one that a root is counted in.
  package static let scale: UInt128 = 1_000_000_000

  /// Sums of roots, in units of 1 ÷ `scale`.
  package struct Sums: Mergeable, Hashable, Sendable {
    private(set) var roots: OptionSums

    fileprivate init(options: Int) { roots = OptionSums(options: options) }

    fileprivate mutating func add(_ part: Power, at position: Int) throws(CountRefusal) {
      // A root of less than 2^64 times the scale fits 128 bits.
      let root = UInt256(product: part.units, Quadratic.scale * Quadratic.scale).squareRoot
      try roots.add(Power(root), at: position)
    }

    package mutating func merge(_ other: Sums) throws(CountRefusal) { try roots.merge(other.roots) }
  }

  package let form: WeightForm

  package init(form: WeightForm = .percent) { self.form = form }

  init(parsing fields: inout JSONFields) throws(JSONRefusal) {
    self.init(form: try fields.name("weights") ?? .percent)
  }

  package var json: JSONValue {
    .members(["method": .string(Self.name), "weights": .string(form.rawValue)])
  }

  package func fault(of options: [String]) -> String? { form.fault(of: options) }

  package func choice(_ words: String, among options: [String]) throws(CountRefusal) -> Choice {
    try form.choice(words, among: options)
  }

  package func words(of choice: Choice, among options: [String]) -> String {
    form.words(of: choice, among: options)
  }

  package func none(options: Int) -> Sums { Sums(options: options) }

  package func add(_ choice: Choice, _ power: Power, to sums: inout Sums) throws(CountRefusal) {
    let parts = try form.split(power, by: choice, among: sums.roots.options.count)
    for (position, part) in zip(choice.positions, parts) { try sums.add(part, at: position) }
  }

  package func result(of sums: Sums) throws(CountRefusal) -> MethodResult {
    var options: [Tally.Option] = []
    for option in sums.roots.options {
      let square = UInt256(product: option.power.units, option.power.units)
        .divided(by: UInt256(Self.scale * Self.scale), rounding: .down)
      guard let square, let units = UInt128(exactly: square) else { throw .overflow }
      options.append(Tally.Option(power: Power(units), voters: option.voters))
    }
    return MethodResult(options: options, contest: Contest(ranking: sums.roots.options.map(\.power)))
  }
}
