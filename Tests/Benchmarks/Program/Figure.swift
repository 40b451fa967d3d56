internal import Foundation

/// A measured quantity: several samples of one thing.
struct Figure {
  let name: String
  let unit: String
  let samples: [Double]

  init(_ name: String, _ samples: [Double], _ unit: String) {
    self.name = name
    self.unit = unit
    self.samples = samples.sorted()
  }

  /// The middle sample; of two, the mean.
  var median: Double {
    let middle = samples.count / 2
    return samples.count.isMultiple(of: 2) ? (samples[middle - 1] + samples[middle]) / 2 : samples[middle]
  }

  /// `bench NAME: VALUE UNIT (median of N, min–max)`.
  var line: String {
    let range = "\(Self.text(samples[0]))–\(Self.text(samples[samples.count - 1]))"
    return "bench \(name): \(Self.text(median)) \(unit) (median of \(samples.count), \(range))"
  }

  /// Three significant digits or whole numbers: more would be noise.
  private static func text(_ value: Double) -> String {
    String(format: value < 10 ? "%.3f" : value < 1000 ? "%.1f" : "%.0f", value)
  }
}

/// Prints figures as they are measured, and at the end how they stand to their bars.
struct Report {
  /// What a figure has to reach.
  enum Bar {
    case atMost(Double)
    case atLeast(Double)
  }

  private var verdicts: [String] = []

  /// Prints a figure; with a bar, keeps the verdict for the end.
  mutating func add(_ figure: Figure, bar: Bar? = nil) {
    FileHandle.standardOutput.write(Data((figure.line + "\n").utf8))
    switch bar {
    case .atMost(let limit):
      verdicts.append(
        "bar \(figure.name) <= \(limit) \(figure.unit): \(figure.median <= limit ? "ok" : "over")")
    case .atLeast(let limit):
      verdicts.append(
        "bar \(figure.name) >= \(limit) \(figure.unit): \(figure.median >= limit ? "ok" : "under")")
    case nil: break
    }
  }

  /// Prints the verdicts.
  func finish() { for verdict in verdicts { print(verdict) } }
}
