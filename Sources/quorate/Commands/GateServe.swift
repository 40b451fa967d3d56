internal import ArgumentParser
internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Foundation
internal import HTTPService
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import Signing

extension GateCommand {
  /// `quorate gate serve`.
  struct Serve: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Answer clusters, rollouts and workflows over HTTPS until stopped.",
      discussion: """
        quorate gate serve --config gate.yaml
        quorate gate serve --config gate.yaml --listen 0.0.0.0:8443 --tls-cert tls.crt --tls-key tls.key

        POST /v1/admit     Kubernetes AdmissionReview     POST /v1/validate  OPA Gatekeeper
        GET  /v1/status    Argo Rollouts web metric       POST /v1/github    GitHub deployment protection
        POST /v1/orders    a signed pause or revocation   GET  /healthz, /metrics, /openapi.json

        It looks at its log and its folder of orders twice a second, and takes over a new certificate within a
        second. Whenever it cannot verify what it answers from, it denies.
        """)
    @OptionGroup var gate: GateOptions
    @Option(help: "Where to listen.") var listen = "127.0.0.1:7390"
    @OptionGroup var tls: TLSOptions
    @Option(name: .customLong("github-secret"), help: "A file with what GitHub signs its events with.")
    var secret: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      guard gate.at == nil else { throw Failure(.usage, "usage", "a gate that serves answers about now") }
      guard gate.config != nil else { throw GatePost.unfiled }
      let post = try GatePost(gate, environment: nil, options)
      let configuration = try post.standing()
      let source = try post.place.open()
      let watch = RunningGate(configuration, try await post.house(over: source))
      let (counters, clock) = (GateCounters(), post.clock(of: source))
      // What is posted must outlive a restart.
      let folder = post.orders ?? "\(post.state)/orders/\(configuration.dao.description.dropFirst(2))"
      try DurableFile.makeFolder(folder)
      let orders = OrderFolder(path: folder)
      let round = GateRound(
        watch, post.place, policy: post.policy, orders: orders, clock: clock, counters: counters)
      let service = GateService(
        watch: watch, clock: clock, counters: counters, secret: try secret.map(Self.read), orders: orders)
      let server = try HTTPService(
        routes: service.routes, at: try ServiceAddress(listen), tls: try tls.read(mounted: true))
      await round.look()
      try await serve(server, round, configuration)
      return Answer(
        schema: "quorate.gate-service/1",
        data: .members(["environment": .string(configuration.environment)]), text: "Stopped.", brief: "")
    }

    /// Serves until told to stop, and looks around meanwhile.
    private func serve(
      _ server: HTTPService, _ round: GateRound, _ configuration: GateConfiguration
    ) async throws {
      let scheme = tls.isGiven ? "https" : "http"
      let words =
        "\(configuration.environment) of \(configuration.dao.short)"
        + (configuration.isShadow ? ", as a SHADOW: nothing is kept back" : "")
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          try await server.run { address in
            Terminal.write("Listening at \(scheme)://\(address) for \(words)\n", to: 2)
          }
        }
        group.addTask {
          while true {
            try await Task.sleep(for: .milliseconds(500))
            await round.look()
          }
        }
        if tls.isGiven { group.addTask { try await renew(server) } }
        // The first to end is the server, or an error; nobody else is waited for.
        defer { group.cancelAll() }
        try await group.next()
      }
    }

    /// Shows a new certificate as soon as both of its files are there and fit.
    private func renew(_ server: HTTPService) async throws {
      var shown = try? tls.read(mounted: true)
      var complaint: String?
      while true {
        try await Task.sleep(for: .seconds(1))
        do {
          guard let now = try tls.read(mounted: true), now != shown else { continue }
          try server.replace(now)
          (shown, complaint) = (now, nil)
          Terminal.write("shows a new certificate\n", to: 2)
        } catch {
          let words = Failure(error).message
          guard words != complaint else { continue }
          complaint = words
          Terminal.write("the old certificate stays: \(Format.safe(words))\n", to: 2)
        }
      }
    }

    private static func read(_ path: String) throws -> WebhookSecret {
      var bytes = try DurableFile.readMounted(path)
      while bytes.last == 0x0a || bytes.last == 0x0d { bytes.removeLast() }
      guard let secret = WebhookSecret(bytes) else {
        throw Failure(
          .badInput, "face.signature", "the secret has less than \(WebhookSecret.shortest) bytes")
      }
      return secret
    }
  }
}
