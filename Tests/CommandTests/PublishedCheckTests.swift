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
    // A level that no log can have; one beyond the checkpoint is told.
    try script.expect(0, "mkdir -p pub/tile/8/000.p && echo x > pub/tile/8/000.p/1")
    #expect(try script.expect(4, "quorate log fsck pub").output.contains("tile/8/000.p/1"))
    try script.expect(0, "rm -r pub/tile/8; mkdir -p pub/tile/1/000.p && echo x > pub/tile/1/000.p/2")
    #expect(try script.expect(0, "quorate log fsck pub").output.contains("1 tile beyond the checkpoint"))
    // What was written in front of a checkpoint that never came.
    try script.expect(0, "echo x > pub/tile/0/000.p/200; quorate log fsck pub")
    // What a power cut left of writing a tile.
    try script.expect(0, "echo x > pub/tile/0/000.p/7.25577.new; quorate log fsck pub")
  }

  @Test func `a document that an audit needs and that is not there is named`() throws {
    let script = try published()
    let list = try script.expect(0, "cd pub && find blob -type f | sort").output
    var needed = 0
    for path in list.split(separator: "\n") {
      try script.expect(0, "mv pub/\(path) kept")
      let audit = try script.shell("quorate audit verify pub -q --full").status
      let outcome = try script.expect(audit == 0 ? 0 : 5, "quorate log fsck pub")
      if audit != 0 {
        needed += 1
        #expect(outcome.output.contains("\(path): is missing"), "\(outcome.output)")
      }
      try script.expect(0, "mv kept pub/\(path)")
    }
    #expect(needed > 2)
    try script.expect(0, "quorate log fsck pub")
  }

  @Test func `a checkpoint of no entries is no published log`() throws {
    let script = try published()
    try script.expect(
      4,
      "(head -1 pub/checkpoint; echo 0; printf '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\\n\\n'; grep '^—' pub/checkpoint) "
        + "> c && mv c pub/checkpoint; quorate log fsck pub")
  }
}
