internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import TransparencyLog

extension AuditCommand {
  struct Compare: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Find out whether two sights of a log are of one history.",
      discussion: """
        quorate audit compare january.qaudit february.qaudit
        quorate audit compare mirror/ my-receipt.tlog-proof
        quorate audit compare mirror/ checkpoint -o proof.json

        Each may be a bundle, the folder or the address of a published log, a
        checkpoint or a receipt. Exit 0: one is the beginning of the other; with -o
        the file that proves it is written. Exit 4: the log was forked, and the file
        that proves it is written in any case. Anybody checks either with
        quorate audit verify FILE.
        """)
    @Argument(help: "One sight.") var first: String
    @Argument(help: "The other.") var second: String
    @Option(
      name: .shortAndLong, help: "Where the proof is written (default: only of a fork, fork-evidence.json).")
    var output: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let sights = [try await Sights.fetch(first), try await Sights.fetch(second)]
      let verifier = Secp256k1Verifier()
      let found = try LogComparison(sights[0], sights[1], with: verifier, curves: LogCurves(verifier))
      let sizes = sights.map(\.checkpoint.size).sorted()
      switch found {
      case .same(let evidence):
        return try consistent(
          "same", "✓ both are the log at size \(sizes[0]), root \(sights[0].checkpoint.root)", evidence)
      case .extends(let evidence):
        return try consistent(
          "extends", "✓ the log of size \(sizes[0]) is the beginning of the log of size \(sizes[1])", evidence
        )
      case .undecided:
        return answer(
          "undecided", "? sizes \(sizes[0]) and \(sizes[1]): only the entries of the larger one can tell",
          status: .undecided)
      case .retired(let evidence):
        let file = try OutputFile.keep(evidence: evidence.bytes, at: output ?? "fork-evidence.json")
        return answer(
          "retired-keys",
          """
          ✗ RETIRED KEYS of \(Format.safe(sights[0].checkpoint.origin)) signed one of them
            rely on nothing that they sign: somebody has them who should not, or uses them who must not
          Wrote \(Format.safe(file)). Anybody can check it: quorate audit verify \(Format.safe(file))
          """, evidence: file, status: .badEvidence)
      case .keys(let evidence?):
        let file = try OutputFile.keep(evidence: evidence.bytes, at: output ?? "fork-evidence.json")
        return answer(
          "key-fork",
          """
          ✗ FORK: the keys of \(Format.safe(sights[0].checkpoint.origin)) were changed in two ways
            the pair before has signed both, so that there are two logs with keys of their own
          Wrote \(Format.safe(file)). Anybody can check it: quorate audit verify \(Format.safe(file))
          """, evidence: file, status: .badEvidence)
      case .keys(nil):
        return answer(
          "keys-differ",
          """
          ✗ TWO HISTORIES of the keys of \(Format.safe(sights[0].checkpoint.origin))
            other keys have taken over in one of them, or earlier; no pair has signed both, so that no file proves it
            ask who sent which, and those who may recover the keys
          """, status: .badEvidence)
      case .fork(let evidence):
        let file = try OutputFile.keep(evidence: evidence.bytes, at: output ?? "fork-evidence.json")
        return answer(
          "fork",
          """
          ✗ FORK: the keys of \(Format.safe(sights[0].checkpoint.origin)) signed two histories
            size \(sizes[0]) and size \(sizes[1]) cannot both be states of one log
          Wrote \(Format.safe(file)). Anybody can check it: quorate audit verify \(Format.safe(file))
          """, evidence: file, status: .badEvidence)
      }
    }

    /// One is the beginning of the other. The proof is written where that was asked for.
    private func consistent(_ word: String, _ text: String, _ evidence: ConsistencyEvidence) throws -> Answer
    {
      let file = try output.map { try OutputFile.keep(evidence: evidence.bytes, at: $0) }
      let wrote = file.map {
        "\nWrote \(Format.safe($0)). Anybody can check it: quorate audit verify \(Format.shell($0))"
      }
      return answer(word, text + (wrote ?? ""), path: evidence.pair.path, evidence: file)
    }

    private func answer(
      _ word: String, _ text: String, path: [Digest] = [], evidence: String? = nil,
      status: ExitStatus = .ok
    ) -> Answer {
      Answer(
        schema: "quorate.comparison/1",
        data: .members([
          "evidence": evidence.map { .string($0) } ?? .null,
          "path": .array(path.map { .string($0.description) }), "result": .string(word),
        ]), text: text, brief: word, status: status)
    }
  }
}

/// Whatever holds a signed checkpoint of a log.
enum Sights {
  /// Opens what `open` does, and copies of published logs at addresses.
  static func fetch(_ place: String) async throws -> LogSight { try open(await WebLog.here(place)) }

  /// That nothing is at a path; of an address, that it is none.
  static func missing(_ path: String) -> Failure {
    WebLog.isAddress(path)
      ? Failure(
        .usage, "usage", "\(Format.safe(path)) is an address, and here a file or a folder is read",
        hint:
          "audit verify, audit report, audit compare, audit diff, log monitor and receipt check read addresses"
      )
      : Failure(
        .notFound, "storage.missing", "there is no \(Format.safe(path))",
        hint: "a .qaudit file, a receipt, a checkpoint, or the folder or address of a published log")
  }

  /// Opens a bundle, a folder, a checkpoint or a receipt.
  static func open(_ path: String) throws -> LogSight {
    guard let kind = try FilePresence.kind(at: path) else { throw missing(path) }
    if kind == .folder {
      let log = try ArchivedLog(PublishedFolder(root: path))
      return try LogSight(note: log.note, log: log)
    }
    let file = try RegularFile(path: path)
    if file.count > 1 << 20 || isArchive(file) {
      let log = try ArchivedLog(try Archive(file).folder("log"))
      return try LogSight(note: log.note, log: log)
    }
    let bytes = try file.read(at: 0, count: Int(file.count))
    if let receipt = try? LogProof(parsing: bytes) { return try LogSight(note: receipt.note, log: nil) }
    return try LogSight(note: try SignedNote(parsing: bytes), log: nil)
  }

  /// Whether a file begins as an archive does.
  private static func isArchive(_ file: RegularFile) -> Bool {
    guard let block = try? file.read(at: 0, count: ArchiveHeader.block) else { return false }
    return Array(block[257..<262]) == Array("ustar".utf8)
  }
}

extension SQLiteLogStore {
  /// Whether all that is signed in a bundle or a published log is a beginning of this one.
  func contains(_ sight: LogSight) throws -> Bool {
    let then = sight.checkpoint
    guard sight.log != nil, let tip = try tip(), 1...max(tip.size, 1) ~= then.size else { return false }
    return try MerkleRoot.of(size: then.size, node: { try node($0) }) == then.root
  }
}
