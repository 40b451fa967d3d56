internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles

/// A job by its file, as the network takes it.
struct JobOptions: ParsableArguments {
  @Option(
    name: .customLong("job"),
    help: "The job's file: an Akash SDL, or a Render job; says how much is asked for.")
  var file: String?

  @Option(name: .customLong("for"), help: "For how long the job runs, where its file does not say it: 24h.")
  var time: String?

  /// Whether nothing was said.
  var isEmpty: Bool { file == nil && time == nil }

  /// The job; `nil` where none was named.
  func read() throws -> JobFile? {
    guard let file else {
      guard time == nil else { throw Failure(.usage, "usage", "--for says how long a --job runs") }
      return nil
    }
    let span = try time.map(TimeArgument.span)
    return try JobFile(try Files.read(file, limit: YAMLDocument.sizeLimit), for: span)
  }
}
