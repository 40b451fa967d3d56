/// A regular expression as a tree.
indirect enum PatternTree: Sendable {
  case character(CharacterClass)
  case beginning
  case end
  case sequence([PatternTree])
  case alternatives([PatternTree])
  /// From a least to a most number of times; without a most where `nil`.
  case repeated(PatternTree, least: Int, most: Int?)
}

/// Reads the grammar of RFC 9485 §4; what does not fit it is `nil`.
struct PatternParser {
  /// How deep groups may be nested.
  private static let depthLimit = 64
  /// The largest number in a quantifier.
  private static let countLimit = 10_000

  private let scalars: [Unicode.Scalar]
  private var offset = 0
  private var depth = 0

  static func parse(_ text: String) -> PatternTree? {
    var parser = PatternParser(scalars: Array(text.unicodeScalars))
    guard let tree = parser.alternatives(), parser.offset == parser.scalars.count else { return nil }
    return tree
  }

  private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

  private var next: Unicode.Scalar? { offset < scalars.count ? scalars[offset] : nil }

  private mutating func takes(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    offset += 1
    return true
  }

  private mutating func alternatives() -> PatternTree? {
    guard depth < Self.depthLimit else { return nil }
    depth += 1
    var branches: [PatternTree] = []
    repeat {
      guard let branch = branch() else { return nil }
      branches.append(branch)
    } while takes("|")
    depth -= 1
    return branches.count == 1 ? branches[0] : .alternatives(branches)
  }

  private mutating func branch() -> PatternTree? {
    var pieces: [PatternTree] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      guard let atom = atom(), let piece = quantified(atom) else { return nil }
      pieces.append(piece)
    }
    return .sequence(pieces)
  }

  private mutating func quantified(_ atom: PatternTree) -> PatternTree? {
    switch next {
    case "*":
      offset += 1
      return .repeated(atom, least: 0, most: nil)
    case "+":
      offset += 1
      return .repeated(atom, least: 1, most: nil)
    case "?":
      offset += 1
      return .repeated(atom, least: 0, most: 1)
    case "{":
      offset += 1
      guard let least = count() else { return nil }
      var most: Int? = least
      if takes(",") {
        most = nil
        if next != "}" {
          guard let count = count() else { return nil }
          most = count
        }
      }
      guard takes("}"), most.map({ $0 >= least }) ?? true else { return nil }
      return .repeated(atom, least: least, most: most)
    default: return atom
    }
  }

  private mutating func count() -> Int? {
    let digits = scalars[offset...].prefix { "0"..."9" ~= $0 }
    guard 1...9 ~= digits.count else { return nil }
    offset += digits.count
    let value = digits.reduce(0) { $0 * 10 + Int($1.value - 0x30) }
    return value <= Self.countLimit ? value : nil
  }

  private mutating func atom() -> PatternTree? {
    guard let scalar = next else { return nil }
    switch scalar {
    case "(":
      offset += 1
      guard let group = alternatives(), takes(")") else { return nil }
      return group
    case "[": return bracketed().map { .character($0) }
    case "\\": return escape().map { .character(CharacterClass(parts: [$0], isNegated: false)) }
    case ".":
      offset += 1
      return .character(.dot)
    case "^":
      offset += 1
      return .beginning
    case "$":
      offset += 1
      return .end
    case "*", "+", "?", "]", "{", "}", ")", "|": return nil
    default:
      offset += 1
      return .character(.one(scalar))
    }
  }

  // MARK: Classes

  private mutating func bracketed() -> CharacterClass? {
    offset += 1
    let isNegated = takes("^")
    var parts: [CharacterClass.Part] = []
    if takes("-") { parts.append(.range(0x2d...0x2d)) }
    while let scalar = next, scalar != "]" {
      if scalar == "-" {
        // A hyphen for itself stands first or last only.
        offset += 1
        guard next == "]" else { return nil }
        parts.append(.range(0x2d...0x2d))
        break
      }
      guard let part = part() else { return nil }
      parts.append(part)
    }
    guard takes("]"), !parts.isEmpty else { return nil }
    return CharacterClass(parts: parts, isNegated: isNegated)
  }

  private mutating func part() -> CharacterClass.Part? {
    guard let first = memberOfClass() else { return nil }
    guard case .range(let lower) = first, next == "-", offset + 1 < scalars.count,
      scalars[offset + 1] != "]"
    else { return first }
    offset += 1
    guard case .range(let upper)? = memberOfClass(), lower.lowerBound <= upper.upperBound else { return nil }
    return .range(lower.lowerBound...upper.upperBound)
  }

  private mutating func memberOfClass() -> CharacterClass.Part? {
    guard let scalar = next, scalar != "[", scalar != "-" else { return nil }
    if scalar == "\\" { return escape() }
    offset += 1
    return .range(scalar.value...scalar.value)
  }

  /// A single character, `\p{…}` or `\P{…}`.
  private mutating func escape() -> CharacterClass.Part? {
    offset += 1
    guard let scalar = next else { return nil }
    offset += 1
    switch scalar {
    case "n": return .range(0x0a...0x0a)
    case "r": return .range(0x0d...0x0d)
    case "t": return .range(0x09...0x09)
    case "(", ")", "*", "+", "-", ".", "?", "[", "\\", "]", "^", "{", "|", "}", "$":
      return .range(scalar.value...scalar.value)
    case "p", "P":
      guard takes("{") else { return nil }
      let name = String(String.UnicodeScalarView(scalars[offset...].prefix { $0 != "}" }))
      offset += name.unicodeScalars.count
      guard takes("}"), CharacterClass.categories.contains(name) else { return nil }
      return scalar == "p" ? .category(name) : .notCategory(name)
    default: return nil
    }
  }
}

