import CanonicalEncoding
import DocumentFiles
import Foundation
import QuorateTesting
import SafetyProtocol
import Testing

/// Models that others signed: their signatures list the files and the root, which must be the ones found here.
@Suite(.serialized) struct SignedModelSamples {
  static let folder = OutsideData.samples?.appending(path: "ai/model-signing")

  static var signatures: [String] {
    guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      return []
    }
    return names.filter { $0.hasSuffix(".sig") }.sorted()
  }

  @Test func `the samples folder is there, or its absence is said`() {
    if Self.folder == nil {
      print("samples: skipped, no folder (set QUORATE_SAMPLES or put it at ../shared/samples)")
    }
  }

  @Test(arguments: signatures) func `a signed model has the root and the files that its signature lists`(
    name: String
  ) async throws {
    let folder = try #require(Self.folder)
    let payload = try Self.payload(of: folder.appending(path: name))
    let subject = payload.object?["subject"]?.array?.first?.object
    let root = subject?["digest"]?.object?["sha256"]?.string
    let resources = payload.object?["predicate"]?.object?["resources"]?.array ?? []
    var report = VectorReport(file: "ai/model-signing/\(name)")
    let model = folder.appending(path: subject?["name"]?.string ?? "")
    let tree: ModelTree
    if FileManager.default.fileExists(atPath: model.path), subject?["name"]?.string?.isEmpty == false {
      tree = try await ModelFolder(model.path).contents().tree
    } else {
      // Without the files themselves their order and the root still follow from the list.
      tree = try ModelTree(try resources.map { try #require(try Self.file($0)) })
    }
    report.check("root", "\(tree.omsRoot)" == "0x" + (root ?? ""))
    report.check("number of files", tree.signed.count == resources.count)
    for (file, resource) in zip(tree.signed, resources) {
      report.check(
        "\(file.path.text)",
        try Self.file(resource).map { ($0.path, $0.sha256) == (file.path, file.sha256) } == true)
    }
    print(report.summary)
    #expect(report.failures.isEmpty, "\(report.summary)")
  }

  private static func payload(of url: URL) throws -> JSONValue {
    let bundle = try JSONParser.parse(Array(try Data(contentsOf: url)))
    let text = bundle.object?["dsseEnvelope"]?.object?["payload"]?.string
    return try JSONParser.parse(try #require(text.flatMap { Base64.decode($0) }))
  }

  private static func file(_ value: JSONValue) throws -> ModelFile? {
    guard let name = value.object?["name"]?.string, let hex = value.object?["digest"]?.string,
      let digest = Digest("0x" + hex)
    else { return nil }
    return ModelFile(path: try ModelPath(name), size: 0, sha256: digest)
  }
}
