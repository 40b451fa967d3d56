package import CanonicalEncoding

/// The description of the gate's interface over HTTP, for programs (OpenAPI 3.0.3).
package enum GateInterface {
  /// The document at `/openapi.json`.
  package static var document: JSONValue {
    .members([
      "components": .members(["schemas": schemas]),
      "info": .members([
        "description": .string("May this model run here now? Denies unless the log proves that it may."),
        "title": .string("Quorate gate"), "version": .string("1"),
      ]),
      "openapi": .string("3.0.3"),
      "paths": .members([
        "/healthz": .members(["get": plain("health", "Whether the gate can decide", statuses: [200, 503])]),
        "/metrics": .members(["get": plain("metrics", "Counters for Prometheus", statuses: [200, 503])]),
        "/openapi.json": .members([
          "get": operation("interface", "This document", [200: ("the document", anything)], [])
        ]),
        "/v1/admit": .members([
          "post": asking(
            "admit", "May a cluster store this object?", "AdmissionReviewRequest", "AdmissionReviewAnswer")
        ]),
        "/v1/github": .members(["post": github]),
        "/v1/orders": .members(["post": orders]),
        "/v1/status": .members(["get": status]),
        "/v1/validate": .members([
          "post": asking("validate", "Gatekeeper's external data", "ProviderRequest", "ProviderAnswer")
        ]),
      ]),
    ])
  }

  // MARK: Operations

  private static let refused = ("it does not read", reference("Refusal"))
  private static let undecided = "nothing can be decided now"

  private static func asking(
    _ id: String, _ summary: String, _ question: String, _ answer: String
  ) -> JSONValue {
    operation(
      id, summary,
      [
        200: ("the answer, yes or no", reference(answer)), 400: refused, 413: ("it is too long", nil),
        503: (undecided, nil),
      ], [], body: reference(question))
  }

  private static var status: JSONValue {
    operation(
      "status", "May this model still run?",
      [
        200: ("the answer, yes or no", reference("Status")), 400: refused,
        503: (undecided, reference("Status")),
      ],
      [
        parameter("digest", pattern: "^sha256:[0-9a-f]{64}(,sha256:[0-9a-f]{64}){0,2}$", isRequired: true),
        parameter("env", pattern: nil, isRequired: true),
        parameter("action", pattern: "^(model\\.deploy|model\\.rollback|weights\\.release)$"),
        parameter("traffic", pattern: "^(100(\\.0)?|[0-9]{1,2}(\\.[0-9])?)$"),
      ])
  }

  private static var github: JSONValue {
    operation(
      "github", "A deployment protection rule of GitHub",
      [
        200: ("the body to post, and where", reference("Callback")), 400: refused,
        401: ("it is not signed", reference("Refusal")), 413: ("it is too long", nil),
        503: (undecided, anything),
      ], [header("X-Hub-Signature-256"), header("X-GitHub-Event")], body: anything)
  }

  private static var orders: JSONValue {
    operation(
      "order", "A pause or a revocation that a council signed",
      [
        200: ("it is kept, and counts from now on", anything), 400: refused,
        409: ("it stops nothing", reference("Refusal")), 413: ("it is too long", nil),
        503: (undecided, anything),
      ], [], body: anything)
  }

  private static func plain(_ id: String, _ summary: String, statuses: [Int]) -> JSONValue {
    operation(id, summary, Dictionary(statuses.map { ($0, ("text", nil)) }) { first, _ in first }, [])
  }

  private static func operation(
    _ id: String, _ summary: String, _ answers: [Int: (words: String, schema: JSONValue?)],
    _ parameters: [JSONValue], body: JSONValue? = nil
  ) -> JSONValue {
    let responses = answers.map { status, answer -> JSONObject.Member in
      var members: [JSONObject.Member] = [.init(key: "description", value: .string(answer.words))]
      if let schema = answer.schema { members.append(.init(key: "content", value: content(schema))) }
      return .init(key: String(status), value: .object(JSONObject(members)))
    }
    var members: [JSONObject.Member] = [
      .init(key: "operationId", value: .string(id)), .init(key: "summary", value: .string(summary)),
      .init(key: "responses", value: .object(JSONObject(responses))),
    ]
    if !parameters.isEmpty { members.append(.init(key: "parameters", value: .array(parameters))) }
    if let body {
      members.append(
        .init(key: "requestBody", value: .members(["content": content(body), "required": .bool(true)])))
    }
    return .object(JSONObject(members))
  }

  private static func content(_ schema: JSONValue) -> JSONValue {
    .members(["application/json": .members(["schema": schema])])
  }

  private static func parameter(_ name: String, pattern: String?, isRequired: Bool = false) -> JSONValue {
    var schema: [JSONObject.Member] = [.init(key: "type", value: .string("string"))]
    if let pattern { schema.append(.init(key: "pattern", value: .string(pattern))) }
    return .members([
      "in": .string("query"), "name": .string(name), "required": .bool(isRequired),
      "schema": .object(JSONObject(schema)),
    ])
  }

  private static func header(_ name: String) -> JSONValue {
    .members([
      "in": .string("header"), "name": .string(name), "required": .bool(true), "schema": type("string"),
    ])
  }

  // MARK: Schemas

  private static let anything = type("object")

  private static func type(_ name: String) -> JSONValue { .members(["type": .string(name)]) }

  private static func reference(_ name: String) -> JSONValue {
    .members(["$ref": .string("#/components/schemas/\(name)")])
  }

  private static let absentObject = JSONValue.members([
    "nullable": .bool(true), "type": .string("object"),
  ])

  /// An object whose members must all be there, besides others that may.
  private static func object(
    _ properties: KeyValuePairs<String, JSONValue>, optional: KeyValuePairs<String, JSONValue> = [:]
  ) -> JSONValue {
    let members = (Array(properties) + Array(optional)).map {
      JSONObject.Member(key: $0.key, value: $0.value)
    }
    return .members([
      "properties": .object(JSONObject(members)),
      "required": .array(properties.map { .string($0.key) }), "type": .string("object"),
    ])
  }

  private static func word(_ text: String) -> JSONValue {
    .members(["enum": .array([.string(text)]), "type": .string("string")])
  }

  private static var schemas: JSONValue {
    .members([
      "AdmissionReviewAnswer": object([
        "apiVersion": word("admission.k8s.io/v1"), "kind": word("AdmissionReview"),
        "response": object(["allowed": type("boolean"), "uid": type("string")]),
      ]),
      "AdmissionReviewRequest": object([
        "apiVersion": word("admission.k8s.io/v1"), "kind": word("AdmissionReview"),
        "request": object(
          [
            "operation": .members([
              "enum": .array(["CREATE", "UPDATE", "DELETE", "CONNECT"].map { .string($0) }),
              "type": .string("string"),
            ]),
            "uid": .members(["maxLength": .integer(64), "minLength": .integer(1), "type": .string("string")]),
          ], optional: ["object": absentObject, "oldObject": absentObject]),
      ]),
      "Callback": object(["body": anything, "callback": type("string"), "code": type("string")]),
      "ProviderAnswer": object([
        "apiVersion": word("externaldata.gatekeeper.sh/v1beta1"), "kind": word("ProviderResponse"),
        "response": object([
          "idempotent": type("boolean"), "items": list(anything), "systemError": type("string"),
        ]),
      ]),
      "ProviderRequest": object([
        "apiVersion": word("externaldata.gatekeeper.sh/v1beta1"), "kind": word("ProviderRequest"),
        "request": object(["keys": list(type("string"))]),
      ]),
      "Refusal": object([
        "error": object(["code": type("string"), "message": type("string")]), "ok": type("boolean"),
      ]),
      "Status": object([
        "data": object(["code": type("string"), "ok": type("boolean"), "verdict": type("string")])
      ]),
    ])
  }

  private static func list(_ schema: JSONValue) -> JSONValue {
    .members(["items": schema, "maxItems": .integer(256), "type": .string("array")])
  }
}
