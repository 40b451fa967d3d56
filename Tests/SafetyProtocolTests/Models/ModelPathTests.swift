import CanonicalEncoding
import QuorateTesting
import Testing

@testable import SafetyProtocol

/// A path that a test report shows without obeying it.
struct ShownPath: Sendable, CustomTestStringConvertible {
  let text: String
  var testDescription: String { DisplayText.escaped(text, limit: 40) }
}

@Suite struct ModelPathTests {
  /// Attack 74: names that lead out of the tree, or that another system or a terminal reads as something else.
  static let unsafe: [ShownPath] = [
    "", "/", "/etc/passwd", "//a", "a//b", "a/", ".", "..", "./a", "../a", "a/..", "a/../b", "a/./b", "a/.",
    "../../../../etc/shadow", "a/b/../../../c", "\\", "a\\b", "..\\a", "\\\\server\\share", "C:", "C:\\a",
    "c:a", "z:/a", "a/D:b", "\u{0}", "a\u{0}", "a\u{0}/b", "\u{0}/../a", "a\nb", "a\rb", "\t",
    "a\u{1b}[2Jb",
    "\u{7f}", "\u{85}", "a\u{9f}", "a\u{2028}b", "a\u{2029}b", "a\u{202e}txt.exe", "\u{202a}", "\u{202b}x",
    "\u{202c}", "\u{202d}", "\u{2066}", "\u{2067}", "\u{2068}", "\u{2069}a", "\u{200e}", "\u{200f}",
    "\u{61c}",
    String(repeating: "a", count: 256), "a/" + String(repeating: "é", count: 128),
    Array(repeating: "a", count: 65).joined(separator: "/"),
    Array(repeating: String(repeating: "a", count: 200), count: 21).joined(separator: "/"),
  ].map { ShownPath(text: $0) }

  @Test(arguments: unsafe) func `attack 74: a path that leads elsewhere or hides something is refused`(
    path: ShownPath
  ) {
    #expect(ModelSamples.code { _ = try ModelPath(path.text) } == "manifest.unsafePath")
  }

  @Test(arguments: [[0xff], [0x61, 0xc0, 0x80], [0xed, 0xa0, 0x80], [0x61, 0x2f, 0xf4, 0x90, 0x80, 0x80]])
  func `attack 74: a name that is not UTF-8 is refused`(bytes: [UInt8]) {
    #expect(ModelSamples.code { _ = try ModelPath(ByteString(bytes)) } == "manifest.unsafePath")
  }

  @Test(arguments: [".git", ".git/config", "a/.git/hooks/post-checkout", ".GIT/x", "sub/.Git"])
  func `a git folder is refused wherever it stands and however it is cased`(path: String) {
    #expect(ModelSamples.code { _ = try ModelPath(path) } == "model.gitFolder")
  }

  @Test(arguments: [
    "a", "a/b", "...", "..a", "a..", ".gitignore", ".github/x", ".gitattributes", "git", "a.git", "é",
    "e\u{301}",
    "\u{feff}a", "👩‍💻", "a b", " ", "ab:c", "-rf", "~", "$(x)", "日本/語", String(repeating: "é", count: 127),
  ]) func `odd but harmless names are kept byte for byte`(path: String) throws {
    #expect(try ModelPath(path).bytes == ByteString(utf8: path))
    #expect(try ModelPath(path).text.isSpelt(like: path))
  }

  @Test func `both orders agree with a slow reference over all short names`() throws {
    let letters = ["a", "-", ".a", "é", " ", "~", "0"]
    var texts = letters
    for first in letters { texts += letters.map { "\(first)/\($0)" } + letters.map { "\(first)\($0)" } }
    for left in texts {
      for right in texts {
        let (a, b) = (try ModelPath(left), try ModelPath(right))
        let names = [left, right].map { $0.split(separator: "/").map { Array($0.utf8) } }
        let isBefore = names[0].lexicographicallyPrecedes(names[1]) { $0.lexicographicallyPrecedes($1) }
        #expect(ModelPath.precedesByNames(a, b) == isBefore, "\(left) \(right)")
        #expect((a < b) == left.utf8.lexicographicallyPrecedes(right.utf8), "\(left) \(right)")
      }
    }
  }

  @Test func `a path covers itself and what lies below it, and nothing else`() throws {
    let folder = try ModelPath("a/b")
    for path in ["a/b", "a/b/c", "a/b/c/d"] { #expect(folder.covers(try ModelPath(path)), "\(path)") }
    for path in ["a", "a/bc", "a/b-c", "b/a/b", "a/B"] {
      #expect(!folder.covers(try ModelPath(path)), "\(path)")
    }
  }
}
