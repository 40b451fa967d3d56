import CanonicalEncoding
import DocumentFiles
import Governance
import Testing

@Suite struct AlgorithmTrustTests {
  static let algorithm = PublishedAlgorithm(
    name: "did:op:a", files: "F", container: "C", service: "S", publisher: "0xAb")

  private func trust(_ text: String) throws -> AlgorithmTrust {
    try AlgorithmTrust(parsing: YAMLDocument.parse("quorate: algorithm-trust/1\nuse: compute\n" + text))
  }

  @Test(
    arguments: [
      (id: "nothing is trusted", text: "", code: "algorithm.nothingTrusted"),
      (id: "by content", text: "algorithms: [{name: 'did:op:a', files: F, container: C}]", code: nil),
      (
        id: "and by service", text: "algorithms: [{name: 'did:op:a', files: F, container: C, service: S}]",
        code: nil
      ),
      (
        id: "another service", text: "algorithms: [{name: 'did:op:a', files: F, container: C, service: T}]",
        code: "algorithm.contentDiffers"
      ),
      (
        id: "other files", text: "algorithms: [{name: 'did:op:a', files: G, container: C}]",
        code: "algorithm.contentDiffers"
      ),
      (
        id: "another container", text: "algorithms: [{name: 'did:op:a', files: F, container: D}]",
        code: "algorithm.contentDiffers"
      ),
      (
        id: "another name", text: "algorithms: [{name: 'did:op:b', files: F, container: C}]",
        code: "algorithm.notTrusted"
      ),
      (id: "any name", text: "algorithms: [{name: '*', files: F, container: C}]", code: nil),
      (id: "anything", text: "algorithms: [{name: '*', files: '*', container: '*'}]", code: nil),
      (id: "the publisher, in other letters", text: "publishers: ['0xaB']", code: nil),
      (id: "another publisher", text: "publishers: ['0xac']", code: "algorithm.notTrusted"),
      (id: "any publisher", text: "publishers: ['*']", code: nil),
      (
        id: "either is enough",
        text: "publishers: ['0xab']\nalgorithms: [{name: 'did:op:b', files: F, container: C}]", code: nil
      ),
    ] as [(id: String, text: String, code: String?)])
  func `what nobody has allowed is denied`(_ row: (id: String, text: String, code: String?)) throws {
    #expect(try trust(row.text).refusal(of: Self.algorithm)?.code == row.code, "\(row.id)")
  }

  @Test func `code that was never published needs to be allowed, and something to be trusted`() throws {
    #expect(try trust("raw: true").refusal(of: nil) == .nothingTrusted)
    #expect(try trust("publishers: ['*']").refusal(of: nil) == .raw)
    #expect(try trust("raw: true\npublishers: ['0xab']").refusal(of: nil) == nil)
  }

  @Test func `what is handed out asks for no algorithm, and then lists none`() throws {
    let access = try AlgorithmTrust(parsing: YAMLDocument.parse("quorate: algorithm-trust/1\nuse: access"))
    #expect(access.refusal(of: nil) == nil && access.refusal(of: Self.algorithm) == nil)
    #expect(throws: JSONRefusal.self) {
      try AlgorithmTrust(
        parsing: YAMLDocument.parse("quorate: algorithm-trust/1\nuse: access\npublishers: ['*']"))
    }
  }

  @Test func `the form is read back to the same bytes, and nothing may be added to it`() throws {
    let full = try trust(
      """
      raw: true
      publishers: ['0xab', '*']
      algorithms:
        - {name: a, files: F, container: C}
        - {name: a, files: F, container: C, service: S}
      """)
    let again = try AlgorithmTrust(parsing: JSONParser.parse(full.json.canonicalBytes, form: .canonical))
    #expect(again == full && again.hash == full.hash)
    #expect(try trust("publishers: ['0xab']").hash != full.hash)
    for text in [
      "zeal: 1", "raw: false", "publishers: ['']", "publishers: [a, a]", "algorithms: [{name: a, files: F}]",
      "algorithms: [{name: '', files: F, container: C}]", "use: lend",
    ] {
      #expect(throws: (any Error).self, "\(text)") { try trust(text) }
    }
  }
}
