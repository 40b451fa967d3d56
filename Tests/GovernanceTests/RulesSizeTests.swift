import CanonicalEncoding
import DocumentFiles
import Governance
import Testing

/// What a proposal is decided by is kept with it, so that no charter may make too much of it.
@Suite struct RulesSizeTests {
  /// The sample, of whose resolutions each stage but the last leads to the next, by so many ways.
  private static func charter(stages: Int, ways: Int, tests: Int = 1) throws -> [UInt8] {
    func then(_ stage: Int) -> String {
      guard stage < stages else { return "" }
      let all = ["passed", "failed"].prefix(ways).map { "{after: \($0), track: stage-\(stage + 1)}" }
      return "    then: [\(all.joined(separator: ", "))]\n"
    }
    func test(_ number: Int) -> String {
      "      - {test: share, name: a\(number), house: holders, count: [For], of: [For, Against], more_than: 1/2}\n"
    }
    var tracks = ""
    for stage in 1...stages {
      tracks += """
          stage-\(stage):
            houses: [holders]
            ballot: {method: single-choice, options: [For, Against], replaceable: true}
            propose_with: "1"
            delay: 0s
            period: 5m
            timelock: 2m
            grace: 14m
        \(then(stage))    tests:
        \((0..<tests).map(test).joined())
        """
    }
    let text = try Sample.charterText()
    return Array(text.replacing("tracks:\n", with: "tracks:\n\(tracks)", maxReplacements: 1).utf8)
  }

  /// The bytes of the rules of every stage alone, as often as ways lead to it.
  private static func size(_ rules: TrackRules) -> Int {
    rules.firstStageAlone.json.canonicalBytes.count
      + rules.course.stages.map { size($0.rules) }.reduce(0, +)
  }

  @Test func `no preset comes near the limit`() throws {
    let rules = try Sample.charter().trackNames.compactMap {
      try Sample.charter().rules(ofTrack: $0, topic: "")
    }
    #expect(!rules.isEmpty && rules.allSatisfy { Self.size($0) * 8 < Charter.rulesLimit })
  }

  @Test(arguments: [1, 2, 3], [1, 2])
  func `a tree of stages is counted by its ways`(_ stages: Int, _ ways: Int) throws {
    // As many tests as are allowed, and one more.
    func size(_ tests: Int) throws -> Int {
      let charter = try CharterDocument.parse(try Self.charter(stages: stages, ways: ways, tests: tests))
      return Self.size(try #require(charter.rules(ofTrack: "stage-1", topic: "")))
    }
    let (one, two) = (try size(1), try size(2))
    var most = 1 + (Charter.rulesLimit - one) / (two - one)
    // Names grow with their numbers.
    while (try? size(most)) == nil { most -= 1 }
    #expect(try size(most) <= Charter.rulesLimit)
    #expect(try size(most) > Charter.rulesLimit - 2 * (two - one))
    let refusal = #expect(throws: CharterRefusal.self) { try size(most + 1) }
    #expect(refusal?.code == "charter.inconsistent")
  }

  @Test func `attack: eight stages with two ways out of each make no megabyte of every proposal`() throws {
    #expect(throws: Never.self) { try CharterDocument.parse(try Self.charter(stages: 6, ways: 2)) }
    let refusal = #expect(throws: CharterRefusal.self) {
      try CharterDocument.parse(try Self.charter(stages: 8, ways: 2, tests: 3))
    }
    #expect(refusal?.message.contains("131072") ?? false, "\(String(describing: refusal))")
  }
}
