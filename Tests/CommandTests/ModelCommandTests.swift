import CanonicalEncoding
import Foundation
import QuorateTesting
import Testing

/// `quorate model`, as somebody uses it who has files and no DAO yet.
@Suite struct ModelCommandTests {
  private static func script() throws -> CommandScript {
    let script = try CommandScript()
    try script.expect(
      0, "mkdir -p m/sub && echo '{}' > m/config.json && echo w > m/sub/w.txt && echo x > m/.gitattributes")
    return script
  }

  @Test func `digests are those of sha256sum, in both orders`() throws {
    let script = try Self.script()
    let line = try script.expect(0, "quorate model digest m -q").output.split(separator: "\t")
    let root = try script.expect(
      0,
      "cd m && for f in config.json sub/w.txt; do sha256sum $f | head -c64 | xxd -r -p; done | sha256sum | head -c64"
    )
    let tree = try script.expect(
      0, "cd m && find . -type f | cut -c3- | LC_ALL=C sort | xargs -r sha256sum | sha256sum | head -c64")
    #expect(line == ["0x" + root.output, "0x" + tree.output + "\n"].map { Substring($0) })
    let said = try script.expect(0, "quorate model digest m")
    #expect(said.output.contains(".gitattributes"), "what the root leaves out is said")
  }

  @Test func `a model is verified against its list, and not when anything differs`() throws {
    let script = try Self.script()
    try script.expect(0, "quorate model manifest m -o m.json")
    try script.expect(8, "quorate model manifest m -o m.json")
    try script.expect(0, "cmp m.json <(quorate model manifest m -q | head -c -1)")
    try script.expect(0, "quorate model verify m --manifest m.json")
    for (change, code) in [
      ("echo y > m/.gitattributes", "manifest.alteredFile"), ("echo p > m/p.bin", "manifest.unlistedFile"),
      ("mv m/config.json m/confih.json", "manifest.missingFile"),
    ] {
      let outcome = try script.expect(
        4, "cp -r m keep && \(change) && quorate model verify m --manifest m.json")
      #expect(outcome.output.contains(code), "\(change)")
      try script.expect(0, "rm -r m && mv keep m")
    }
    #expect(
      try script.expect(65, "quorate model manifest m -o m/list.json").errors.contains("manifest.inside"))
    #expect(
      try script.expect(65, "quorate model manifest m -o m/sub/../list.json").errors.contains(
        "manifest.inside"))
  }

  @Test func `a draft for a model holds its digests and lints clean`() throws {
    let script = try Self.script()
    try script.expect(0, "quorate proposal draft 'Deploy it' --model m -o p.md && quorate proposal lint p.md")
    let digests = try script.expect(0, "quorate model digest m -q").output.split(
      whereSeparator: \.isWhitespace)
    for digest in digests { try script.expect(0, "grep -q '\"\(digest)\"' p.md") }
    try script.expect(64, "quorate proposal draft x --model m --kind text.resolution -o q.md")
  }

  @Test func `inspect shows what weights say and warns on standard error`() throws {
    let script = try Self.script()
    try script.expect(0, #"printf '\x02\0\0\0\0\0\0\0{}' > m/a.safetensors && echo p > m/p.bin"#)
    let outcome = try script.expect(0, "quorate model inspect m")
    #expect(outcome.output.contains("0 tensors, 0 parameters"))
    #expect(outcome.errors.contains("model.pickle"))
    try script.expect(64, "quorate model inspect m --hf-commit x")
    let json = try script.expect(0, "quorate model inspect m --json").output.dropLast()
    let document = try JSONParser.parse(Array(json.utf8), form: .canonical)
    #expect(document.object?["schema"] == .string("quorate.model/1"))
  }

  @Test func `a commit made by git is proven to hold a model, or not`() throws {
    let script = try Self.script()
    guard try script.shell("git --version").status == 0 else {
      print("git is not installed: the link to a commit was not tested against it")
      return
    }
    try script.expect(
      0,
      """
      cp -r m clone && cd clone && chmod +x config.json && git init -q . && git add -A &&
      git -c user.name=a -c user.email=a@b commit -qm one && git cat-file commit HEAD > ../commit &&
      git rev-parse HEAD > ../id
      """)
    let inspect = "quorate model inspect m --hf-commit commit --hf-checkout clone"
    let outcome = try script.expect(0, "\(inspect) && grep -q . id")
    #expect(outcome.output.contains("proven: it is exactly these files"))
    try script.expect(0, "\(inspect) | grep -q \"commit $(cat id)\"")
    #expect(try script.expect(0, "echo >> m/sub/w.txt; \(inspect)").output.contains("unproven"))
  }
}