/// Writes the states of a tree one behind the other.
struct PatternCompiler {
  private(set) var program: [TextPattern.State] = []

  mutating func add(_ tree: PatternTree) throws(PathRefusal) {
    guard program.count < TextPattern.stateLimit else {
      throw .patternTooLarge(limit: TextPattern.stateLimit)
    }
    switch tree {
    case .character(let characters): program.append(.character(characters))
    case .beginning: program.append(.beginning)
    case .end: program.append(.end)
    case .sequence(let pieces): for piece in pieces { try add(piece) }
    case .alternatives(let branches): try add(alternatives: branches)
    case .repeated(let piece, let least, let most): try add(piece, least: least, most: most)
    }
  }

  private mutating func add(alternatives branches: [PatternTree]) throws(PathRefusal) {
    var exits: [Int] = []
    for (number, branch) in branches.enumerated() {
      guard number < branches.count - 1 else {
        try add(branch)
        continue
      }
      let split = program.count
      program.append(.jump(0))
      try add(branch)
      exits.append(program.count)
      program.append(.jump(0))
      program[split] = .split(split + 1, program.count)
    }
    for exit in exits { program[exit] = .jump(program.count) }
  }

  private mutating func add(_ piece: PatternTree, least: Int, most: Int?) throws(PathRefusal) {
    // Counted rounds of nothing would cost time without adding a state.
    guard !isEmpty(piece) else { return }
    for _ in 0..<least { try add(piece) }
    guard let most else {
      let split = program.count
      program.append(.jump(0))
      try add(piece)
      program.append(.jump(split))
      program[split] = .split(split + 1, program.count)
      return
    }
    var splits: [Int] = []
    for _ in least..<most {
      splits.append(program.count)
      program.append(.jump(0))
      try add(piece)
    }
    for split in splits { program[split] = .split(split + 1, program.count) }
  }

  /// Whether a piece can only match nothing, so that repeating it changes nothing.
  private func isEmpty(_ tree: PatternTree) -> Bool {
    switch tree {
    case .sequence(let pieces): pieces.allSatisfy(isEmpty)
    case .repeated(let piece, _, let most): most == 0 || isEmpty(piece)
    default: false
    }
  }
}
