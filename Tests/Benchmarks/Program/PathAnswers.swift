internal import CanonicalEncoding
internal import Foundation
internal import Quorate
internal import SafetyProtocol

/// Paths for another implementation to compare with.
enum PathAnswers {
  /// Answers each line of a file, `{"document":…,"path":"…"}`, with `{"places":[…]}`: the normalized paths of what is
  /// reached, or `null` where the path is refused.
  static func write(for file: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: file)))
    let questions = try EvidenceDocument(parsing: bytes, form: .lines)
    var text: [UInt8] = []
    for question in questions.children(EvidenceDocument.root) {
      guard let document = questions.value("document", of: question),
        let path = questions.value("path", of: question).flatMap({ questions.text($0) })
      else { throw StorageError("failed", "a line without a document or a path") }
      var places: JSONValue = .null
      if let path = try? Path(path) {
        let reached = try path.places(in: questions, root: document)
        places = .array(reached.map { .string(questions.normalizedPath(to: $0, from: document)) })
      }
      text += JSONValue.members(["places": places]).canonicalBytes + [0x0a]
    }
    FileHandle.standardOutput.write(Data(text))
  }
}
