import CanonicalEncoding
import Crypto
import QuorateTesting

/// Hash functions.
let hashVectors: [String: VectorRunner] = ["wallets/hashes.json": runHashVectors]

/// Each vector names the hexadecimal digits of its data and of four hashes.
private func runHashVectors(_ content: JSONValue, _ report: inout VectorReport) {
  for test in content.object?["tests"]?.array ?? [] {
    let fields = test.object
    let name = fields?["name"]?.string ?? "unnamed"
    guard let data = fields?["data"]?.string, let bytes = Hex.decode(prefixed: data) else {
      report.check("\(name): data is not hexadecimal", false)
      continue
    }
    let hashes: KeyValuePairs<String, [UInt8]> = [
      "keccak256": Keccak256.digest(bytes).bytes,
      "sha256": Digest.sha256(bytes).bytes,
      "sha512": Array(SHA512.hash(data: bytes)),
      "ripemd160": RIPEMD160.digest(bytes),
    ]
    let wrong = hashes.filter { fields?[$0.key]?.string != "0x" + Hex.encode($0.value) }.map(\.key)
    report.check("\(name): wrong \(wrong.joined(separator: ", "))", wrong.isEmpty)
  }
}
