import Foundation
import QuorateTesting
import Testing

/// Bundles that would fill the memory of whoever audits them. Everything in them is signed, and every hash fits.
@Suite(.serialized) struct HostileBundleTests {
  /// A bundle and what an audit must say of it.
  struct Bomb: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let make: @Sendable () async throws -> HostileBundle
    /// What stands in the answer.
    let words: String
  }

  static let bombs: [Bomb] = [
    Bomb(
      testDescription: "a charter of a gibibyte", make: { try HostileBundle.charter(ofZeros: 1 << 30) },
      words: "is larger than 524288 bytes"),
    Bomb(
      testDescription: "an electorate of a gibibyte",
      make: { try await HostileBundle.electorate(ofZeros: 1 << 30) }, words: "is longer than any row"),
    Bomb(
      testDescription: "a document larger than any kind",
      make: { try HostileBundle.charter(ofZeros: 1 << 30 + 1) },
      words: "no such file has more than 1073741824"),
    Bomb(
      testDescription: "four thousand of the largest entries", make: { try HostileBundle.entries(4096) },
      words: "entry 1:"),
    Bomb(
      testDescription: "a thousand notes of a megabyte",
      make: { try HostileBundle.notes(1000, bytes: 1_000_000) }, words: "FAILED"),
    Bomb(
      testDescription: "as many files as a bundle may have",
      make: { try HostileBundle.emptyFiles(90_000) }, words: "does not have the hash in its name"),
    Bomb(
      testDescription: "more files than a bundle may have", make: { try HostileBundle.emptyFiles(140_000) },
      words: "more files than any log"),
  ]

  @Test(arguments: bombs)
  func `attack 73: a bomb is refused within the memory of an honest audit and 64 MB`(bomb: Bomb) async throws
  {
    let script = try CommandScript()
    let path = script.folder.appending(path: "bomb.qaudit").path
    try await bomb.make().write(to: path)
    let base = try Self.base(script)
    let start = ContinuousClock.now
    let outcome = try script.shell(Self.audit("bomb.qaudit", within: base + 64 << 10))
    #expect(outcome.status == 4, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains(bomb.words), "\(outcome.output)\(outcome.errors)")
    // A debug build on a machine that is shared; the bomb of before took memory, not time.
    #expect(ContinuousClock.now - start < .seconds(120))
  }

  private static func audit(_ path: String, within kilobytes: Int) -> String {
    "ulimit -c 0; ulimit -v \(kilobytes); MALLOC_ARENA_MAX=1 quorate audit verify \(path) --older --jobs 1"
  }

  /// The least address space, in KiB, within which an honest bundle is audited.
  private static func base(_ script: CommandScript) throws -> Int {
    try script.found()
    try script.expect(0, "quorate audit export -o ../honest.qaudit", in: "dao")
    let step = 8 << 10
    var (low, high) = (0, 256)
    while high - low > 1 {
      let middle = (low + high) / 2
      if try script.shell(audit("honest.qaudit", within: middle * step)).status == 0 {
        high = middle
      } else {
        low = middle
      }
    }
    try #require(high < 256, "an honest bundle takes more than 2 GiB")
    return high * step
  }
}
