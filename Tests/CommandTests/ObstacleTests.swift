import Testing

/// Votes whose outcome cannot be carried out any more.
@Suite struct ObstacleTests {
  @Test func `an amendment of a charter that was replaced is not said to wait for its execution`() throws {
    let script = try CommandScript()
    try script.found()
    try script.expect(
      0,
      """
      quorate charter show > ../c.yaml
      for q in 60 8; do
        sed "s/at_least: 4%/at_least: $q%/" ../c.yaml > ../c$q.yaml
        quorate proposal draft A$q --kind charter.amend -o ../a$q.md -q > /dev/null || exit 1
        h=$(quorate charter hash ../c$q.yaml) || exit 2
        sed -i "s/charter: \\"0x[0-9a-f]*\\"/charter: \\"$h\\"/; s/^\\(## .*\\)/\\1\\n\\nx./" ../a$q.md
        quorate proposal submit ../a$q.md -y -q > /dev/null || exit 3
      done
      quorate clock advance 2d -q > /dev/null
      for p in 1 2; do for k in alice bob; do quorate vote $p For --key $k -y -q > /dev/null || exit 4; done; done
      quorate clock advance 8d -q > /dev/null
      quorate queue 1 -y -q > /dev/null && quorate queue 2 -y -q > /dev/null || exit 5
      quorate clock advance 5d -q > /dev/null
      quorate explain 1 | grep -q 'quorate execute P-0001' || exit 6
      quorate execute 2 -y -q > /dev/null || exit 7
      """, in: "dao")
    let explained = try script.expect(0, "quorate explain 1", in: "dao").output
    #expect(explained.contains("It passed. It cannot be carried out any more"), "\(explained)")
    #expect(explained.contains("charter.staleParent"), "\(explained)")
    #expect(!explained.contains("quorate execute"), "\(explained)")
    let status = try script.expect(0, "quorate status --json", in: "dao").output
    #expect(status.contains("\"code\":\"charter.staleParent\""), "\(status)")
    try script.expect(3, "quorate results 1 --exit-status", in: "dao")
    try script.expect(0, "quorate results 2 --exit-status", in: "dao")
  }
}
