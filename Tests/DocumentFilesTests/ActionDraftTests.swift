import CanonicalEncoding
import DocumentFiles
import Governance
import QuorateTesting
import Signing
import Testing

/// Actions as people write them become the one form that is hashed.
@Suite struct ActionDraftTests {
  private func action(_ yaml: String, kind: String) throws -> ProposalAction {
    let text = "---\ntitle: T\nkind: \(kind)\nactions:\n\(yaml)---\nx\n"
    let document = ProposalDocument(parsing: Array(text.utf8))
    let faults = document.findings.filter { $0.severity == .error }.map(\.message)
    return try #require(document.content?.actions.first, "\(faults)")
  }

  @Test func `accounts, instants and lengths of time may be written as people write them`() throws {
    let access = try action(
      """
        - type: access.grant
          holder: "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"
          resource: weights-store
          purpose: red teaming
          expires: 2027-01-15

      """, kind: "access.grant")
    guard case .grantAccess(let grant) = access else {
      Issue.record("not a grant of access")
      return
    }
    #expect(grant.holder.text == "evm:cd2a3d9f938e13cd947ec05abc7fe734df8dd826")
    #expect(grant.expires.description == "2027-01-15T00:00:00Z")
    let hash = Digest.sha256([1])
    let amendment = try action(
      """
        - {type: protocol.amend, id: frontier, version: 2, sha256: "\(hash)", replaces: "\(Digest.zero)", change: neutral, grace: 36h}

      """, kind: "protocol.amend")
    #expect(amendment.words.contains("which goes on for 1d 12h"))
  }

  @Test func `an account with a wrong checksum is not corrected in silence`() {
    let text = """
      ---
      title: T
      kind: access.grant
      actions:
        - {type: access.grant, holder: "0xcD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826", resource: x, purpose: y, expires: 2027-01-15}
      ---
      x
      """
    let document = ProposalDocument(parsing: Array(text.utf8))
    #expect(document.content == nil && document.findings.contains { $0.code == "Q305" })
  }

  @Test(arguments: SampleActions.texts.map(\.kind)) func `a file in canonical form says the same`(
    _ kind: String
  ) throws {
    let text = try #require(SampleActions.texts.first { $0.kind == kind }).text
    #expect(try action("  - \(text)\n", kind: kind) == SampleActions.action(kind))
  }
}
