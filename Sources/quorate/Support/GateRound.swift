internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import HTTPService
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import TransparencyLog

/// What a running gate looks at again and again: its log, its folder of orders, and its certificate.
actor GateRound {
  private let watch: RunningGate
  private let clock: any TimeSource
  private let place: GateSource.Place
  private let policy: WitnessPolicy?
  private let orders: OrderFolder
  private let counters: GateCounters
  /// The checkpoint that was followed last; `nil` where that did not go well.
  private var followed: StoredCheckpoint?
  /// Orders that were found already.
  private var known: Set<Digest> = []
  private var orderFault: GateFault?
  private var lastFault: String?

  init(
    _ watch: RunningGate, _ place: GateSource.Place, policy: WitnessPolicy?, orders: OrderFolder,
    clock: any TimeSource,
    counters: GateCounters
  ) {
    self.watch = watch
    self.place = place
    self.policy = policy
    self.orders = orders
    self.clock = clock
    self.counters = counters
  }

  /// Looks once. Says on standard error what changed for the worse, or became good again.
  func look() {
    takeOrders()
    followLog()
  }

  private func takeOrders() {
    do {
      let found = try orders.orders(to: watch.configuration.dao, verifier: Secp256k1Verifier())
      watch.find(found)
      for order in found where !known.contains(order.id) {
        say(
          "found an order: \(order.order.deed.rawValue) \(order.order.scope.words) until \(order.order.notAfter)"
        )
      }
      known = Set(found.map(\.id))
      orderFault = nil
    } catch {
      let fault = watch.failOrders(error)
      guard orderFault != fault else { return }
      orderFault = fault
      say("closed: \(fault.message) (\(fault.code))")
    }
  }

  private func followLog() {
    guard let now = try? clock.now() else { return report("the clock does not read") }
    let fault: GateFault?
    do {
      let source = try place.open()
      // A log without a checkpoint, or with one beside its size, is for the gate to judge.
      let size = try source.log.tip()?.size ?? 0
      let head = try source.log.checkpoints(from: max(1, size), limit: 1).last
      if let head, head == followed, !source.isLive { return }
      fault = watch.follow(source.log, policy: policy, isLive: source.isLive && policy == nil, at: now)
      followed = fault == nil ? head : nil
    } catch {
      followed = nil
      fault = watch.fail(error)
    }
    if let fault {
      counters.countFault()
      report("\(fault.message) (\(fault.code))")
    } else if lastFault != nil {
      lastFault = nil
      say("follows the log again")
    }
  }

  /// Says the same thing once.
  private func report(_ words: String) {
    guard words != lastFault else { return }
    lastFault = words
    say(words)
  }

  private func say(_ words: String) {
    let instant = (try? clock.now()).map { "\($0) " } ?? ""
    Terminal.write("\(instant)\(Format.safe(words))\n", to: 2)
  }
}
