import DocumentFiles
import Foundation
import Ledger
import QuorateTesting
import Testing
import TransparencyLog

@Suite struct ReceiptFolderTests {
  @Test func `no receipt takes the place of another`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let example = OutsideData.package.appending(path: "docs/spec/example/ballot.tlog-proof")
    let first = try Receipt(parsing: [UInt8](try Data(contentsOf: example)))
    // Only what stands in it tells it apart: nothing is verified where it is kept.
    let other = try Receipt(
      index: first.index, leaf: first.leaf + [0x20], path: first.proof.path, note: first.proof.note)
    let receipts = ReceiptFolder(folder.path + "/receipts")
    func keep(_ receipt: Receipt, _ name: String) throws -> String {
      URL(filePath: try receipts.keep(receipt, named: name)).lastPathComponent
    }
    #expect(try keep(first, "P-0001-ada") == "P-0001-ada.tlog-proof")
    #expect(try keep(other, "P-0001-ada") == "P-0001-ada.2.tlog-proof")
    // The same one is kept once, wherever it stands.
    #expect(try keep(first, "P-0001-ada") == "P-0001-ada.tlog-proof")
    #expect(try keep(other, "P-0001-ada") == "P-0001-ada.2.tlog-proof")
    // A link that leads nowhere is not written through.
    let link = folder.path + "/receipts/P-0002.tlog-proof"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.path + "/elsewhere")
    #expect(try keep(first, "P-0002") == "P-0002.2.tlog-proof")
    let kept = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/receipts").sorted()
    #expect(
      kept == [
        "P-0001-ada.2.tlog-proof", "P-0001-ada.tlog-proof", "P-0002.2.tlog-proof", "P-0002.tlog-proof",
      ])
    #expect(
      try Data(contentsOf: URL(filePath: folder.path + "/receipts/" + kept[1])) == Data(first.proof.bytes))
  }
}
