package import CanonicalEncoding
package import DeploymentGate
internal import Governance
package import Ledger
package import Signing
internal import Synchronization
package import TransparencyLog

/// A gate that answers for as long as it is left running: it follows its log again and again, and keeps the orders
/// that it was handed.
///
/// Questions are answered from the last state that verified. What closes it is never undone by what fails later: a log
/// that was set back or forked keeps it closed until it follows again, and a log that cannot be reached closes it when
/// what it knows is too old.
package final class GateWatch<Store: LogStore, Files: Documents & Sendable, Verifier: SignatureVerifier>:
  Sendable
{
  private struct State {
    var sight: GateSight?
    /// When the log was last read at the place at which it grows.
    var live: Timepoint?
    /// Why it did not follow the last time.
    var fault: GateFault?
    /// Why the orders that were put beside the gate are not known; one that does not read may be a pause.
    var orderFault: GateFault?
    /// Those that were put beside the gate, as they were found last.
    var found: [SignedOrder] = []
    /// Those that were handed over.
    var taken: [Digest: SignedOrder] = [:]

    /// Each order once, with as many of its signatures as one file has.
    var orders: [SignedOrder] {
      var orders = taken
      for order in found where orders[order.id].map({ $0.signers.count < order.signers.count }) ?? true {
        orders[order.id] = order
      }
      return orders.values.sorted { $0.id < $1.id }
    }
  }

  package let configuration: GateConfiguration
  private let house: Gatehouse<Store, Files, Verifier>
  private let state = Mutex(State())

  /// The most orders that are kept.
  package static var orderLimit: Int { 256 }

  package init(_ configuration: GateConfiguration, _ house: Gatehouse<Store, Files, Verifier>) {
    self.configuration = configuration
    self.house = house
  }

  // MARK: Following

  /// Takes over what is new in a log.
  ///
  /// - Parameters:
  ///   - isLive: Whether the log is read where it grows, so that what it has now is all there is.
  ///   - now: When this is.
  /// - Returns: Why it does not follow, or `nil`.
  @discardableResult
  package func follow(
    _ log: some LogReading, policy: WitnessPolicy? = nil, isLive: Bool, at now: Timepoint
  ) -> GateFault? {
    do {
      let sight = try house.follow(log, policy: policy)
      state.withLock { state in
        state.sight = sight
        state.live = isLive ? now : nil
        state.fault = nil
      }
      return nil
    } catch {
      return fail(error)
    }
  }

  /// Notes that the log could not be opened.
  @discardableResult
  package func fail(_ error: any Error) -> GateFault {
    let fault = GateFault(error)
    state.withLock { state in
      // A log that was set back stays so when it cannot be read any more.
      if fault.closes || state.fault?.closes != true { state.fault = fault }
    }
    return fault
  }

  // MARK: Orders

  /// Keeps an order that somebody handed over, if it stops something.
  ///
  /// - Throws: `BrakeFileRefusal` where the file is not sound, `GateOrderRefusal` where it stops nothing.
  package func take(order bytes: [UInt8], at now: Timepoint) throws -> SignedOrder {
    let signed = try signed(bytes)
    let sight = state.withLock { $0.sight }
    guard let sight else { throw GateOrderRefusal.unready }
    let fault = try house.read {
      try Gate($0, knowing: sight.knowledge(), at: now).fault(in: signed)
    }
    if let fault { throw GateOrderRefusal.idle(fault) }
    let isKept = state.withLock { state in
      state.taken = state.taken.filter { now < $0.value.order.notAfter }
      guard state.taken[signed.id] != nil || state.taken.count < Self.orderLimit else { return false }
      if state.taken[signed.id].map({ $0.signers.count < signed.signers.count }) ?? true {
        state.taken[signed.id] = signed
      }
      return true
    }
    guard isKept else { throw GateOrderRefusal.full }
    return signed
  }

  /// Reads and checks the signatures of a file; whether enough of the right ones signed is for the gate to say.
  private func signed(_ bytes: [UInt8]) throws(BrakeFileRefusal) -> SignedOrder {
    try BrakeFile(parsing: bytes).verified(dao: configuration.dao, verifier: house.verifier)
  }

  /// Takes note of the orders that were put beside the gate, in the place of those found before.
  ///
  /// The gate asks of each, at every question, whether enough of the right ones signed it.
  package func find(_ orders: [SignedOrder]) {
    state.withLock { state in
      state.found = orders
      state.orderFault = nil
    }
  }

  /// Notes that the orders beside the gate cannot be read, which closes it: one of them may be a pause.
  @discardableResult
  package func failOrders(_ error: any Error) -> GateFault {
    let fault = GateFault(error)
    state.withLock { $0.orderFault = fault }
    return fault
  }

  // MARK: Answering

  /// The gate as it stands at an instant, for its faces.
  package func desk(at now: Timepoint) -> GateDesk {
    let state = state.withLock { $0 }
    let (sight, fault, orderFault) = (state.sight, state.fault, state.orderFault)
    let orders = state.orders
    let knowledge = sight?.knowledge(orders: orders, staleAfter: configuration.staleAfter, live: state.live)
    return GateDesk(configuration, at: now, tip: sight.map { ($0.size, $0.root) }) { [house] request in
      if let fault, fault.closes || knowledge == nil {
        return GateDecision(fault.answer, fault.message, request, at: now)
      }
      if let orderFault { return GateDecision(orderFault.answer, orderFault.message, request, at: now) }
      guard let knowledge else {
        return GateDecision(.missing, "this gate has not verified its log yet", request, at: now)
      }
      return try house.ask(request, knowing: knowledge, at: now)
    }
  }

  /// What it knows, for whoever watches over it.
  package func condition(at now: Timepoint) -> GateCondition {
    let state = state.withLock { $0 }
    let (sight, live) = (state.sight, state.live)
    // Asks for nothing in particular: a gate that could decide says that no model is named.
    let decision = desk(at: now).decide(GateRequest(in: configuration.environment))
    let isReady = decision.code == .unnamed || decision.code == .paused
    return GateCondition(
      isReady: isReady, why: isReady ? state.fault?.message : decision.sentence, size: sight?.size ?? 0,
      newest: sight?.newest, complete: sight.map { max($0.complete, live ?? .earliest) },
      orders: state.orders.count, pauses: decision.pauses)
  }
}

