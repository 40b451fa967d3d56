internal import CanonicalEncoding

/// One path being followed through one document.
struct PathWalk {
  typealias Place = EvidenceDocument.Place

  let document: EvidenceDocument
  /// What `$` stands for.
  let root: Place
  let budget: PathBudget
  /// Values looked at so far.
  var steps = 0
  /// The pattern used last; most filters use one for all children.
  var pattern: (text: [UInt8], pattern: TextPattern?)?

  init(_ document: EvidenceDocument, root: Place, budget: PathBudget) {
    self.document = document
    self.root = root
    self.budget = budget
  }

  /// The values a path reaches from a place, in the order of RFC 9535 §2.5.2.2; a value reached twice stands
  /// twice.
  mutating func places(_ path: Path, from start: Place) throws(PathRefusal) -> [Place] {
    var reached = [start]
    for segment in path.segments {
      guard !reached.isEmpty else { break }
      var next: [Place] = []
      for place in reached { try follow(segment, from: place, into: &next) }
      reached = next
    }
    return reached
  }

  mutating func spend(_ count: Int = 1) throws(PathRefusal) {
    steps += count
    guard steps <= budget.steps else { throw .tooCostly(limit: budget.steps) }
  }

  private mutating func follow(
    _ segment: Path.Segment, from start: Place, into reached: inout [Place]
  ) throws(PathRefusal) {
    guard segment.isDescendant else {
      return try choose(segment.selectors, of: start, into: &reached)
    }
    // Everything in a value is a run of the list, each container before what it holds.
    var place = start
    let end = document.end(start)
    while place < end {
      try spend()
      if document.kind(place) != nil { try choose(segment.selectors, of: place, into: &reached) }
      place += 1
    }
  }

  private mutating func choose(
    _ selectors: [Path.Selector], of place: Place, into reached: inout [Place]
  ) throws(PathRefusal) {
    for selector in selectors {
      switch selector {
      case .name(let name):
        try spend(1 + (document.kind(place) == .object ? document.count(place) : 0))
        if let value = document.member(name.bytes, of: place) { reached.append(value) }
      case .index(let index):
        let index = index < 0 ? document.count(place) + index : index
        try spend(1 + min(max(index, 0), document.count(place)))
        if let value = document.element(index, of: place) { reached.append(value) }
      case .wildcard:
        try spend(1 + document.count(place))
        reached.append(contentsOf: document.children(place))
      case .slice(let start, let end, let step):
        guard document.kind(place) == .array else { continue }
        try spend(1 + document.count(place))
        let children = document.children(place)
        Slice(start, end, step).eachIndex(of: children.count) { reached.append(children[$0]) }
      case .filter(let condition):
        for child in document.children(place) {
          try spend()
          if try holds(condition, for: child) { reached.append(child) }
        }
      }
      guard reached.count <= budget.results else { throw .tooMany(limit: budget.results) }
    }
  }
}

/// The indices of an array that a slice means (RFC 9535 §2.3.4.2.2).
struct Slice {
  private let start: Int?
  private let end: Int?
  private let step: Int

  init(_ start: Int?, _ end: Int?, _ step: Int) { (self.start, self.end, self.step) = (start, end, step) }

  /// Calls for each index in order; never for a step of zero.
  func eachIndex(of count: Int, _ body: (Int) -> Void) {
    // All values are below 2^53 in magnitude, so that no sum leaves the range of `Int`.
    func normal(_ index: Int) -> Int { index < 0 ? count + index : index }
    if step > 0 {
      var index = min(max(normal(start ?? 0), 0), count)
      let upper = min(max(normal(end ?? count), 0), count)
      while index < upper {
        body(index)
        index += step
      }
    } else if step < 0 {
      var index = min(max(normal(start ?? count - 1), -1), count - 1)
      let lower = min(max(end.map(normal) ?? -1, -1), count - 1)
      while index > lower {
        body(index)
        index += step
      }
    }
  }
}
