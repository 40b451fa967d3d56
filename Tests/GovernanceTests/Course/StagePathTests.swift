import Governance
import Testing

@Suite struct StagePathTests {
  /// Every way of at most six stages.
  private static let paths: [StagePath] = {
    var all = [StagePath.first]
    var newest = all
    for _ in 1...6 {
      newest = newest.flatMap { [$0.after(.passed), $0.after(.failed)] }
      all += newest
    }
    return all
  }()

  @Test func `every way is read back from its bytes, and no two have the same`() {
    #expect(Set(Self.paths.map(\.bytes)).count == 127)
    for path in Self.paths {
      #expect(StagePath(bytes: path.bytes) == path)
      #expect(path.bytes.count == path.number)
    }
    #expect(StagePath(bytes: [0x70, 0x00]) == nil)
  }

  @Test func `a way leads to those that begin with it`() {
    for path in Self.paths {
      for other in Self.paths {
        let begins = other.number >= path.number && other.upTo(path.number) == path
        #expect(path.leads(to: other) == begins)
        if begins { #expect(!path.bytes.lexicographicallyPrecedes(other.bytes) == (path == other)) }
      }
    }
  }
}
