import Testing

/// Files and functions stay small enough to be read at once.
@Suite struct FileSizeTests {
  @Test(arguments: ["Sources", "Tests"]) func `no file has more than 400 lines`(folder: String) throws {
    for file in try SourceFile.all(below: folder) where file.lines.count > 400 {
      Issue.record("\(file.path) has \(file.lines.count) lines")
    }
  }

  @Test(arguments: ["Sources", "Tests"]) func `no function has more than 70 lines`(folder: String) throws {
    for file in try SourceFile.all(below: folder) {
      for function in Self.functions(in: file) where function.length > 70 {
        Issue.record("\(file.path):\(function.line) \(function.length) lines")
      }
    }
  }

  @Test func `nine in ten functions have fewer than 40 lines`() throws {
    let lengths = try SourceFile.all(below: "Sources").flatMap { Self.functions(in: $0).map(\.length) }
    #expect(lengths.count > 500)
    let long = lengths.count { $0 >= 40 }
    #expect(long * 10 < lengths.count, "\(long) of \(lengths.count)")
  }

  @Test func `no file is named for what nobody can find`() throws {
    for file in try SourceFile.all(below: "Sources") {
      for word in ["Util", "Helper", "Manager", "Common", "Misc"] {
        #expect(!file.path.contains(word), "\(file.path)")
      }
    }
  }

  /// Functions by their first line and the line that closes them at the same indentation.
  static func functions(in file: SourceFile) -> [(line: Int, length: Int)] {
    var functions: [(line: Int, length: Int)] = []
    for (number, line) in file.lines.enumerated() where line.contains("func ") || line.contains(" init(") {
      let indent = line.prefix { $0 == " " }
      guard !line.drop(while: { $0 == " " }).hasPrefix("//"), let opening = opening(of: number, in: file)
      else {
        continue
      }
      let closing = file.lines[opening...].firstIndex { $0 == indent + "}" }
      if let closing, closing > number { functions.append((number + 1, closing - number + 1)) }
    }
    return functions
  }

  /// The line within a few that ends in an opening brace; a function on one line has none.
  private static func opening(of number: Int, in file: SourceFile) -> Int? {
    for candidate in number..<min(number + 8, file.lines.count) {
      if file.lines[candidate].hasSuffix("{") { return candidate }
      if file.lines[candidate].hasSuffix("}") { return nil }
    }
    return nil
  }
}
