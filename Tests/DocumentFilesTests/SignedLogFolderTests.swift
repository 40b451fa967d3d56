import CanonicalEncoding
import DocumentFiles
import Foundation
import Glibc
import Testing
import TransparencyLog

/// What a machine remembers of the logs it signs.
@Suite struct SignedLogFolderTests {
  private static let log = Digest.sha256(Array("a log".utf8))

  @Test func `what was signed last is read back, and nothing is nothing`() throws {
    let place = try TemporaryFolder()
    defer { place.remove() }
    let folder = SignedLogFolder(folder: place.path + "/signed")
    #expect(try folder.latest(of: Self.log) == nil)
    let signed = SignedLogFolder.Signed(size: 7, root: .sha256([1]))
    try folder.note(signed, of: Self.log)
    #expect(try folder.latest(of: Self.log) == signed)
    #expect(try folder.latest(of: .zero) == nil)
  }

  @Test(arguments: ["", "\n", "4", "4 0x", "x \(Digest.zero)", "4 \(Digest.zero) 5", "-1 \(Digest.zero)"])
  func `attack 61: a note that does not read is not none`(text: String) throws {
    let place = try TemporaryFolder()
    defer { place.remove() }
    let name = String(Self.log.description.dropFirst(2))
    _ = try place.write(text, to: name, mode: 0o600)
    let folder = SignedLogFolder(folder: place.path)
    #expect(throws: SignedLogFault.damaged(place.path + "/" + name)) { try folder.latest(of: Self.log) }
    #expect(throws: SignedLogFault.self) {
      try folder.note(.init(size: 4, root: .zero), of: Self.log)
    }
    _ = try place.write(text + "#", to: name + ".witnesses", mode: 0o600)
    #expect(throws: SignedLogFault.self) { try folder.witnesses(of: Self.log) }
  }

  @Test func `while one looks and notes, no other does`() throws {
    let place = try TemporaryFolder()
    defer { place.remove() }
    let folder = SignedLogFolder(folder: place.path)
    let path = "\(place.path)/\(Self.log.description.dropFirst(2)).lock"
    func isFree() -> Bool {
      let file = unsafe open(path, O_RDWR)
      defer { close(file) }
      return flock(file, LOCK_EX | LOCK_NB) == 0
    }
    try folder.locked(Self.log) {
      #expect(!isFree())
      try folder.locked(.zero) {}
    }
    #expect(isFree())
    #expect(throws: SignedLogFault.self) {
      try folder.locked(Self.log) { () throws -> Void in throw SignedLogFault.damaged("") }
    }
    #expect(isFree())
  }

  @Test func `witnesses are remembered, each key once and under a name of its own`() throws {
    let place = try TemporaryFolder()
    defer { place.remove() }
    let folder = SignedLogFolder(folder: place.path)
    func witness(_ name: String, _ key: UInt8, at address: String) throws -> WitnessPolicy.Witness {
      let verifier = try VerifierKey(
        name: "w\(key)", algorithm: .cosignature, publicKey: Digest.sha256([key]).bytes)
      return .init(name: ByteString(utf8: name), key: verifier, address: address)
    }
    try folder.remember(
      [try witness("a", 1, at: "http://a"), try witness("b", 2, at: "http://b")], of: Self.log)
    try folder.remember(
      [try witness("a", 3, at: "http://c"), try witness("b", 2, at: "http://d")], of: Self.log)
    let known = try folder.witnesses(of: Self.log)
    #expect(known.map(\.key.name) == ["w1", "w3", "w2"])
    #expect(known.map(\.address) == ["http://a", "http://c", "http://d"])
    #expect(Set(known.map(\.name)).count == 3)
    #expect(try folder.witnesses(of: .zero).isEmpty)
    for number in 0..<100 {
      try folder.remember([try witness("n", 100 + UInt8(number), at: "http://n")], of: .zero)
    }
    #expect(try folder.witnesses(of: .zero).count == SignedLogFolder.witnessLimit)
  }
}
