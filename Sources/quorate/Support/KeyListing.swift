internal import CanonicalEncoding

/// Keys as they are listed: those that can be read, and what is wrong with the others.
struct KeyListing<Entry> {
  private(set) var sound: [Entry] = []
  private var faults: [(name: String, failure: Failure)] = []

  init(_ keys: [(name: String, entry: Result<Entry, any Error>)]) {
    for key in keys {
      switch key.entry {
      case .success(let entry): sound.append(entry)
      case .failure(let error): faults.append((key.name, Failure(error)))
      }
    }
  }

  /// The answer about all of them, which ends as the first that cannot be read would by itself.
  ///
  /// - Parameters:
  ///   - names: What `--quiet` prints.
  ///   - text: The sound ones as a table.
  func answer(schema: String, json: [JSONValue], names: [String], text: String) -> Answer {
    Answer(
      schema: schema, data: .array(json), text: sound.isEmpty && !faults.isEmpty ? "" : text,
      brief: names.joined(separator: "\n"), status: faults.first?.failure.status ?? .ok,
      warnings: faults.map {
        Answer.Warning(
          code: "W012", message: "the key \($0.name) cannot be read: \($0.failure.message)", isUrgent: true)
      })
  }
}
