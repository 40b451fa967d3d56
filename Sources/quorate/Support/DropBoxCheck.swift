/// Asks a drop-box's witnesses what they have seen of it, before it signs anything.
///
/// A ballot waits for a question that was put after it came. There is one at a time: whatever comes while one is under way
/// shares the next, so that many ballots cost the witnesses no more than a few.
actor DropBoxCheck {
  private let ask: @Sendable () async throws -> Void
  /// The question that is under way.
  private var running: Task<Void, any Error>?
  /// The one after it, which is not put yet.
  private var next: Task<Void, any Error>?

  init(_ ask: @escaping @Sendable () async throws -> Void) { self.ask = ask }

  /// - Throws: What the question has found.
  func pass() async throws {
    if let next { return try await next.value }
    let before = running
    let task = Task {
      _ = await before?.result
      begin()
      try await ask()
    }
    next = task
    try await task.value
  }

  private func begin() { (running, next) = (next, nil) }
}
