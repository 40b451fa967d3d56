package import CanonicalEncoding

/// Each ballot splits its power between options by whole weights.
///
/// Units are split by largest remainder (`LargestRemainder`), so that the totals add up to the power cast.
/// Snapshot's `weighted` multiplies doubles and rescales the results to the sum of valid balances, and there a
/// weight for the key "01" passes and burns power; here every unit has gone where its voter said.
package struct Weighted: AdditiveMethod {
  package static let name = "weighted"

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

  package func add(_ choice: Choice, _ power: Power, to sums: inout OptionSums) throws(CountRefusal) {
    let parts = try form.split(power, by: choice, among: sums.options.count)
    for (position, part) in zip(choice.positions, parts) { try sums.add(part, at: position) }
  }
}
