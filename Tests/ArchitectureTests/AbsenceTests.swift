import Testing

/// A failure to look is never taken for absence: what a machine remembers would seem never to have been there.
@Suite struct AbsenceTests {
  /// Questions to which Foundation answers "no" or "nothing" where the system could not tell.
  private static let questions = [
    "fileExists(atPath", "contents(atPath", "isReadableFile(", "contentsOfDirectory(", "attributesOfItem(",
    "enumerator(atPath",
  ]

  /// Where the answer cannot open anything, with the reason.
  private static let harmless = [
    "Sources/quorate/Commands/Initialize.swift":
      "a file that somebody names, which may be a pipe: refused otherwise",
    "Sources/SQLiteStorage/SQLiteLogStore.swift": "a log that seems missing is an error",
    "Sources/SQLiteStorage/SQLiteWitnessStore.swift": "a witness that seems missing is an error",
    "Sources/SQLiteStorage/SQLiteFile.swift":
      "a file that cannot be looked at is opened anew, and that fails",
    "Sources/DocumentFiles/Models/ModelFolder.swift": "a model that seems missing is an error",
    "Sources/DocumentFiles/Publication/PublishedFolder.swift":
      "what a folder lists besides what is asked for by name",
    "Sources/DocumentFiles/Publication/PublishedFolder+Digest.swift":
      "the digest of fewer files is another one",
    "Sources/quorate/Support/AttestedFolder.swift": "what does not seem to be a folder is read, and refused",
  ]

  @Test func `no question to the file system takes a failure for absence`() throws {
    var asked: Set<String> = []
    for file in try SourceFile.all(below: "Sources") {
      for (number, line) in file.lines.enumerated() where Self.questions.contains(where: line.contains) {
        asked.insert(file.path)
        #expect(Self.harmless[file.path] != nil, "\(file.path):\(number + 1) ask FilePresence")
      }
    }
    #expect(asked == Set(Self.harmless.keys), "the list of exceptions is longer than what is excepted")
  }
}
