import Foundation
import QuorateTesting

/// The package's own source files.
struct SourceFile {
  /// The target, the first folder below `Sources` or `Tests`.
  let target: String
  /// The path below the package.
  let path: String
  let lines: [Substring]

  /// All Swift files below a folder of the package.
  static func all(below folder: String) throws -> [SourceFile] {
    let root = OutsideData.package.appending(path: folder)
    let walk = FileManager.default.enumerator(atPath: root.path)
    let paths = (walk?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }.sorted()
    return try paths.map { path in
      let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
      return SourceFile(
        target: String(path.prefix { $0 != "/" }), path: folder + "/" + path,
        lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }
  }

  /// The modules it imports, with the line of each.
  var imports: [(module: String, line: Int)] {
    lines.enumerated().compactMap { number, line in
      let words = line.split(separator: " ")
      guard let keyword = words.firstIndex(of: "import"), keyword <= 2, words.count > keyword + 1,
        !line.hasPrefix("//"), !line.hasPrefix("  ")
      else { return nil }
      return (String(words[keyword + 1]), number + 1)
    }
  }
}
