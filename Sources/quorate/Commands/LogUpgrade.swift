internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Ledger
internal import Quorate
internal import SQLiteStorage

extension LogCommand {
  struct Upgrade: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the state of a workspace of an older version anew.",
      discussion: """
        quorate log upgrade

        Entries, tree and checkpoints are audited; what the entries lead to takes the
        place of the state in the log file. They themselves and the texts of reasons
        stay as they are, and nothing is signed.
        """)
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let layout = try Session.layout(options)
      let store = try SQLiteLogStore(path: layout.log, takesOlder: true)
      var size = try store.head()?.size ?? 0
      if store.isOlder {
        size = try await OlderLog(store: store, dao: try pinned(layout), isOwn: true)
          .upgrade(documents: DocumentFolder(folder: layout.documents))
      }
      let entries = Format.number(Int(clamping: size), "entry", plural: "entries")
      return Answer(
        schema: "quorate.upgrade/1",
        data: .members(["entries": .integer(size), "upgraded": .bool(store.isOlder)]),
        text: store.isOlder
          ? "Upgraded: \(entries) audited and replayed.\nCheck it:  quorate audit verify"
          : "Nothing to do: the log file is of this version.",
        brief: store.isOlder ? "upgraded" : "current")
    }

    /// The DAO whose log it is, by the workspace and by entry 0 alone: the state cannot be asked.
    private func pinned(_ layout: WorkspaceLayout) throws -> Digest {
      let text = String(decoding: try FilePresence.content(of: layout.pin) ?? [], as: UTF8.self)
      guard let dao = Digest(text.filter { !$0.isWhitespace }) else {
        throw Failure(.notFound, "workspace.missing", "the workspace does not name its DAO")
      }
      return dao
    }
  }
}
