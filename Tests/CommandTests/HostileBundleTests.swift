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
    /// How much more memory its audit may take than that of an honest bundle, in MiB. A tile of the largest entries is
    /// 16 MiB, and some are held at once: as read, as entries, and as the page before.
    var margin = 64
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
      words: "entry 1:", margin: 128),
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
  func `attack 73: a bomb is refused within the memory of an honest audit and little more`(bomb: Bomb)
    async throws
  {
    let script = try CommandScript()
    let path = script.folder.appending(path: "bomb.qaudit").path
    try await bomb.make().write(to: path)
    try script.found()
    try script.expect(0, "quorate audit export -o ../honest.qaudit", in: "dao")
    let honest = try Self.audit("honest.qaudit", script)
    #expect(honest.outcome.status == 0, "\(honest.outcome.output)")
    let start = ContinuousClock.now
    let (outcome, peak) = try Self.audit("bomb.qaudit", script)
    #expect(outcome.status == 4, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains(bomb.words), "\(outcome.output)\(outcome.errors)")
    #expect(
      peak < honest.peak + bomb.margin << 10, "\(peak) KiB, and \(honest.peak) KiB for an honest bundle")
    // A debug build on a machine that is shared; the bomb of before took memory, not time.
    #expect(ContinuousClock.now - start < .seconds(120))
  }

  /// How an audit ended, and the most memory that it held at once, in KiB.
  ///
  /// It is read from the kernel again and again: with too little address space a process may wait for a thread that
  /// never comes, instead of ending.
  private static func audit(
    _ path: String, _ script: CommandScript
  ) throws -> (outcome: Outcome, peak: Int) {
    let outcome = try script.shell(
      """
      quorate audit verify \(path) --older --jobs 1 & id=$!; echo 0 > peak
      while peak=$(grep VmHWM /proc/$id/status 2> /dev/null); do echo $peak > peak; sleep 0.02; done
      wait $id
      """)
    let words = try String(contentsOf: script.folder.appending(path: "peak"), encoding: .utf8).split(
      separator: " ")
    return (outcome, try #require(words.count > 1 ? Int(words[1]) : nil))
  }
}
