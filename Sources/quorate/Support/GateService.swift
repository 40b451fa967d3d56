internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Governance
internal import HTTPService
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import Signing

typealias RunningGate = GateWatch<SQLiteLogStore, DocumentMemory, Secp256k1Verifier>

/// What `gate serve` answers over HTTP: each face of the gate at its address.
///
/// Only `POST /v1/orders` leaves anything behind, and that can only close the gate.
struct GateService: Sendable {
  let watch: RunningGate
  let clock: any TimeSource
  let counters: GateCounters
  /// What GitHub signs its events with; without it none is answered.
  let secret: WebhookSecret?
  /// Where orders are kept.
  let orders: OrderFolder

  /// The largest body of a question.
  private static let bodyLimit = 4 << 20

  var routes: [ServiceRoute] {
    [
      face(.post, "/v1/admit", "admit") { AdmissionReview.answer($0.body, at: $1) },
      face(.post, "/v1/validate", "validate") { GatekeeperProvider.answer($0.body, at: $1) },
      face(.get, "/v1/status", "status") { StatusQuery.answer(query: $0.query, at: $1) },
      face(.post, "/v1/github", "github") { [secret] in
        DeploymentProtectionRule.answer($0.body, headers: $0.headers, secret: secret, at: $1)
      },
      ServiceRoute(.post, "/v1/orders", bodyLimit: BrakeFile.sizeLimit) { take(order: $0.body) },
      ServiceRoute(.get, "/healthz") { _ in health() },
      ServiceRoute(.get, "/metrics") { _ in metrics() },
      ServiceRoute(.get, "/openapi.json") { _ in
        ServiceResponse(200, "application/json", GateInterface.document.canonicalBytes)
      },
    ]
  }

  /// A route to a face: the clock is read once, and every failure is a refusal.
  private func face(
    _ method: ServiceRoute.Method, _ path: String, _ name: String,
    _ answer: @escaping @Sendable (ServiceRequest, GateDesk) -> FaceAnswer
  ) -> ServiceRoute {
    ServiceRoute(method, path, bodyLimit: method == .post ? Self.bodyLimit : 0) { request in
      let start = ContinuousClock.now
      guard let now = try? clock.now() else { return Self.unclocked }
      let reply = answer(request, watch.desk(at: now))
      let time = (ContinuousClock.now - start).components
      let microseconds = UInt64(clamping: time.seconds * 1_000_000 + time.attoseconds / 1_000_000_000_000)
      counters.count(reply.codes, of: name, microseconds: microseconds)
      return ServiceResponse(reply.status, "application/json", reply.body)
    }
  }

  private static let unclocked = ServiceResponse.text(
    503, "this gate cannot tell the time, so it decides nothing")

  // MARK: Orders

  private func take(order bytes: [UInt8]) -> ServiceResponse {
    do {
      let now = try clock.now()
      let order = try watch.take(order: bytes, at: now)
      try orders.keep(bytes, of: order.id)
      let answer = JSONValue.members([
        "deed": .string(order.order.deed.rawValue), "ends": .string(order.order.notAfter.description),
        "incident": .string(order.order.incident),
        "ok": .bool(true), "order": .string(order.id.description), "scope": .string(order.order.scope.words),
        "signers": .array(order.signers.map { .string($0.text) }),
      ])
      return ServiceResponse(200, "application/json", answer.canonicalBytes)
    } catch let refusal as GateOrderRefusal {
      return Self.response(to: refusal, status: refusal == .unready || refusal == .full ? 503 : 409)
    } catch let refusal as BrakeFileRefusal {
      return Self.response(to: refusal, status: 400)
    } catch {
      // It stops what it names from now on; only that it will after a restart is not certain.
      let refusal = (error as? any CodedRefusal) ?? StorageError("failed", "the order could not be kept")
      return Self.response(to: refusal, status: 503)
    }
  }

  private static func response(to refusal: any CodedRefusal, status: Int) -> ServiceResponse {
    let answer = FaceAnswer(refusing: refusal, status: status)
    return ServiceResponse(answer.status, "application/json", answer.body)
  }

  // MARK: For whoever runs it

  private func health() -> ServiceResponse {
    guard let now = try? clock.now() else { return Self.unclocked }
    let condition = watch.condition(at: now)
    return condition.isReady ? .text(200, "ok") : .text(503, condition.why ?? "it cannot decide")
  }

  private func metrics() -> ServiceResponse {
    guard let now = try? clock.now() else { return Self.unclocked }
    let text = counters.text(watch.condition(at: now), at: now)
    return ServiceResponse(200, "text/plain; version=0.0.4; charset=utf-8", Array(text.utf8))
  }
}
