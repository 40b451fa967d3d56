package import CanonicalEncoding

/// What a job asks for at most, line by line.
///
/// Read from a file that a network takes as it is, so that what was checked is what is run. Whatever the file leaves
/// open, and whatever is not understood where it could cost something, is refused: nothing is ever guessed.
package struct JobAsk: Hashable, Sendable {
  /// One part of the job.
  package struct Line: Hashable, Sendable {
    /// `web at westcoast`, or the title of the job.
    package let name: String
    /// GPUs that run at once, all instances together.
    package let gpus: UInt128
    /// The longest time that they run.
    package let time: Span
    /// The most money, by its unit; several where the same part is paid in several.
    package let costs: [Cost]
    /// What the figures are made of, for people.
    package let words: String
  }

  /// An amount of money.
  package struct Cost: Hashable, Sendable {
    package let unit: String
    package let amount: UInt128
  }

  /// The network that takes such files: what a grant calls its provider.
  package let network: String
  package let lines: [Line]
  /// The whole by unit: hours of GPUs rounded up once, and money.
  package let asks: [AmountQuestion.Ask]

  /// Whether whoever asks has to say for how long it runs.
  package var takesTime: Bool { network == AkashManifest.network }

  /// The unit of GPU time.
  package static let gpuHours = "gpu-hours"
  /// The most parts of a job.
  package static let lineLimit = 1000

  private static let hour: UInt128 = 3_600_000

  /// Adds the lines up.
  init(network: String, lines: [Line]) throws(JobRefusal) {
    guard !lines.isEmpty, lines.count <= Self.lineLimit else { throw .missing("anything that is to run") }
    var time: UInt128 = 0
    var costs: [Cost] = []
    for line in lines {
      time = try time.adding(try line.gpus.times(UInt128(line.time.milliseconds), line.name), line.name)
      for cost in line.costs {
        guard let place = costs.firstIndex(where: { $0.unit == cost.unit }) else {
          costs.append(cost)
          continue
        }
        costs[place] = Cost(unit: cost.unit, amount: try costs[place].amount.adding(cost.amount, line.name))
      }
    }
    self.network = network
    self.lines = lines
    let hours = time / Self.hour + (time % Self.hour == 0 ? 0 : 1)
    asks =
      (hours > 0 ? [.init(hours, Self.gpuHours)] : []) + costs.map { .init($0.amount, $0.unit) }
  }
}

extension UInt128 {
  /// The product, or a refusal that names the part it is of.
  func times(_ other: UInt128, _ part: String) throws(JobRefusal) -> UInt128 {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    guard !overflow else { throw .overflow(part) }
    return product
  }

  /// The sum, or a refusal that names the part it is of.
  func adding(_ other: UInt128, _ part: String) throws(JobRefusal) -> UInt128 {
    let (sum, overflow) = addingReportingOverflow(other)
    guard !overflow else { throw .overflow(part) }
    return sum
  }
}
