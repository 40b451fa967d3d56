internal import ArgumentParser
internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Foundation
internal import Quorate
internal import Signing

/// `quorate attest`.
struct AttestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attest", abstract: "Attestations: verify them, and sign them with release keys.",
    subcommands: [Verify.self, Sign.self, Submit.self, Export.self, KeyCommands.self])

  /// The keys of the user that sign releases.
  static var keys: ReleaseKeyFolder { ReleaseKeyFolder(folder: Session.keys.folder + "/release") }

  struct KeyCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "key", abstract: "Release keys: P-256, which tools for artefacts verify.",
      subcommands: [Create.self, Import.self, List.self, Show.self, Registered.self])
  }

  struct Create: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a release key and keep it encrypted.",
      discussion: "quorate attest key create release-2027")
    @Argument(help: "A name for the key.") var name: String
    @Flag(name: .customLong("light"), help: "Cheap key derivation, for rehearsals and tests only.")
    var isLight = false
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let random = SystemRandomness()
      var secret = P256SecretKey(random.bytes(32))
      while secret == nil { secret = P256SecretKey(random.bytes(32)) }
      guard let secret else { throw Failure(.failure, "failure", "no key was made") }
      return try AttestCommand.keep(secret, name, isLight: isLight, options)
    }
  }

  struct Import: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import a P-256 key that OpenSSL made.",
      discussion: """
        openssl ecparam -name prime256v1 -genkey -noout -out release.pem && chmod 600 release.pem
        quorate attest key import release-2027 --file release.pem
        """)
    @Argument(help: "A name for the key.") var name: String
    @Option(help: "The file, PEM, mode 0600.") var file: String
    @Flag(name: .customLong("light"), help: "Cheap key derivation, for rehearsals and tests only.")
    var isLight = false
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let text = String(decoding: try DurableFile.readSecret(file), as: UTF8.self)
      guard let secret = P256SecretKey(pem: text) else {
        throw Failure(.badInput, "key.form", "\(Format.safe(file)) is not a secret key of P-256 in PEM")
      }
      return try AttestCommand.keep(secret, name, isLight: isLight, options)
    }
  }

  struct List: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "List your release keys.", discussion: "quorate attest key list")
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let keys = KeyListing(try AttestCommand.keys.entries())
      let entries = keys.sound
      return keys.answer(
        schema: "quorate.releaseKeys/1", json: entries.map { AttestCommand.json($0) },
        names: entries.map(\.name),
        text: entries.isEmpty
          ? "no release keys yet; quorate attest key create NAME"
          : Format.table(
            ["NAME", "KEY ID"], entries.map { [$0.name, $0.key.id] }, forTerminal: Terminal.isOutput))
    }
  }

  struct Show: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the public side of a release key, as a proposal registers it.",
      discussion: "quorate attest key show release-2027")
    @Argument(help: "The key's name.") var name: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      AttestCommand.answer(try AttestCommand.keys.entry(name), title: name)
    }
  }

  private static func keep(
    _ secret: P256SecretKey, _ name: String, isLight: Bool, _ options: GlobalOptions
  ) throws -> Answer {
    guard KeyFolder.isName(name) else {
      throw Failure(
        .badInput, "key.name", "a key's name is 1–40 letters, digits, dots, hyphens and underscores")
    }
    let entry = try keys.add(
      name, secret, passphrase: try Passphrase.new(options, for: name), cost: isLight ? .light : .standard,
      random: SystemRandomness().bytes, id: UUID().uuidString.lowercased())
    return answer(
      entry, title: "Release key \(name), kept encrypted. There is no recovery without the passphrase.")
  }

  private static func answer(_ entry: ReleaseKeyFolder.Entry, title: String) -> Answer {
    let spki = "0x" + Hex.encode(entry.key.spki)
    return Answer(
      schema: "quorate.releaseKey/1", data: json(entry),
      text: """
        \(title)
          id      \(entry.key.id)
          logged  \(CanonicalEncoding.Digest.sha256(entry.key.spki)) (what entries of a log call it)
          public  \(entry.publicPath)
          to register it:
            algorithm: \(entry.key.algorithm.rawValue)
            spki: "\(spki)"
        """, brief: entry.key.id)
  }

  private static func json(_ entry: ReleaseKeyFolder.Entry) -> JSONValue {
    .members([
      "algorithm": .string(entry.key.algorithm.rawValue), "id": .string(entry.key.id),
      "logged": .string(CanonicalEncoding.Digest.sha256(entry.key.spki).description),
      "name": .string(entry.name), "path": .string(entry.path), "pem": .string(entry.key.pem),
      "publicPath": .string(entry.publicPath), "spki": .string("0x" + Hex.encode(entry.key.spki)),
    ])
  }
}
