internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Quorate
internal import Secp256k1Signing
internal import Signing

/// `quorate key`.
struct KeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Your own keys: make, import, list, choose.",
    subcommands: [Create.self, Import.self, List.self, Show.self, Use.self])

  struct Create: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a key and keep it encrypted (Web3 keystore v3).",
      discussion: "quorate key create alice\nquorate key create ci --passphrase-file pass.txt")
    @Argument(help: "A name for the key.") var name: String
    @Flag(help: "Make it the default.") var use = false
    @Flag(name: .customLong("light"), help: "Cheap key derivation, for rehearsals and tests only.")
    var isLight = false
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let random = SystemRandomness()
      var secret = random.bytes(32)
      while (try? Secp256k1SecretKey(secret)) == nil { secret = random.bytes(32) }
      return try KeyCommand.keep(secret, name: name, use: use, isLight: isLight, options)
    }
  }

  struct Import: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import a keystore file, or a raw secret key from a file.",
      discussion: """
        quorate key import alice --file keystore.json
        quorate key import bob --file secret.hex      (32 bytes as hexadecimal digits, mode 0600)

        A secret is never taken from the command line or from the environment.
        """)
    @Argument(help: "A name for the key.") var name: String
    @Option(help: "The file.") var file: String
    @Flag(help: "Make it the default.") var use = false
    @Flag(name: .customLong("light"), help: "Cheap key derivation, for rehearsals and tests only.")
    var isLight = false
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      guard try FilePresence.isThere(file) else {
        throw Failure(.notFound, "file.missing", "there is no readable file \(Format.safe(file))")
      }
      let bytes = try Files.read(file, limit: 1 << 16)
      if bytes.first == 0x7b {
        let keystore = try JSONParser.parse(bytes)
        let secret = try KeystoreV3.open(keystore, passphrase: try Passphrase.existing(options, for: file))
        return try KeyCommand.keep(keystore, secret, name: name, use: use)
      }
      let text = String(decoding: try DurableFile.readSecret(file), as: UTF8.self).filter { !$0.isWhitespace }
      guard let secret = Hex.decode(text.hasPrefix("0x") ? String(text.dropFirst(2)) : text),
        secret.count == 32
      else {
        throw Failure(
          .badInput, "key.form", "\(Format.safe(file)) is neither a keystore nor 64 hexadecimal digits")
      }
      return try KeyCommand.keep(secret, name: name, use: use, isLight: isLight, options)
    }
  }

  struct List: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "List your keys.", discussion: "quorate key list")
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let keys = KeyListing(try Session.keys.entries())
      let entries = keys.sound
      let rows = entries.map { [$0.name, $0.account.display, $0.isDefault ? "default" : ""] }
      return keys.answer(
        schema: "quorate.keys/1", json: entries.map { KeyCommand.json($0) }, names: entries.map(\.name),
        text: entries.isEmpty
          ? "no keys yet; quorate key create NAME"
          : Format.table(["NAME", "ACCOUNT", ""], rows, forTerminal: Terminal.isOutput))
    }
  }

  struct Show: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the public side of a key.", discussion: "quorate key show alice")
    @Argument(help: "The key's name (default: the default key).") var name: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let entry = try Session.keys.entry(try name ?? Session.keyName(options))
      return Answer(
        schema: "quorate.key/1", data: KeyCommand.json(entry),
        text: "\(entry.name)  \(entry.account.display)\(entry.isDefault ? "  (default)" : "")\n\(entry.path)",
        brief: entry.account.display)
    }
  }

  struct Use: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Choose the default key.", discussion: "quorate key use alice")
    @Argument(help: "The key's name.") var name: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      try Session.keys.setDefault(name)
      let entry = try Session.keys.entry(name)
      return Answer(
        schema: "quorate.key/1", data: KeyCommand.json(entry),
        text: "\(entry.name) \(entry.account.display) is now the default", brief: entry.account.display)
    }
  }

  fileprivate static func json(_ entry: KeyFolder.Entry) -> JSONValue {
    .members([
      "address": .string(entry.account.display), "default": .bool(entry.isDefault),
      "name": .string(entry.name),
      "path": .string(entry.path),
    ])
  }

  fileprivate static func keep(
    _ secret: [UInt8], name: String, use: Bool, isLight: Bool, _ options: GlobalOptions
  ) throws -> Answer {
    guard KeyFolder.isName(name) else {
      throw Failure(
        .badInput, "key.name", "a key's name is 1–40 letters, digits, dots, hyphens and underscores")
    }
    let key: Secp256k1SecretKey
    do { key = try Secp256k1SecretKey(secret) } catch {
      throw Failure(.badInput, "key.form", "this is not a secret key of the curve")
    }
    let random = SystemRandomness()
    let keystore = try KeystoreV3.seal(
      secret: secret, address: key.address, passphrase: try Passphrase.new(options, for: name),
      cost: isLight ? .light : .standard, random: random.bytes, id: UUID().uuidString.lowercased())
    return try keep(keystore, secret, name: name, use: use)
  }

  /// The keystore with its address, which version 3 may leave out but must not get wrong.
  private static func addressed(_ keystore: JSONValue, _ account: AccountKey) throws -> JSONValue {
    var members = keystore.object?.members ?? []
    guard let stated = members.first(where: { $0.key == "address" }) else {
      members.append(.init(key: "address", value: .string(account.bytes.hex)))
      return .object(JSONObject(members))
    }
    let text = stated.value.string?.lowercased() ?? ""
    guard (text.hasPrefix("0x") ? String(text.dropFirst(2)) : text) == account.bytes.hex else {
      throw Failure(.badEvidence, "key.address", "the keystore names another address than its secret has")
    }
    return keystore
  }

  private static func keep(_ keystore: JSONValue, _ secret: [UInt8], name: String, use: Bool) throws -> Answer
  {
    let account: AccountKey
    do { account = try Secp256k1SecretKey(secret).account } catch {
      throw Failure(.badInput, "key.form", "what it holds is not a secret key of the curve")
    }
    try Session.keys.add(name, keystore: try addressed(keystore, account), use: use)
    let entry = try Session.keys.entry(name)
    return Answer(
      schema: "quorate.key/1", data: json(entry),
      text: """
        Key \(name)  \(account.display)\(entry.isDefault ? "  (default)" : "")
        Kept encrypted in \(entry.path). There is no recovery without the passphrase.
        """, brief: account.display)
  }
}
