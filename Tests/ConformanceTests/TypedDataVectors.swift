import CanonicalEncoding
import QuorateTesting
import Secp256k1Signing
import Signing

/// Runners for EIP-712.
enum TypedDataVectors {
  private static let verifier = Secp256k1Verifier()

  /// A document of the parts that a vector has; an empty domain where it has none.
  private static func document(_ vector: JSONValue, message key: String) -> JSONValue {
    .members([
      "types": vector.object?["types"] ?? .null, "primaryType": .string(vector.text("primaryType")),
      "domain": vector.object?["domain"] ?? .members([:]), "message": vector.object?[key] ?? .null,
    ])
  }

  static func ethers(_ content: JSONValue, _ report: inout VectorReport) throws {
    for vector in content.list("tests") {
      let name = vector.text("name")
      do {
        let data = try TypedData(parsing: document(vector, message: "data"))
        let encoded = try data.types.encodeData(data.primaryType, vector.object?["data"] ?? .null)
        let isDigest = data.digest.description == vector.text("digest")
        report.check(name, isDigest && encoded == vector.hex("encoded"))
        guard !vector.text("signature").isEmpty else { continue }
        let made = try Secp256k1SecretKey(vector.hex("privateKey")).sign(data.digest)
        report.check("\(name) signature", made.canonicalBytes == vector.hex("signature"))
      } catch {
        report.check("\(name): \(error)", false)
      }
    }
  }

  static func mail(_ content: JSONValue, _ report: inout VectorReport) throws {
    let document = content.object?["typedData"] ?? .null
    let message = document.object?["message"] ?? .null
    let data = try TypedData(parsing: document)
    let type = data.primaryType
    report.check("encodeType", data.types.encodedType(type) == content.text("encodeType"))
    report.check("typeHash", data.types.typeHash(of: type)?.description == content.text("typeHash"))
    report.check("encodeData", try data.types.encodeData(type, message) == content.hex("encodeData"))
    let hash = try data.types.hashStruct(type, message)
    report.check("hashStruct", hash.description == content.text("hashStruct"))
    report.check("domainSeparator", data.domainSeparator.description == content.text("domainSeparator"))
    report.check("digest", data.digest.description == content.text("digest"))
    let key = try Secp256k1SecretKey(content.hex("privateKey"))
    report.check("address", key.account.display == content.text("address"))
    let signature = try key.sign(data.digest)
    let isSame = signature.r.description == content.text("r") && signature.s.description == content.text("s")
    report.check("signature", isSame)
  }

  /// The type of a message: the one that is stated, or the only one that no other is made of.
  private static func primaryType(of vector: JSONValue) -> String {
    if let stated = vector.object?["primaryType"]?.string { return stated }
    let types = vector.object?["types"]?.object?.members ?? []
    let parts = types.flatMap { type in
      (type.value.array ?? []).map { ($0.text("type").split(separator: "[").first).map(String.init) ?? "" }
    }
    let whole = types.map(\.key).filter { $0 != "EIP712Domain" && !parts.contains($0) }
    return whole.count == 1 ? whole[0] : ""
  }

  // MARK: MetaMask

  static func metaMask(_ content: JSONValue, _ report: inout VectorReport) throws {
    let key = try Secp256k1SecretKey(content.hex("privateKey"))
    for vector in content.list("tests") {
      let name = "\(vector.text("op")) \(vector.text("test"))"
      guard vector.object?["json_ok"]?.bool == true else {
        report.skip("the input is a JavaScript value that JSON cannot carry")
        continue
      }
      let isLenient = vector.text("class") == "lenient"
      do {
        let isExpected = try matches(vector, key)
        report.check(name, isExpected && !isLenient)
      } catch let refusal as TypedDataRefusal {
        switch refusal {
        case .recursive where !isLenient: report.skip("types that contain themselves are refused on purpose")
        case .null where !isLenient: report.skip("null in place of a struct is refused on purpose")
        case .unknownMember where !isLenient: report.skip("members that no type has are refused on purpose")
        default: report.check("\(name): \(refusal)", isLenient)
        }
      }
    }
    for vector in content.list("errors") { mustRefuse(vector, &report) }
  }

