import Foundation
import Testing

/// `log fsck` looks at every file of a published log.
@Suite(.serialized) struct PublishedCheckTests {
  /// A log that was published at three sizes, in `pub`.
  private func published() throws -> CommandScript {
    let script = try CommandScript()
    try script.found()
    try script.expect(0, "quorate log publish ../pub -q", in: "dao")
    try script.propose("Publish")
    try script.expect(0, "quorate log publish ../pub -q", in: "dao")
    try script.expect(0, "quorate vote 1 For -y --key alice && quorate log publish ../pub -q", in: "dao")
    return script
  }

  @Test func `a bit turned over in any file of a published log is found, and the file is named`() throws {
    let script = try published()
    try script.expect(0, "quorate log fsck pub")
    let list = try script.expect(0, "cd pub && find . -type f | sed 's/^..//' | sort").output
    let paths = list.split(separator: "\n").map(String.init)
    // The tiles of three sizes, by two kinds, and documents.
    #expect(paths.filter { $0.hasPrefix("tile/") }.count == 6)
    #expect(paths.filter { $0.hasPrefix("blob/") }.count > 2)
    for path in paths {
      let place = script.folder.appending(path: "pub/\(path)")
      let sound = try Data(contentsOf: place)
      for position in [0, sound.count / 2, sound.count - 6] {
        var altered = sound
        altered[position] ^= 1
        try altered.write(to: place)
        let outcome = try script.shell("quorate log fsck pub")
        #expect(outcome.status == 4 || path == "checkpoint" && outcome.status == 65, "\(path) at \(position)")
        // A tile of the present size is named by the entry or hash that does not fit.
        if path.hasPrefix("blob/") || path.contains(".p/2") {
          #expect(outcome.output.contains(path), "\(path): \(outcome.output)")
        }
      }
      try sound.write(to: place)
    }
    try script.expect(0, "quorate log fsck pub")
  }

  @Test func `files that do not belong among tiles and documents are named`() throws {
    let script = try published()
    for path in [
      "tile/0/00.p/1", "tile/9x/000", "blob/sha256/ab/abc", "tile/entries/001.p/0", "tile/0/1.new",
    ] {
      try script.expect(0, "mkdir -p $(dirname pub/\(path)) && echo x > pub/\(path)")
      #expect(try script.expect(4, "quorate log fsck pub").output.contains(path))
      try script.expect(0, "rm pub/\(path)")
    }
    // What was written in front of a checkpoint that never came.
    try script.expect(0, "echo x > pub/tile/0/000.p/200; quorate log fsck pub")
    // What a power cut left of writing a tile.
    try script.expect(0, "echo x > pub/tile/0/000.p/7.25577.new; quorate log fsck pub")
  }
}
