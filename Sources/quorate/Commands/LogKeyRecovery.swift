internal import SQLiteStorage
internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import Signing
internal import TransparencyLog

extension LogCommand.Key {
  /// `quorate log key recover`.
  struct Recover: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "recover", abstract: "Go on under other keys where those of the log are lost.",
      discussion: """
        Those whom the genesis names draft and sign a file, the operator puts it on record, and once the delay is over the
        new keys take over. Until then the keys in force, if somebody has them after all, can cancel it.
        """,
      subcommands: [Draft.self, Sign.self, Announce.self, Cancel.self, Complete.self])
  }
}

extension LogCommand.Key.Recover {
  struct Draft: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write down what the recoverers are to sign.",
      discussion: """
        quorate log key prepare new.json
        quorate log key recover draft new.json --reason "the machine burned down" -o recovery.json
        """)
    @Argument(help: "The commitment to the new keys, or their file.") var keys: String
    @Option(help: "Why, in a sentence; it is public.") var reason: String
    @Option(
      name: .customLong("compromised-since"), help: "The entry from which on the lost keys count as stolen.")
    var compromisedSince: UInt64?
    @Option(help: "How long it may be put on record.") var valid = "14d"
    @Option(name: .shortAndLong, help: "The file (default: recovery.json).") var output = "recovery.json"
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let kept = try OutputFile(output)
      let chain = try session.logKeys()
      guard chain.recoverers != nil else { throw LogKeyRefusal.recoverers(have: 0, needs: 0) }
      guard DisplayText.fault(of: reason, limit: 300) == nil else {
        throw Failure(.usage, "usage", "the reason is a sentence of at most 300 characters")
      }
      let recovery = LogRecovery(
        dao: session.dao.id, daoName: session.dao.name, number: chain.latest.number + 1,
        keys: try LogKeyFiles.commitment(keys), doubtedFrom: compromisedSince, reason: reason,
        validUntil: try session.now() + (try TimeArgument.span(valid)))
      try kept.write(LogRecoveryEntry(recovery, signatures: [:]).bytes)
      return RecoveryWords.answer(
        LogRecoveryEntry(recovery, signatures: [:]), chain, session, done: "Wrote \(Format.safe(output))",
        next: "quorate log key recover sign \(Format.safe(output)) --key NAME")
    }
  }

  struct Sign: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sign a recovery, as one of those whom the genesis names.",
      discussion: "quorate log key recover sign recovery.json --key alice")
    @Argument(help: "The file.") var file: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let chain = try session.logKeys()
      let entry = try RecoveryWords.read(file, session)
      let name = try Session.keyName(options)
      let account = try Session.keys.entry(name).account
      guard chain.recoverers?.accounts.contains(account) == true else {
        throw Failure(
          .notAllowed, "logKeys.recoverers", "the genesis does not name \(account.display) as a recoverer")
      }
      try Writing.confirm(RecoveryWords.text(entry, chain), options)
      let signature = try Session.unlock(name, options).sign(entry.recovery.message.digest)
      let signed = entry.adding(signature, of: account)
      try DurableFile.write(signed.bytes, to: file)
      return RecoveryWords.answer(
        signed, chain, session, done: "Signed \(Format.safe(file))",
        next: RecoveryWords.isEnough(signed, chain)
          ? "quorate log key recover announce \(Format.safe(file))"
          : "another recoverer: quorate log key recover sign \(Format.safe(file)) --key NAME")
    }
  }

  struct Announce: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put a signed recovery on record: its delay begins.",
      discussion: "quorate log key recover announce recovery.json")
    @Argument(help: "The file.") var file: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let entry = try RecoveryWords.read(file, session)
      try await SignedLog(session).check()
      let chamber = try RecoveryWords.chamber(session)
      let (index, receipt) = try await chamber.announce(entry, curves: LogCurves(Secp256k1Verifier()))
      let chain = try session.logKeys()
      let signed = receipt == nil ? ", which no key here can sign until it is carried out" : ""
      return RecoveryWords.answer(
        entry, chain, session, done: "On record as entry \(index)\(signed)",
        next: "quorate log key recover complete --keys FILE", brief: String(index))
    }
  }

  struct Cancel: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say with the keys in force that they are not lost.",
      discussion: "quorate log key recover cancel")
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      try Writing.confirm("The recovery on record ends, and the log's keys stay.", options)
      let receipt = try await session.writing().cancelRecovery(curves: LogCurves(Secp256k1Verifier()))
      return Answer(
        schema: "quorate.log-key/1", data: LogKeyWords.json(try session.logKeys()),
        text: "Entry \(receipt.index) cancelled the recovery", brief: String(receipt.index),
        warnings: session.warnings)
    }
  }

  struct Complete: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Go on under the new keys, once the delay is over.",
      discussion: """
        quorate log key recover complete --keys new.json
        quorate log key recover complete --keys new.json --then 0x5e…

        The new keys sign one entry and every checkpoint from there on. After a crash run it again.
        """)
    @Option(help: "The file of the new keys.") var keys: String
    @Option(
      help: "What they commit to: a commitment, or a file of `log key prepare` (default: keys made here).")
    var then: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let files = LogKeyFiles(layout: session.layout)
      let before = try session.logKeys()
      let (keys, pair) = try LogKeyFiles.recovering(from: keys, in: before)
      // On record already, it only has to be finished: its commitment stands.
      let done = before.latest.pair == pair ? before.latest.next : nil
      try await SignedLog(session).check()
      let receipt = try await RecoveryWords.chamber(session, adding: keys).changeKeys(
        to: pair, committing: try done ?? files.prepareThen(then), by: .recovery,
        curves: LogCurves(Secp256k1Verifier()))
      let chain = try session.logKeys()
      try files.settle(chain, recovered: keys)
      return Answer(
        schema: "quorate.log-key/1", data: LogKeyWords.json(chain),
        text: """
          Entry \(receipt.index) recovered the log: the new keys are in force
          \(LogKeyWords.text(chain, isBrief: true))
          Next:  quorate log key show -o FILE, and to each witness:  quorate witness trust DIR --key-history FILE
          """, brief: String(receipt.index), warnings: session.warnings)
    }
  }
}

