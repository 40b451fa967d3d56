import Foundation
import Testing

/// Trusted algorithms at the command line: voted, asked of a gate, replaced.
@Suite struct DatasetCommandTests {
  private static let published = #"""
    printf 'quorate: published-algorithm/1\nname: did:op:a\nfiles: F\ncontainer: C\npublisher: "0xab"\n' > ../a.yaml
    sed 's/files: F/files: G/' ../a.yaml > ../b.yaml
    """#

  @Test func `what no vote trusts is denied, and what one trusts is let in by its content`() throws {
    let script = try CommandScript()
    try script.expect(0, "quorate key create ada --light -q && printf data > data.csv")
    try script.expect(
      0,
      """
      quorate init draft --preset token-majority --name 'Data DAO' --founder ada --simulated-clock 2026-12-01T12:00Z -q
      sed -i '/^  model.deploy:/a\\  dataset.trust/loosening: {track: constitutional, topic: data}\\n  dataset.trust: {track: standard, topic: data}' draft/charter.yaml
      quorate init dao --charter draft/charter.yaml --founder ada --simulated-clock 2026-12-01T12:00Z -q
      (echo account,amount; echo $(quorate key show ada -q),10) > m.csv
      """)
    try script.expect(0, Self.published + "\nquorate member import ../m.csv -y -q", in: "dao")
    let check = "quorate gate check production --dataset ../data.csv"
    let nothing = try script.expect(3, "\(check) --published ../a.yaml", in: "dao")
    #expect(nothing.output.contains("(algorithm.nothingTrusted)") && nothing.output.contains("(QG018)"))
    #expect(nothing.output.contains("Next:  quorate proposal draft TITLE --kind dataset.trust"))
    try script.expect(0, "test $(quorate dataset show ../data.csv -q) = none", in: "dao")
    try script.expect(64, "\(check) --published ../a.yaml --raw", in: "dao")
    try script.expect(64, "\(check) --raw --algorithm ../a.yaml", in: "dao")

    let submit = #"""
      submit() { rm -f p.md; quorate proposal draft "$1" --kind dataset.trust -o p.md -q
      sed -i -e 's/^\(## .*\)/\1\n\nAs discussed./' -e "s/dataset: .*/dataset: \"0x$(sha256sum ../data.csv | cut -c1-64)\"/" -e "$2" p.md
      quorate proposal submit p.md -y -q; }
      carry() { quorate clock advance 2d -q; quorate vote $1 For -y -q; quorate clock advance 7d -q; quorate queue $1 -y -q
      quorate clock advance 4d -q; quorate execute $1 -y -q; }
      entry='s/{name: "did:op:", files: "", container: ""}/{name: "did:op:a", files: F, container: C}/'

      """#
    try script.expect(65, submit + #"submit 'Trust a' "$entry; s/loosening /tightening /""#, in: "dao")
    try script.expect(0, submit + "set -e; submit 'Trust a' \"$entry\" && carry 1 > ../out.txt", in: "dao")
    let shown = try script.expect(0, "quorate proposal show 1", in: "dao")
    #expect(
      shown.output.contains("did:op:a with files F, container C") && shown.output.contains("constitutional"))
    let allowed = try script.expect(0, "\(check) --published ../a.yaml", in: "dao")
    #expect(allowed.output.contains("P-0001 lets this algorithm be run on this data (QG000)"))
    let other = try script.expect(3, "\(check) --published ../b.yaml", in: "dao")
    #expect(other.output.contains("(algorithm.contentDiffers)"))
    let raw = try script.expect(3, "\(check) --raw --json", in: "dao")
    #expect(raw.output.contains("algorithm.raw") && raw.output.contains("QG018"))
    let words = try script.expect(0, "quorate dataset show ../data.csv", in: "dao")
    #expect(words.output.contains("trusts    did:op:a") && words.output.contains("by        P-0001"))

    // Nothing takes the place of a list that it does not know.
    try script.expect(
      8, submit + #"submit 'Trust nobody' "/algorithms:/,/name:/d; s/loosening /tightening /""#, in: "dao")
    try script.expect(
      0,
      submit
        + #"set -e; submit 'Trust nobody' "/algorithms:/,/name:/d; s/loosening /tightening /; s/# replaces: \"0x\"/replaces: \"$(quorate dataset show ../data.csv -q)\"/""#
        + "\ncarry 2 > ../out.txt", in: "dao")
    let denied = try script.expect(3, "\(check) --published ../a.yaml", in: "dao")
    #expect(denied.output.contains("by P-0002 (algorithm.nothingTrusted)"))
    let list = try script.expect(0, "quorate dataset list", in: "dao")
    #expect(list.output.contains("\tcompute\t0\tP-0002"))
    try script.expect(0, "quorate audit verify -q", in: "dao")
  }
}
