internal import CanonicalEncoding

/// Why a file is not read as a job.
package enum JobRefusal: CodedRefusal, Hashable {
  /// It is none of the forms that are read.
  case format(String)
  /// Something that limits what the job can cost is not there.
  case missing(String)
  /// Not a whole number where one is due: negative, fractional, with a sign, an exponent or a unit.
  case number(String)
  /// A size or a coin in a unit that is not known.
  case unit(String)
  /// A member that is not known where it could change what the job costs.
  case unknown(String)
  /// It runs until somebody stops it.
  case unbounded(String)
  /// More than can be counted.
  case overflow(String)
  /// The file or the command line must say for how long, and not both.
  case duration(String)

  package var code: String {
    switch self {
    case .format: "job.format"
    case .missing: "job.missing"
    case .number: "job.number"
    case .unit: "job.unit"
    case .unknown: "job.unknown"
    case .unbounded: "job.unbounded"
    case .overflow: "job.overflow"
    case .duration: "job.duration"
    }
  }

  package var message: String {
    switch self {
    case .format(let fault): "not a job that is read here: \(Self.shown(fault))"
    case .missing(let place): "the job does not say \(Self.shown(place))"
    case .number(let place): "\(Self.shown(place)) is not a whole number that can be counted"
    case .unit(let place): "\(Self.shown(place)) is in a unit that is not known"
    case .unknown(let place): "\(Self.shown(place)) is not known here, and could change what the job costs"
    case .unbounded(let why): "the job has no end: \(Self.shown(why))"
    case .overflow(let place): "\(Self.shown(place)) asks for more than can be counted"
    case .duration(let why): Self.shown(why)
    }
  }

  private static func shown(_ text: String) -> String { DisplayText.escaped(text, limit: 160) }
}
