import CanonicalEncoding
import DeploymentGate
import Governance
import QuorateTesting
import Testing

/// The file of a gate.
@Suite struct GateConfigurationTests {
  private static let least =
    #""dao":"\#(FaceSamples.digest("d"))","environment":"production","format":"quorate.gate/1""#

  private func read(_ more: String = "", least: String = least) throws -> GateConfiguration {
    try GateConfiguration(parsing: FaceSamples.value("{\(least)\(more.isEmpty ? "" : "," + more)}"))
  }

  @Test func `what is left out is the strict way`() throws {
    let file = try read()
    #expect(file.claims == .deny && file.unnamed == .deny && file.updates == .shrinking && !file.isShadow)
    #expect(file.audience == nil && file.staleAfter == nil && file.runtime.isEmpty)
    #expect(file.guards("production") && !file.guards("prod") && !file.guards("productio\u{6e}\u{301}"))
    let more = try read(
      #""aliases":["prod"],"audience":"public","stale_after":"1h","shadow":true,"claims":"accept","unnamed":"allow","updates":"unchanged","runtime":{"serving_image":"\#(FaceSamples.digest("1").registryText)"},"log":"../log","orders":"orders""#
    )
    #expect(more.guards("prod") && more.isShadow && more.claims == .accept && more.log == "../log")
  }

  @Test(arguments: [
    #""claims":"maybe""#, #""claims":true"#, #""shadow":"yes""#, #""stale_after":"0s""#, #""stale_after":3"#,
    #""unknown":1"#, #""aliases":"prod""#, #""aliases":[""]"#, #""runtime":{"prompt":"x"}"#, #""log":"""#,
    #""environment":"x""#, #""audience":"everybody""#,
  ]) func `what is not understood is refused`(member: String) {
    #expect(throws: JSONRefusal.self) { try read(member) }
  }

  @Test func `it is for one DAO and one environment`() {
    #expect(throws: JSONRefusal.self) {
      try read(least: #""environment":"production","format":"quorate.gate/1""#)
    }
    #expect(throws: JSONRefusal.self) {
      try read(least: #""dao":"\#(FaceSamples.digest("d"))","format":"quorate.gate/1""#)
    }
    #expect(throws: JSONRefusal.self) {
      try read(least: #""dao":"\#(FaceSamples.digest("d"))","environment":"x","format":"2""#)
    }
  }
}
