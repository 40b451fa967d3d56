internal import CanonicalEncoding

extension TilePath {
  /// Reads exactly what `description` writes.
  package init?(parsing path: String) {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 3, parts.removeFirst() == "tile" else { return nil }
    let kind = parts.removeFirst()
    var width = Self.fullWidth
    if parts.count >= 2, parts[parts.count - 2].hasSuffix(".p") {
      guard let found = Int(parts.removeLast()), 1..<Self.fullWidth ~= found else { return nil }
      width = found
      parts[parts.count - 1].removeLast(2)
    }
    var index: UInt64 = 0
    guard parts.count <= 6 else { return nil }
    for part in parts {
      guard let digits = UInt64(part.hasPrefix("x") ? String(part.dropFirst()) : part), digits < 1000 else {
        return nil
      }
      index = index * 1000 + digits
    }
    if kind == "entries" {
      self.init(.entries, index: index, width: width)
    } else {
      guard let level = Int(kind), 0...63 ~= level else { return nil }
      self.init(.hashes(level: level), index: index, width: width)
    }
    guard description.utf8.elementsEqual(path.utf8) else { return nil }
  }
}
