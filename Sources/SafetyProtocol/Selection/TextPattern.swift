/// A regular expression of RFC 9485 (I-Regexp), compiled to states that are all followed at once.
///
/// No text and no pattern can make it take longer than their lengths multiplied: there is no backtracking.
/// `^` and `$` outside brackets mean the beginning and the end, as in the conformance suite of RFC 9535 and
/// in every mapping of RFC 9485 §5, although its grammar has them as plain characters.
package struct TextPattern: Sendable {
  /// The most states; repetitions are written out, so `(a{100}){100}` has ten thousand.
  static let stateLimit = 20_000

  /// What a state asks for, and where it leads.
  enum State: Sendable {
    /// One character of a class, then on to the next state.
    case character(CharacterClass)
    /// On to both, without a character.
    case split(Int, Int)
    case jump(Int)
    case beginning
    case end
    case found
  }

  private let program: [State]

  /// How many states there are.
  var states: Int { program.count }

  /// Compiles a pattern; `nil` where it is no I-Regexp.
  static func read(_ text: [UInt8]) throws(PathRefusal) -> TextPattern? {
    guard let tree = PatternParser.parse(String(decoding: text, as: UTF8.self)) else { return nil }
    var compiler = PatternCompiler()
    try compiler.add(tree)
    return TextPattern(program: compiler.program + [.found])
  }

  /// Whether the pattern matches the whole text, or some part of it.
  /// - Complexity: O(text · states).
  func matches(_ text: ArraySlice<UInt8>, isWhole: Bool) -> Bool {
    var run = PatternRun(program)
    run.begin(isAtBeginning: true, isAtEnd: text.isEmpty)
    var scalars = text.makeIterator()
    var decoder = UTF8()
    var next = decoder.decode(&scalars)
    while case .scalarValue(let scalar) = next {
      if !isWhole, run.isFound { return true }
      next = decoder.decode(&scalars)
      var isAtEnd = true
      if case .scalarValue = next { isAtEnd = false }
      run.step(scalar, isAtEnd: isAtEnd)
      if !isWhole { run.begin(isAtBeginning: false, isAtEnd: isAtEnd) }
      if isWhole, run.isDead, !isAtEnd { return false }
    }
    return run.isFound
  }
}

/// The states that are followed, without doubles.
private struct PatternRun {
  private let program: [TextPattern.State]
  private var current: [Int] = []
  private var marks: [Int]
  private var round = 1

  init(_ program: [TextPattern.State]) {
    self.program = program
    marks = [Int](repeating: 0, count: program.count)
  }

  /// Whether the pattern has matched up to here.
  private(set) var isFound = false
  /// Whether nothing that comes can match any more.
  var isDead: Bool { current.isEmpty }

  /// Begins a match here, beside those that run.
  mutating func begin(isAtBeginning: Bool, isAtEnd: Bool) { follow(0, isAtBeginning, isAtEnd) }

  /// Reads a character.
  mutating func step(_ scalar: Unicode.Scalar, isAtEnd: Bool) {
    let before = current
    current.removeAll(keepingCapacity: true)
    isFound = false
    round += 1
    for state in before {
      if case .character(let characters) = program[state], characters.contains(scalar) {
        follow(state + 1, false, isAtEnd)
      }
    }
  }

  /// Adds a state and all that follow it without a character.
  private mutating func follow(_ state: Int, _ isAtBeginning: Bool, _ isAtEnd: Bool) {
    var waiting = [state]
    while let state = waiting.popLast() {
      guard marks[state] != round else { continue }
      marks[state] = round
      switch program[state] {
      case .character: current.append(state)
      case .split(let first, let second): waiting += [second, first]
      case .jump(let target): waiting.append(target)
      case .beginning: if isAtBeginning { waiting.append(state + 1) }
      case .end: if isAtEnd { waiting.append(state + 1) }
      case .found: isFound = true
      }
    }
  }
}