/// How commands read and write a recovery.
private enum RecoveryWords {
  /// A file of this DAO whose signatures hold.
  static func read(_ path: String, _ session: Session) throws -> LogRecoveryEntry {
    let entry = try LogRecoveryEntry(parsing: try Files.read(path, limit: LogRecoveryEntry.sizeLimit))
    guard entry.recovery.dao == session.dao.id else {
      throw Failure(.badInput, "log.otherDAO", "\(Format.safe(path)) is about the log of another DAO")
    }
    try entry.requireSignatures(with: Secp256k1Verifier())
    return entry
  }

  /// A chamber with whatever keys are here, and some that are not kept here.
  static func chamber(_ session: Session, adding keys: LogKeyFile? = nil) throws -> DAOChamber {
    let origin = session.dao.origin
    let more = try keys.map { try LogSigners.signers($0, origin: origin) } ?? []
    return DAOChamber(
      store: session.store, documents: session.documents, verifier: Secp256k1Verifier(),
      signers: try LogSigners.load(session.layout, origin: origin) + more,
      clock: session.chamber.clock, beforeSigning: SignedLog(session).remembering)
  }

  private static func signed(_ entry: LogRecoveryEntry, _ chain: LogKeyChain) -> Int {
    chain.recoverers?.accounts.count { entry.signatures[$0] != nil } ?? 0
  }

  /// Whether as many have signed it as it takes.
  static func isEnough(_ entry: LogRecoveryEntry, _ chain: LogKeyChain) -> Bool {
    signed(entry, chain) >= chain.recoverers?.needs ?? 0
  }

  static func text(_ entry: LogRecoveryEntry, _ chain: LogKeyChain) -> String {
    let recovery = entry.recovery
    let rules = chain.recoverers
    let signed = signed(entry, chain)
    return """
      Recovery of the log's keys of \(Format.safe(recovery.daoName)), change \(recovery.number)
        reason   \(Format.safe(recovery.reason))
        keys     \(recovery.keys)
        stolen   \(recovery.doubtedFrom.map { "since entry \($0)" } ?? "no, lost")
        signed   by \(signed) of \(rules?.needs ?? 0)
        valid    until \(recovery.validUntil.sentence)
      """
  }

  static func answer(
    _ entry: LogRecoveryEntry, _ chain: LogKeyChain, _ session: Session, done: String, next: String,
    brief: String? = nil
  ) -> Answer {
    var text = "\(done)\n\(self.text(entry, chain))"
    if let pending = chain.pending, let rules = chain.recoverers, pending.keys == entry.recovery.keys {
      text += "\n  delay    the keys in force can cancel it until \((pending.since + rules.delay).sentence)"
    }
    return Answer(
      schema: "quorate.log-recovery/1",
      data: .members([
        "keys": LogKeyWords.json(chain), "recovery": entry.recovery.json,
        "signed": .integer(UInt64(entry.signatures.count)),
      ]), text: "\(text)\nNext:  \(next)", brief: brief ?? done, warnings: session.warnings)
  }
}