/// Why a gate did not follow its log.
package struct GateFault: Sendable, Hashable {
  package let code: String
  package let message: String
  /// The code of the answers.
  package let answer: GateCode
  /// Whether nothing may be answered from what was known before.
  package var closes: Bool { answer.outcome == .badEvidence }

  init(_ error: any Error) {
    let refusal = error as? any CodedRefusal
    code = refusal?.code ?? "failure"
    message = refusal?.message ?? "the log cannot be read"
    answer = GateCode(refusing: error)
  }
}

/// What a gate knows, and whether that is enough.
package struct GateCondition: Sendable {
  /// Whether it can decide.
  package let isReady: Bool
  /// What is in the way, or went wrong last.
  package let why: String?
  package let size: UInt64
  package let newest: Timepoint?
  /// Up to when what it knows is complete.
  package let complete: Timepoint?
  package let orders: Int
  package let pauses: [ActivePause]
}

/// Why an order that was handed over is not kept.
package enum GateOrderRefusal: CodedRefusal, Hashable {
  /// It stops nothing.
  case idle(String)
  /// The gate does not know yet who may stop what.
  case unready
  /// As many are kept as can be.
  case full

  package var code: String {
    switch self {
    case .idle: "order.idle"
    case .unready: "order.unready"
    case .full: "order.full"
    }
  }

  package var message: String {
    switch self {
    case .idle(let fault): "it stops nothing: \(fault)"
    case .unready: "this gate has not verified its log yet, and so does not know who may stop what"
    case .full: "as many orders are kept as can be"
    }
  }
}
