import CanonicalEncoding
import QuorateTesting
import Testing

@testable import DeploymentGate

/// What only asks for less needs no approval; what asks for the same is no less.
@Suite struct WorkloadScaleTests {
  @Test func `fewer pods are less, and as many are not`() throws {
    func deployment(_ replicas: Int, image: String = "a") throws -> JSONValue {
      let text = #"{"kind":"Deployment","spec":{"replicas":\#(replicas),"template":{"image":"\#(image)"}}}"#
      return try JSONParser.parse(Array(text.utf8))
    }
    #expect(WorkloadScale.shrinks(from: try deployment(3), to: try deployment(2)))
    #expect(!WorkloadScale.shrinks(from: try deployment(3), to: try deployment(3)))
    #expect(!WorkloadScale.shrinks(from: try deployment(2), to: try deployment(3)))
    #expect(!WorkloadScale.shrinks(from: try deployment(3), to: try deployment(2, image: "b")))
  }
}
