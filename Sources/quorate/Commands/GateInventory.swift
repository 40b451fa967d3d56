internal import ArgumentParser
internal import CanonicalEncoding
internal import DeploymentGate
internal import Foundation
internal import Governance

extension GateCommand {
  struct Inventory: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say of everything that runs in a cluster whether it may.",
      discussion: """
        kubectl get pods,deployments,statefulsets,jobs,inferenceservices -A -o json > cluster.json
        quorate gate inventory cluster.json --config gate.yaml

        Lists what names a model. Exits 0 if all of it may run, 3 if something may not.
        """)
    @OptionGroup var dump: ClusterOptions
    @OptionGroup var gate: GateOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      try await dump.judge(gate, options).answer(schema: "quorate.inventory/1")
    }
  }

  struct Reconcile: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the commands that stop what may not run, or have a program carry them out.",
      discussion: """
        quorate gate reconcile cluster.json --config gate.yaml
        quorate gate reconcile cluster.json --config gate.yaml --apply kubectl --yes

        Stops nothing by itself, and nothing that cannot be decided now. Exits 3 while there is something to stop.
        """)
    @OptionGroup var dump: ClusterOptions
    @OptionGroup var gate: GateOptions
    @Option(help: "The program that is called once for each, such as kubectl.") var apply: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let inventory = try await dump.judge(gate, options)
      let stops = inventory.stops
      guard let apply, !stops.isEmpty else {
        return inventory.answer(schema: "quorate.reconcile/1", stops: stops)
      }
      guard !inventory.isShadow else {
        throw Failure(.conflict, "gate.shadow", "in shadow mode nothing is stopped", hint: "without --apply")
      }
      try Writing.confirm(
        stops.map { "\(apply) \($0.joined(separator: " "))" }.joined(separator: "\n"), options)
      for arguments in stops {
        let status = try Self.run(apply, arguments)
        guard status == 0 else {
          throw Failure(
            .failure, "gate.apply",
            "\(Format.safe(apply)) \(arguments.joined(separator: " ")) ended with \(status)")
        }
      }
      return Answer(
        schema: "quorate.reconcile/1", data: inventory.json(stops: stops),
        text:
          "Stopped \(Format.number(stops.count, "object")) with \(Format.safe(apply)). Take the inventory again.",
        brief: "\(stops.count)")
    }

    /// Runs a program with arguments, without a shell; its output goes to standard error.
    private static func run(_ program: String, _ arguments: [String]) throws -> Int32 {
      let process = Process()
      process.executableURL = URL(filePath: program.contains("/") ? program : "/usr/bin/env")
      process.arguments = (program.contains("/") ? [] : [program]) + arguments
      process.standardOutput = FileHandle.standardError
      process.standardInput = FileHandle.nullDevice
      do { try process.run() } catch {
        throw Failure(.notFound, "gate.apply", "\(Format.safe(program)) cannot be run")
      }
      process.waitUntilExit()
      return process.terminationReason == .exit ? process.terminationStatus : -1
    }
  }
}

/// What runs, for commands that look at a cluster.
struct ClusterOptions: ParsableArguments {
  @Argument(help: "The objects, as kubectl prints them with -o json; - is standard input.") var file: String

  @Option(name: .customLong("env"), help: "The environment (default: the one of the gate's file).")
  var environment: String?

  @Option(help: "Look at this namespace only; may stand several times.") var namespace: [String] = []

  /// Asks the gate about everything that names a model.
  func judge(_ gate: GateOptions, _ options: GlobalOptions) async throws -> ClusterInventory {
    let dump = try Files.parse(file, limit: ClusterDump.sizeLimit) { try ClusterDump(parsing: $0) }
    let post = try GatePost(gate, environment: environment, options)
    let configuration =
      post.configuration
      ?? GateConfiguration(dao: post.dao, environment: post.environment, audience: post.audience)
    var rows: [ClusterDump.Row] = []
    let finding = await post.visit(or: GateRequest(in: post.environment, audience: post.audience)) {
      counter in
      let desk = GateDesk(configuration, at: counter.now) { try counter.ask($0) }
      rows = dump.judged(at: desk, in: namespace)
      let nothing = GateDecision(
        .allowed, "nothing that runs names a model", GateRequest(in: post.environment), at: counter.now)
      return ClusterInventory.worst(of: rows.map(\.decision)) ?? nothing
    }
    return ClusterInventory(rows: rows, finding: finding, objects: dump.items.count, isShadow: post.isShadow)
  }
}
