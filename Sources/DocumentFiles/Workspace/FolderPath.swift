extension String {
  /// The path of the folder that a path names something in; empty for a bare name, which is in the folder at hand.
  ///
  /// Foundation's `deletingLastPathComponent` traps on some short paths (`x`, `.`, `a/`), and paths come from a command
  /// line.
  package var folderPath: String {
    var path = self[...]
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    guard let slash = path.lastIndex(of: "/") else { return "" }
    path = path[..<slash]
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path.isEmpty ? "/" : String(path)
  }
}
