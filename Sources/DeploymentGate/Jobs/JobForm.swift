package import CanonicalEncoding

/// The forms of job files that are read.
package enum JobForm: Hashable, Sendable {
  /// A deployment of the Akash Network.
  case akash
  /// A job of the Render compute network.
  case render

  /// The form of a file, by the members that only it has.
  package init(of value: JSONValue) throws(JobRefusal) {
    guard let object = value.object else { throw .format("it is not a table") }
    switch (object["deployment"] != nil, object["task"] != nil) {
    case (true, false): self = .akash
    case (false, true): self = .render
    default: throw .format("it is neither an Akash SDL, with `deployment`, nor a Render job, with `task`")
    }
  }

  /// What a job asks for.
  /// - Parameter time: For how long, where the file does not say it.
  package static func ask(of value: JSONValue, for time: Span?) throws(JobRefusal) -> JobAsk {
    switch try JobForm(of: value) {
    case .akash:
      guard let time else { throw .duration("an Akash SDL does not say for how long it runs: --for 24h") }
      return try AkashManifest.ask(of: value, for: time)
    case .render:
      guard time == nil else { throw .duration("a Render job says itself how long it may run") }
      return try RenderJob.ask(of: value)
    }
  }
}
