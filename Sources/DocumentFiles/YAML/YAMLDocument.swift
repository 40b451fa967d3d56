package import CanonicalEncoding
internal import Yams

/// Reads the plain part of YAML: tables, lists, texts, whole numbers, true and false.
///
/// Anchors, aliases, tags, merge keys and several documents are refused, because each lets a file say something
/// else than it shows. `yes`, `no`, `on` and `off` are texts, and so is a number with a point: a share is written
/// `66.67%` and stays text, so that no float is ever made of it.
package enum YAMLDocument {
  /// The largest file.
  package static let sizeLimit = 512 << 10

  /// The values of a document.
  package static func parse(_ text: String) throws(YAMLRefusal) -> JSONValue {
    guard text.utf8.count <= sizeLimit else { throw .tooLarge(text.utf8.count) }
    try refuseReferences(in: text)
    do {
      // The parser stays alive while its nodes are read: they hold their anchors weakly.
      let parser = try Yams.Parser(yaml: text, resolver: .basic)
      return try withExtendedLifetime(parser) {
        guard let root = try parser.singleRoot() else { throw YAMLRefusal.syntax("the document is empty") }
        return try value(root, depth: 0)
      }
    } catch let refusal as YAMLRefusal {
      throw refusal
    } catch {
      throw .syntax("\(error)".split(separator: "\n").first.map(String.init) ?? "not YAML")
    }
  }

  /// Refuses `&name` and `*name` outside quotes and comments before anything is parsed, because a parser compares
  /// keys, and keys made of aliases of aliases take for ever to compare.
  private static func refuseReferences(in text: String) throws(YAMLRefusal) {
    // The scan below is by lines and can be misled (texts over several lines, apostrophes, tabs); this cannot: so
    // few aliases expand to so little that the parser is safe, and the anchors are found afterwards.
    guard text.utf8.count(where: { $0 == 0x2a }) <= 32 else { throw .form(1, "more than 32 asterisks") }
    // The indentation of the line that opened a text over several lines, which may begin as it likes.
    var block: Int?
    for (number, line) in text.textLines.enumerated() {
      let bytes = Array(line.utf8)
      let indentation = bytes.prefix { $0 == 0x20 }.count
      if let open = block, indentation <= open, indentation < bytes.count { block = nil }
      if block == nil, opensText(bytes) { block = indentation }
      try refuseReferences(in: bytes, line: number + 1, isText: block.map { $0 < indentation } ?? false)
    }
  }

  /// - Parameter isText: Whether the line seems to be of a text, which may begin with an exclamation mark.
  private static func refuseReferences(
    in bytes: [UInt8], line: Int, isText: Bool
  ) throws(YAMLRefusal) {
    var quote: UInt8?
    var previous: UInt8 = 0x20
    // The last byte that is no space: a value begins after one of these, or at the beginning of the line.
    var mark: UInt8 = 0x3a
    for (position, byte) in bytes.enumerated() {
      defer {
        previous = byte
        if byte != 0x20 { mark = byte }
      }
      if let open = quote {
        if byte == open { quote = nil }
        continue
      }
      guard previous == 0x20 || Array("[{,".utf8).contains(previous) else { continue }
      if byte == 0x23 { break }
      guard Array("[{,:?-".utf8).contains(mark) else { continue }
      if byte == 0x22 || byte == 0x27 { quote = byte }
      let next = position + 1 < bytes.count ? bytes[position + 1] : 0x20
      if byte == 0x26 || byte == 0x2a, next != 0x20 {
        throw .form(line, "anchors and aliases are not allowed; quote a text that begins so")
      }
      // The parser does not tell a written tag from the one it supplies: `!!str true` would be read as true.
      if byte == 0x21, !isText {
        throw .form(line, "tags are not allowed; quote a text that begins so")
      }
    }
  }

  /// Whether a line ends with the mark of a text over several lines: `|` or `>`, perhaps with `+`, `-` or a digit.
  private static func opensText(_ line: [UInt8]) -> Bool {
    var rest = line[...]
    while let last = rest.last, last == 0x20 || last == 0x0d { rest = rest.dropLast() }
    while let last = rest.last, last == 0x2b || last == 0x2d || 0x30...0x39 ~= last { rest = rest.dropLast() }
    guard rest.last == 0x7c || rest.last == 0x3e else { return false }
    rest = rest.dropLast()
    guard rest.last ?? 0x20 == 0x20 else { return false }
    while rest.last == 0x20 { rest = rest.dropLast() }
    return rest.isEmpty || rest.last == 0x3a || rest.last == 0x2d
  }

  private static func value(_ node: Node, depth: Int) throws(YAMLRefusal) -> JSONValue {
    guard depth < JSONParser.depthLimit else { throw .form(line(node), "nested too deeply") }
    switch node {
    case .scalar(let scalar):
      guard scalar.anchor == nil else { throw .form(line(node), "anchors are not allowed") }
      try checkTag(node, scalar.tag, standard: ["", "tag:yaml.org,2002:str"])
      return self.scalar(scalar)
    case .sequence(let sequence):
      guard sequence.anchor == nil else { throw .form(line(node), "anchors are not allowed") }
      try checkTag(node, sequence.tag, standard: ["", "tag:yaml.org,2002:seq"])
      var elements: [JSONValue] = []
      for element in sequence { elements.append(try value(element, depth: depth + 1)) }
      return .array(elements)
    case .mapping(let mapping):
      guard mapping.anchor == nil else { throw .form(line(node), "anchors are not allowed") }
      try checkTag(node, mapping.tag, standard: ["", "tag:yaml.org,2002:map"])
      return try table(mapping, depth: depth)
    case .alias: throw .form(line(node), "aliases are not allowed")
    }
  }

  private static func checkTag(_ node: Node, _ tag: Tag, standard: [String]) throws(YAMLRefusal) {
    let name = tag.description
    guard standard.contains(name) || name == "!" || name == "?" else {
      throw .form(line(node), "tags are not allowed (\(name))")
    }
  }

  private static func table(_ mapping: Node.Mapping, depth: Int) throws(YAMLRefusal) -> JSONValue {
    var members: [JSONObject.Member] = []
    for (key, node) in mapping {
      guard case .scalar(let scalar) = key, scalar.anchor == nil else {
        throw .form(line(key), "a key is a plain word")
      }
      try checkTag(key, scalar.tag, standard: ["", "tag:yaml.org,2002:str"])
      guard scalar.string != "<<" else { throw .form(line(key), "merge keys are not allowed") }
      guard !members.contains(where: { $0.key == scalar.string }) else {
        throw .form(line(key), "the key \(scalar.string) stands twice")
      }
      members.append(.init(key: scalar.string, value: try value(node, depth: depth + 1)))
    }
    return .object(JSONObject(members))
  }

  private static func scalar(_ scalar: Node.Scalar) -> JSONValue {
    guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
    switch scalar.string {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null", "~", "": return .null
    default:
      let isNumber = UInt128(decimal: scalar.string).map { $0 < 1 << 53 } ?? false
      return isNumber ? .number(scalar.string) : .string(scalar.string)
    }
  }

  private static func line(_ node: Node) -> Int { node.mark?.line ?? 0 }
}

/// Why a file was not read as YAML.
package enum YAMLRefusal: CodedRefusal, Hashable {
  case syntax(String)
  case form(Int, String)
  case tooLarge(Int)

  package var code: String {
    switch self {
    case .syntax: "yaml.syntax"
    case .form: "yaml.form"
    case .tooLarge: "yaml.tooLarge"
    }
  }

  package var message: String {
    switch self {
    case .syntax(let fault): DisplayText.escaped(fault, limit: 200)
    case .form(let line, let fault): "line \(line): \(DisplayText.escaped(fault, limit: 200))"
    case .tooLarge(let bytes): "\(bytes) bytes, at most \(YAMLDocument.sizeLimit) are allowed"
    }
  }
}
