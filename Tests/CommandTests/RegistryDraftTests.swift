import CanonicalEncoding
import Testing

/// A manifest of a registry, bound to the voted digests by one command.
@Suite struct RegistryDraftTests {
  /// Writes `manifest.json` of the folder `model`, as ModelPack has it: one raw layer for each file.
  private static let pack = #"""
    layers=$(cd model; find . -type f | cut -c3- | LC_ALL=C sort | while read -r f; do printf \
    ',{"mediaType":"application/vnd.cncf.model.weight.v1.raw","digest":"sha256:%s","size":%s,"annotations":{"org.cncf.model.filepath":"%s"}}' \
    "$(sha256sum "$f" | cut -c1-64)" "$(stat -c %s "$f")" "$f"; done)
    printf '{"schemaVersion":2,"artifactType":"application/vnd.cncf.model.manifest.v1+json","config":{"mediaType":"application/vnd.cncf.model.config.v1+json","digest":"sha256:00","size":2},"layers":[%s]}' \
    "${layers#,}" > manifest.json
    """#

  private static let open = #"s/^ *# audience: limited.*/    audience: limited\n    producer: lab-nine/"#

  @Test func `a downloaded manifest is voted on with the files, and opens the gate by its digest`() throws {
    var world = try GateWorld()
    try world.script.expect(0, Self.pack)
    try world.decide("model.deploy", "--model ../model --oci ../manifest.json", Self.open)
    let digest = "sha256:$(sha256sum ../manifest.json | cut -c1-64)"
    try world.ask(0, "QG000", "quorate gate check production --oci \(digest)")
    try world.ask(0, "QG000", "quorate gate check production --model ../model --oci \(digest)")
    try world.ask(3, "QG041", "quorate gate check production --oci sha256:$(printf 'a%.0s' $(seq 64))")
    // Whoever has only what is published comes to the same.
    try world.run(
      "quorate log publish ../pub -q && quorate gate check production --pin $(cat .quorate/dao) "
        + "--from ../pub --oci \(digest) -q")
  }

  @Test func `attack 11: a manifest of other files is no draft`() throws {
    let world = try GateWorld()
    try world.script.expect(0, Self.pack)
    let draft = "quorate proposal draft Deploy --model ../model --oci ../manifest.json -o p.md"
    for edit in [
      // One file with another content, a file more, another size, an archive, no path.
      #"s/sha256:[0-9a-f]\{64\}/sha256:\#(String(repeating: "b", count: 64))/"#,
      #"s/"layers":\[/&{"mediaType":"application\/vnd.cncf.model.weight.v1.raw","digest":"sha256:\#(String(repeating: "c", count: 64))","size":1,"annotations":{"org.cncf.model.filepath":"x"}},/"#,
      #"s/"size":[0-9]*,"ann/"size":7777777,"ann/"#, "s/v1.raw/v1.tar/", "s/filepath/elsewhere/",
    ] {
      try world.script.expect(
        0, "cp manifest.json good.json && sed -i '\(edit)' manifest.json && ! cmp -s manifest.json good.json")
      let refused = try world.script.expect(65, draft, in: "dao")
      #expect(refused.errors.contains("deployment.linkUnproven"), "\(edit): \(refused.errors)")
      try world.script.expect(0, "test ! -e dao/p.md && cp good.json manifest.json")
    }
    try world.run(draft)
  }

  @Test func `without the files, the layers of the manifest are the model`() throws {
    let world = try GateWorld()
    try world.script.expect(0, Self.pack)
    try world.run("quorate proposal draft Deploy --model ../model --oci ../manifest.json -o a.md -q")
    try world.run("quorate proposal draft Deploy --oci ../manifest.json -o b.md -q")
    try world.run("diff <(grep -v 'name:' a.md) <(grep -v 'name:' b.md) && grep -q 'name: \"manifest\"' b.md")
    try world.script.expect(
      64, "quorate proposal draft X --kind model.retire --oci ../manifest.json", in: "dao")
    try world.script.expect(65, "echo '{}' > m.json; quorate proposal draft X --oci m.json", in: "dao")
  }
}