  /// Whether the answer of one operation is the recorded one.
  private static func matches(_ vector: JSONValue, _ key: Secp256k1SecretKey) throws -> Bool {
    let message = vector.object?["message"] ?? .null
    let document = vector.object?["typedData"] ?? .null
    switch vector.text("op") {
    case "encodeData":
      let types = try TypedDataTypes(parsing: vector.object?["types"] ?? .null)
      return try types.encodeData(vector.text("primaryType"), message) == vector.hex("expected")
    case "hashStruct":
      let types = try TypedDataTypes(parsing: vector.object?["types"] ?? .null)
      return try types.hashStruct(vector.text("primaryType"), message).bytes == vector.hex("expected")
    case "eip712Hash":
      return try TypedData(parsing: document).digest.bytes == vector.hex("expected")
    case "signTypedData_v4":
      return try key.sign(TypedData(parsing: document).digest).canonicalBytes == vector.hex("signature")
    default: return false
    }
  }

  private static func mustRefuse(_ vector: JSONValue, _ report: inout VectorReport) {
    let arguments = vector.list("args")
    let name = "error \(vector.text("test"))"
    guard !isScript(.array(arguments.map { $0.object?["data"] ?? $0 })) else {
      return report.skip("the input is a JavaScript value that JSON cannot carry")
    }
    if vector.text("op") == "signTypedData" {
      let document = arguments.first?.object?["data"] ?? .null
      return report.check(name, (try? TypedData(parsing: document)) == nil)
    }
    guard arguments.count >= 3 else { return report.check(name, false) }
    let data = try? TypedDataTypes(parsing: arguments[2]).encodeData(arguments[0].string ?? "", arguments[1])
    report.check(name, data == nil)
  }

  /// Whether a recorded value stands for something that JSON has not: `{"$undefined": true}` and the like.
  private static func isScript(_ value: JSONValue) -> Bool {
    if let list = value.array { return list.contains(where: isScript) }
    return value.object?.members.contains { $0.key.hasPrefix("$") || isScript($0.value) } ?? false
  }

  // MARK: Snapshot

  static func snapshot(_ content: JSONValue, _ report: inout VectorReport) throws {
    for vector in content.list("messages") {
      let name = vector.text("id")
      let isContract = ["eip1271", "eip6492"].contains(vector.text("category"))
      do {
        let data = try TypedData(parsing: document(vector, message: "message"))
        report.check("\(name) digest", data.digest.description == vector.text("digest"))
        guard !isContract else {
          report.skip("a contract wallet's signature needs the state of its chain")
          continue
        }
        // What reads as no signature is nobody's.
        let signature = try? RecoverableSignature(parsing: vector.hex("sig"))
        let account = try AccountKey(reading: vector.text("address"))
        let isSigner =
          signature.map {
            (try? verifier.requireSignature(of: data.digest, $0, by: account)) != nil
          } ?? false
        report.check("\(name) signer", isSigner == vector.object?["ecdsa_expected"]?.bool)
        let secret = content.object?["test_keys"]?.object?[vector.text("address")]?.hex("private_key") ?? []
        let isReproducible = vector.object?["rfc6979_reproducible"]?.bool == true
        guard isSigner, isReproducible, !secret.isEmpty else { continue }
        report.check("\(name) signed again", try Secp256k1SecretKey(secret).sign(data.digest) == signature)
      } catch {
        report.check("\(name): \(error)", false)
      }
    }
    for vector in content.list("digest_only") {
      let document = JSONValue.members([
        "types": vector.object?["types"] ?? .null, "primaryType": .string(primaryType(of: vector)),
        "domain": vector.object?["domain"] ?? .null, "message": vector.object?["message"] ?? .null,
      ])
      let digest = try? TypedData(parsing: document).digest
      report.check(vector.text("id"), digest?.description == vector.text("digest"))
    }
  }
}
