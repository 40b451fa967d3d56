import CanonicalEncoding
import DocumentFiles
import Foundation
import Governance
import Secp256k1Signing
import Signing
import Testing

@testable import quorate

extension CommandScript {
  /// What a wallet does: signs the typed data of a file, and fills the signature in.
  func sign(_ file: String, by name: String) throws {
    let place = folder.appending(path: "dao/\(file)")
    let text = String(decoding: try Data(contentsOf: place), as: UTF8.self)
    let keystore = try Data(contentsOf: folder.appending(path: "config/keys/\(name).json"))
    let secret = try KeystoreV3.open(
      JSONParser.parse(Array(keystore)), passphrase: Array("a passphrase for tests".utf8))
    let statement = try BallotFile(parsing: Array(text.utf8)).statement
    let message = statement.message(in: Statement.domain(of: statement.header.dao))
    let signature = try Secp256k1SecretKey(secret).sign(message.digest)
    let digits = Hex.encode(signature.compactBytes + [signature.recovery + 27])
    let signed = text.replacingOccurrences(of: #""signature": """#, with: #""signature": "0x\#(digits)""#)
    try #require(signed != text)
    try Data(signed.utf8).write(to: place)
  }
}
