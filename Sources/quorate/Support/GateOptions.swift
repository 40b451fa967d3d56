internal import ArgumentParser
internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Foundation
internal import Governance

/// Whose decisions a gate keeps to, where it stands, and what it knows: for commands that ask one.
struct GateOptions: ParsableArguments {
  @Option(help: "The gate's file: DAO, environment, audience, orders, log.") var config: String?

  @Option(help: "The DAO whose decisions count (default: the file's, else the workspace's).") var pin: String?

  @Option(
    help: "A published log, a bundle or a workspace (default: the file's log, else the workspace here).")
  var from: String?

  @Option(help: "Whom the environment serves: internal, limited or public.") var audience: String?

  @Option(help: "A folder of signed orders, which count before the log has them.") var orders: String?

  @Option(
    name: .customLong("max-age"), help: "How old what is known may be, if stricter than the charter: 6h.")
  var maxAge: String?

  @Option(help: "A policy file: nothing is believed that these witnesses have not cosigned.") var policy:
    String?

  @Option(help: "Where the gate keeps its own copy of the log (default: beside the keys).") var state: String?

  @Flag(help: "Only say what the answer would be, and exit 0.") var shadow = false

  @Option(help: "Answer as of an instant, with what the log held then: 2026-12-07T12:00Z.") var at: String?

  /// The gate's file and where it lies, if one is named.
  func file() throws -> (configuration: GateConfiguration, folder: String)? {
    guard let config else { return nil }
    let bytes = try Files.read(config, limit: YAMLDocument.sizeLimit)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.badInput, "json.invalidText", "\(Format.safe(config)) is not valid UTF-8")
    }
    let configuration = try GateConfiguration(parsing: try YAMLDocument.parse(text))
    return (configuration, URL(filePath: config).deletingLastPathComponent().path)
  }

  /// Whom the environment serves, of the flag or the file.
  func audience(_ configuration: GateConfiguration?) throws -> Audience? {
    guard let audience else { return configuration?.audience }
    guard let known = Audience(rawValue: audience) else {
      throw Failure(.usage, "usage", "--audience takes internal, limited or public")
    }
    if let set = configuration?.audience, set != known {
      throw Failure(.usage, "gate.audience", "the gate's file says \(set.rawValue), not \(known.rawValue)")
    }
    return known
  }

  /// The stricter of the limits of the flag and the file.
  func staleAfter(_ configuration: GateConfiguration?) throws -> Span? {
    [try maxAge.map(TimeArgument.span), configuration?.staleAfter].compactMap { $0 }.min()
  }

  /// The instant of `--at`.
  func instant() throws -> Timepoint? { try at.map(TimeArgument.instant) }
}
