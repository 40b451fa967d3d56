import Testing

@testable import DeploymentGate
import Signing
import Ledger

@Suite struct PreAuthenticationEncodingTests {
  @Test func `the example of the DSSE protocol has its bytes`() {
    let bytes = PreAuthenticationEncoding.bytes(
      type: "http://example.com/HelloWorld", body: Array("hello world".utf8))
    #expect(
      String(decoding: bytes, as: UTF8.self) == "DSSEv1 29 http://example.com/HelloWorld 11 hello world")
    #expect(PreAuthenticationEncoding.bytes(type: "", body: []) == Array("DSSEv1 0  0 ".utf8))
  }

  @Test func `lengths count bytes, and no shift between type and body gives the same bytes`() {
    #expect(PreAuthenticationEncoding.bytes(type: "é", body: Array("ü".utf8)) == Array("DSSEv1 2 é 2 ü".utf8))
    var seen: Set<[UInt8]> = []
    let parts = ["", " ", "1", "1 ", " 1", "a 1 b", "1 a", "é"]
    for type in parts {
      for body in parts { seen.insert(PreAuthenticationEncoding.bytes(type: type, body: Array(body.utf8))) }
    }
    #expect(seen.count == parts.count * parts.count)
  }
}
