internal import ArgumentParser
internal import CanonicalEncoding
internal import Foundation
internal import Glibc

/// The command line.
@main
struct Quorate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quorate",
    abstract: "Decide together which AI models run, and prove afterwards that the rules were followed.",
    discussion: """
      quorate init helios --name "Helios Labs"   found a DAO
      quorate vote P-0007 For -r "sound plan"    cast a signed vote
      quorate explain P-0007                     why it passes or fails
      quorate gate check production --model DIR  may this model run here?
      quorate audit verify                       recompute everything

      More: quorate help exit-codes | environment | files
      """,
    version: "quorate 0.1.0",
    groupedSubcommands: [
      CommandGroup(
        name: "Start", subcommands: [Initialize.self, CharterCommand.self, ClockCommand.self, Doctor.self]),
      CommandGroup(
        name: "Identity",
        subcommands: [KeyCommand.self, MemberCommand.self, ElectorateCommand.self, ModelCommand.self]),
      CommandGroup(
        name: "Decide",
        subcommands: [ProposalCommand.self, VoteCommand.self, DelegateCommand.self, DropBoxCommand.self]),
      CommandGroup(
        name: "Results",
        subcommands: [
          StatusCommand.self, TallyCommand.self, ResultsCommand.self, ExplainCommand.self,
          SimulateCommand.self, RecountCommand.self,
        ]),
      CommandGroup(
        name: "Act",
        subcommands: [
          DepositCommand.self, StartCommand.self, QueueCommand.self, ExecuteCommand.self, VetoCommand.self,
          CancelCommand.self, ReviewCommand.self,
          WaiveCommand.self, PostponeCommand.self, ResourceCommand.self,
        ]),
      CommandGroup(
        name: "Safety",
        subcommands: [
          ProtocolCommand.self, EvidenceCommand.self, EvaluationCommand.self, PauseCommand.self,
          ResumeCommand.self,
          RevokeCommand.self, RatifyCommand.self, IncidentCommand.self, DatasetCommand.self,
          GateCommand.self,
        ]),
      CommandGroup(
        name: "Evidence",
        subcommands: [LogCommand.self, ReceiptCommand.self, AttestCommand.self, AuditCommand.self]),
      CommandGroup(name: "Service", subcommands: [WitnessCommand.self]),
      CommandGroup(name: "More", subcommands: [TopicCommand.self]),
    ])

  static func main() async {
    let arguments = CommandLineForm.normalized(Array(CommandLine.arguments.dropFirst()))
    let isJSON = arguments.contains("--json")
    do {
      if let topic = TopicCommand.topic(for: arguments) {
        Terminal.write(topic + "\n", to: STDOUT_FILENO)
        return
      }
      if arguments.count == 2, arguments[0] == "help",
        let failure = CommandLineForm.unknownCommand([arguments[1]])
      {
        throw failure
      }
      if let failure = CommandLineForm.unknownCommand(arguments) { throw failure }
      var command = try parsed(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      finish(error, isJSON: isJSON)
    }
  }

  /// The command of a line; of one that the parser refuses, what was probably mistyped.
  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    do { return try parseAsRoot(arguments) } catch {
      guard exitCode(for: error) == .validationFailure,
        let failure = CommandLineForm.unknownCommand(arguments, isRefused: true)
      else { throw error }
      throw failure
    }
  }

  /// Prints what went wrong and ends the process with its status.
  private static func finish(_ error: any Error, isJSON: Bool) -> Never {
    if let code = error as? ExitCode { Glibc.exit(code.rawValue) }
    let parser = exitCode(for: error)
    if parser == .success {
      Terminal.write(fullMessage(for: error) + "\n", to: STDOUT_FILENO)
      Glibc.exit(0)
    }
    let failure =
      parser == .validationFailure && !(error is any CodedRefusal) && !(error is Failure)
      ? Failure(.usage, "usage", message(for: error)) : Failure(error)
    if isJSON {
      Terminal.write(String(decoding: failure.json.canonicalBytes, as: UTF8.self) + "\n", to: STDOUT_FILENO)
    } else if failure.status == .usage, failure.code == "usage", !(error is Failure) {
      let text = fullMessage(for: error)
      let message = text.hasPrefix("Error: ") ? "error: " + text.dropFirst(7) : text
      Terminal.write(Format.withoutControls(message) + "\n", to: STDERR_FILENO)
    } else {
      Terminal.show(failure.text, on: STDERR_FILENO)
    }
    Glibc.exit(failure.status.rawValue)
  }
}

/// A command with an answer, printed the same way everywhere.
protocol AnsweringCommand: AsyncParsableCommand {
  var options: GlobalOptions { get }
  func answer() async throws -> Answer
}

extension AnsweringCommand {
  func run() async throws {
    let signing = Acknowledgement()
    var answer = try await Acknowledgement.$current.withValue(signing) { try await self.answer() }
    answer.warnings += signing.notes
    if let pending = await signing.pending,
      let warning = try await signing.settle(pending, in: try Session(options))
    {
      answer.warnings.append(warning)
    }
    if options.json {
      Terminal.write(String(decoding: answer.json.canonicalBytes, as: UTF8.self) + "\n", to: STDOUT_FILENO)
    } else {
      let text = options.quiet ? answer.brief : answer.text
      if answer.isDocument || options.quiet {
        if !text.isEmpty { Terminal.write(text + "\n", to: STDOUT_FILENO) }
      } else if !text.isEmpty {
        Terminal.show(text, on: STDOUT_FILENO)
      }
      for warning in answer.warnings where !options.quiet || warning.isUrgent {
        Terminal.show("note: \(warning.message) (\(warning.code))", on: STDERR_FILENO)
      }
    }
    if answer.status != .ok { throw ExitCode(answer.status.rawValue) }
  }
}
