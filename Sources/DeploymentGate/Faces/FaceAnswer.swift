package import CanonicalEncoding

/// What a face of the gate answers over HTTP.
package struct FaceAnswer: Sendable {
  /// The status of HTTP.
  package let status: Int
  /// The JSON.
  package let body: [UInt8]
  /// The decisions it holds, for counters.
  package let codes: [GateCode]

  init(_ status: Int, _ value: JSONValue, _ codes: [GateCode]) {
    self.status = status
    body = value.canonicalBytes
    self.codes = codes
  }

  /// The answer to a question that does not read. It allows nothing, in any face's form.
  package init(refusing refusal: some CodedRefusal, status: Int = 400) {
    self.init(
      status,
      .members([
        "error": .members(["code": .string(refusal.code), "message": .string(refusal.message)]),
        "ok": .bool(false), "schema": .string("quorate.error/1"),
      ]), [])
  }

  /// Runs a face over some bytes.
  static func reading(_ body: () throws(FaceRefusal) -> FaceAnswer) -> FaceAnswer {
    do { return try body() } catch {
      return FaceAnswer(refusing: error, status: error.status)
    }
  }
}

/// Why a question to a face of the gate is not answered.
package enum FaceRefusal: CodedRefusal, Hashable {
  /// It does not read.
  case form(JSONRefusal)
  /// Another kind of question than this face takes.
  case kind(needs: String)
  /// More than one question's worth.
  case tooMany(limit: Int)
  /// The parameters behind the question mark.
  case query(String)
  /// It is not signed by who may ask, or there is no secret to know that by.
  case signature

  package var code: String {
    switch self {
    case .form(let refusal): refusal.code
    case .kind: "face.kind"
    case .tooMany: "face.tooMany"
    case .query: "face.query"
    case .signature: "face.signature"
    }
  }

  package var message: String {
    switch self {
    case .form(let refusal): refusal.message
    case .kind(let needs): "this address takes \(needs)"
    case .tooMany(let limit): "at most \(limit) are answered at once"
    case .query(let fault): fault
    case .signature: "it is not signed with the secret that this gate shares"
    }
  }

  /// The status of HTTP.
  var status: Int { self == .signature ? 401 : 400 }
}

/// How faces read what they are asked.
enum FaceBody {
  /// The largest question. A cluster sends an object twice, each of at most 1.5 MiB.
  static let sizeLimit = 4 << 20

  static func parse(_ bytes: [UInt8]) throws(FaceRefusal) -> JSONValue {
    do { return try JSONParser.parse(bytes, limit: sizeLimit) } catch { throw .form(error) }
  }

  /// A member that must be a text.
  static func text(
    _ value: JSONValue, _ key: String, of subject: String, limit: Int = 256
  ) throws(FaceRefusal) -> String {
    guard let member = value[key] else { throw .form(.missing(field: key, in: subject)) }
    guard let text = member.string, text.utf8.count <= limit else {
      throw .form(.unexpected(field: key, in: subject, needs: "a text of at most \(limit) bytes"))
    }
    return text
  }

  /// Refuses a question that says it is another one.
  static func requireKind(_ value: JSONValue, _ version: String, _ kind: String) throws(FaceRefusal) {
    guard value["apiVersion"]?.string?.isSpelt(like: version) == true,
      value["kind"]?.string?.isSpelt(like: kind) == true
    else { throw .kind(needs: "\(kind) of \(version)") }
  }
}
