internal import SQLiteStorage
internal import Ledger
internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Glibc
internal import Quorate

/// `quorate doctor`.
struct Doctor: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check the workspace, its files and your keys.",
    discussion: """
      quorate doctor
      quorate doctor --without-witnesses      (asks nobody over the network)
      """)
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    var checks: [(name: String, fault: String?)] = []
    let session: Session?
    do {
      session = try Session(options)
      checks.append(("workspace", nil))
    } catch {
      session = nil
      checks.append(("workspace", Failure(error).message))
    }
    if let session {
      checks.append(("writing", writingFault(session.layout)))
      checks.append(("log's keys", fault { _ = try LogKeyFile(path: session.layout.logKeys) }))
      checks.append(("log's next keys", nextKeysFault(session)))
      checks.append(
        (
          "charter", fault { _ = try session.charterBytes() }
        ))
      checks.append(("charter.yaml", charterFault(session)))
      checks.append(("clock", clockFault(session)))
      checks.append(
        (
          "log signed",
          fault {
            let head = try session.store.head()
            let checkpoint = try session.store.checkpoint()
            guard head?.size == checkpoint?.size else {
              throw Failure(
                .conflict, "log.unsigned", "the newest entries are not signed yet; the next write signs them")
            }
          }
        ))
      checks.append(("log not set back", await setBackFault(session)))
    }
    let names = Result { try FilePresence.names(in: Session.keys.folder) }
    if case .failure(let error) = names { checks.append(("keys", Failure(error).message)) }
    for entry in (try? names.get()) ?? [] where entry.hasSuffix(".json") {
      checks.append(
        ("key \(entry.dropLast(5))", fault { _ = try Session.keys.entry(String(entry.dropLast(5))) }))
    }
    let isWell = checks.allSatisfy { $0.fault == nil }
    return Answer(
      schema: "quorate.doctor/1",
      data: .array(
        checks.map { check in
          .members([
            "fault": check.fault.map { .string($0) } ?? .null, "name": .string(check.name),
            "ok": .bool(check.fault == nil),
          ])
        }),
      text: checks.map {
        "\($0.fault == nil ? "✓" : "✗") \($0.name)\($0.fault.map { ": \(Format.safe($0))" } ?? "")"
      }
      .joined(separator: "\n"),
      brief: isWell ? "ok" : "faults", status: isWell ? .ok : .no, warnings: session?.warnings ?? [])
  }

  /// Keys that are kept here in case must be those the log has committed to; they may be kept elsewhere.
  private func nextKeysFault(_ session: Session) -> String? {
    fault {
      guard let next = try LogKeyFiles(layout: session.layout).next() else { return }
      let latest = try session.logKeys().latest
      if latest.number > 0, next == latest.pair {
        throw Failure(
          .conflict, "logKeys.unsettled",
          "a change of the log's keys was interrupted; quorate log key rotate finishes it")
      }
      guard next.commitment == latest.next else { throw LogKeyRefusal.notCommitted }
    }
  }

  /// Where this user may not write, whatever is there to be read.
  private func writingFault(_ layout: WorkspaceLayout) -> String? {
    let places = [
      layout.root, layout.hidden, layout.log, layout.documents, layout.proposals, layout.receipts,
    ]
    return fault {
      for place in places where unsafe access(place, F_OK) == 0 {
        guard unsafe access(place, W_OK) == 0 else {
          throw Failure(
            .notAllowed, "storage.permissions",
            "you may not write \(place): \(unsafe String(cString: strerror(errno)))")
        }
      }
    }
  }

  /// Whether a write would be refused because the log has signed more than it knows of: by this machine's memory, and by
  /// its witnesses, who are asked as they are before every write.
  private func setBackFault(_ session: Session) async -> String? {
    do {
      try await SignedLog(session).check()
      return nil
    } catch { return Failure(error).message }
  }

  private func fault(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch { return Failure(error).message }
  }

  /// `charter.yaml` is a copy for people; what counts is the document the log names.
  private func charterFault(_ session: Session) -> String? {
    guard let data = try? FilePresence.content(of: session.layout.charter) else {
      return "charter.yaml is missing; quorate charter show > charter.yaml"
    }
    return (try? session.charterHash()) == Digest.sha256(data)
      ? nil : "charter.yaml is not the charter in force; quorate charter show prints that one"
  }

  private func clockFault(_ session: Session) -> String? {
    guard let head = try? session.store.head(), let now = try? session.now() else {
      return "the clock does not read"
    }
    return now < head.received ? "the clock (\(now)) is behind the last entry (\(head.received))" : nil
  }
}
