extension EvidenceDocument {
  /// A value's text without the white space between its parts; everything else as it stands in the file.
  ///
  /// Two values of one compact text are the same, but the same value may have several.
  /// - Complexity: O(value).
  package func compact(_ place: Place, limit: Int = .max) -> [UInt8] {
    var text: [UInt8] = []
    write(place, to: &text, limit: limit)
    return text
  }

  /// Recursion is bounded by the depth of the document.
  private func write(_ place: Place, to text: inout [UInt8], limit: Int) {
    guard text.count < limit, let kind = kind(place) else { return }
    let node = nodes[place]
    switch kind {
    case .array, .object:
      text.append(kind == .array ? 0x5b : 0x7b)
      for (number, child) in children(place).enumerated() where text.count < limit {
        if number > 0 { text.append(0x2c) }
        if kind == .object {
          let key = nodes[child - 1]
          text += [0x22] + bytes[Int(key.start)..<Int(key.extent)] + [0x22, 0x3a]
        }
        write(child, to: &text, limit: limit)
      }
      text.append(kind == .array ? 0x5d : 0x7d)
    case .text: text += [0x22] + bytes[Int(node.start)..<Int(node.extent)] + [0x22]
    case .null, .boolean, .number, .notANumber: text += bytes[Int(node.start)..<Int(node.extent)]
    }
  }
}
