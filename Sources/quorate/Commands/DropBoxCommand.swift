internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import HTTPService
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import Signing
internal import TransparencyLog

/// `quorate dropbox`.
struct DropBoxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dropbox", abstract: "Hold ballots that a log's operator might keep out, and hand them in.",
    subcommands: [
      Start.self, Open.self, Serve.self, Sync.self, Show.self, Put.self, Deliver.self, Collect.self,
    ])

  struct Start: AnsweringCommand {
    static let configuration = CommandConfiguration(
      commandName: "init", abstract: "Make a drop-box: a key, and a log for the ballots of one DAO.",
      discussion: """
        quorate dropbox init box --name box.example/helios

        The name is an address without a scheme that will always mean this box. The DAO's charter names its key under
        witnesses: drop_boxes:, and the DAO's witnesses must watch it (witness trust).
        """)
    @Argument(help: "The folder.") var folder: String
    @Option(help: "The name of its log, such as box.example/helios.") var name: String
    @Option(help: "How many ballots it takes in all.") var limit: UInt64 = 100_000
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let seed = SystemRandomness().bytes(32)
      guard name.utf8.count <= 255, name.utf8.allSatisfy({ 0x21...0x7e ~= $0 }), !name.contains("://"),
        let key = try? Ed25519NoteSigner(name: name, seed: seed).key
      else { throw Failure(.usage, "note.badName", "a name such as box.example/helios, without a scheme") }
      try DropBoxFolder(root: folder).make(.init(name: name, dao: nil, limit: limit), seed: seed) {
        _ = try SQLiteLogStore(path: $0, isNew: true)
      }
      return Answer(
        schema: "quorate.drop-box/1",
        data: .members(["folder": .string(folder), "key": .string(key.description), "name": .string(name)]),
        text: """
          Made a drop-box in \(Format.safe(folder))
            key  \(key)
          Each witness:  quorate witness trust DIR '\(key)'
          Next:  quorate dropbox open \(Format.safe(folder)) 0x…
          """, brief: key.description)
    }
  }

  struct Open: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say whose ballots the box takes; once.",
      discussion: "quorate dropbox open box 0x…")
    @Argument(help: "The drop-box's folder.") var folder: String
    @Argument(help: "The DAO, 0x and 64 digits.") var dao: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let box = DropBoxFolder(root: folder)
      let dao = try Audits.dao(dao, as: "DAO")
      try box.open(for: dao)
      return Answer(
        schema: "quorate.drop-box/1",
        data: .members(["dao": .string(dao.description), "name": .string(try box.identity().name)]),
        text: """
          Takes the ballots of DAO \(dao.short)
          Next:  quorate dropbox serve \(Format.safe(folder)) --witnesses policy.txt
          """, brief: dao.description)
    }
  }

  struct Serve: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take ballots until stopped, and have witnesses see them.",
      discussion: """
        quorate dropbox serve box --witnesses policy.txt
        quorate dropbox serve box --witnesses policy.txt --listen 0.0.0.0:443 --tls-cert chain.pem --tls-key key.pem

        POST /ballot (the signed file of `vote prepare`), GET /ballot/<statement>, GET /ballots/<proposal>,
        GET /checkpoint. Anybody can read what it holds, and hand it in.
        """)
    @Argument(help: "The drop-box's folder.") var folder: String
    @Option(help: "The DAO's witness policy.") var witnesses: String
    @Option(help: "Seconds between two rounds of the witnesses.") var every: UInt32 = 15
    @Option(help: "Where to listen.") var listen = "127.0.0.1:7385"
    @OptionGroup var tls: TLSOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let here = try LocalDropBox(folder)
      let policy = try Audits.policy(witnesses)
      try here.folder.keep(policy)
      guard every > 0 else { throw Failure(.usage, "usage", "--every takes at least one second") }
      let service = try HTTPService(
        routes: Self.routes(of: here), at: try ServiceAddress(listen), tls: try tls.read())
      let scheme = tls.isGiven ? "https" : "http"
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await Self.follow(here, policy, every: every) }
        group.addTask {
          try await service.run { address in
            Terminal.write(
              "Listening at \(scheme)://\(address) as \(here.key) for \(here.dao.short)\n", to: 2)
          }
        }
        // Whichever ends first ends the other: the service where it is told to stop.
        _ = try await group.next()
        group.cancelAll()
      }
      return Answer(
        schema: "quorate.drop-box/1", data: .members(["name": .string(here.identity.name)]),
        text: "Stopped.", brief: "")
    }

    /// Has the witnesses look again and again; a round that fails is said, and another follows.
    private static func follow(_ here: LocalDropBox, _ policy: WitnessPolicy, every: UInt32) async throws {
      while !Task.isCancelled {
        do {
          if let synced = try await here.sync(policy), !synced.isEnough {
            Terminal.write("too few witnesses have cosigned \(synced.size) ballots\n", to: 2)
          }
        } catch let failure as Failure where failure.status == .badEvidence {
          throw failure
        } catch {
          Terminal.write("\(Failure(error).message)\n", to: 2)
        }
        try? await Task.sleep(for: .seconds(Int(every)))
      }
    }

    private static func routes(of here: LocalDropBox) -> [ServiceRoute] {
      @Sendable func answer(_ body: () async throws -> ServiceResponse) async -> ServiceResponse {
        do { return try await body() } catch {
          let failure = Failure(error)
          // What is wrong with the box is not the ballot's fault.
          let isOwnFault =
            [.failure, .unavailable].contains(failure.status)
            || ["log.rollback", "log.fork"].contains(failure.code)
          let status = failure.status == .notFound ? 404 : isOwnFault ? 503 : 400
          return .text(status, "\(failure.code): \(failure.message)")
        }
      }
      return [
        ServiceRoute(.post, "/ballot", bodyLimit: BallotFile.sizeLimit) { request in
          await answer { .proof(try await here.put(try BallotFile(parsing: request.body))) }
        },
        ServiceRoute(.get, "/ballot/{statement}") { request in
          await answer { .proof(try await here.proof(of: request.parameters["statement"] ?? "")) }
        },
        ServiceRoute(.get, "/ballots/{proposal}") { request in
          await answer {
            let ids = try here.ballots(on: request.parameters["proposal"] ?? "")
            return ServiceResponse(
              200, "text/plain; charset=utf-8", Array(ids.map { $0.description + "\n" }.joined().utf8))
          }
        },
        ServiceRoute(.get, "/checkpoint") { _ in
          await answer {
            ServiceResponse(200, "text/plain; charset=utf-8", try await here.box.signHead().bytes)
          }
        },
        ServiceRoute(.get, "/healthz") { _ in .text(200, "ok") },
      ]
    }
  }

  struct Sync: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Have witnesses see what the box holds.",
      discussion: "quorate dropbox sync box --witnesses policy.txt")
    @Argument(help: "The drop-box's folder.") var folder: String
    @Option(help: "The DAO's witness policy.") var witnesses: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let synced = try await LocalDropBox(folder).sync(try Audits.policy(witnesses))
      guard let synced else {
        return Answer(
          schema: "quorate.drop-box/1", data: .members(["size": .string("0"), "witnessed": .bool(true)]),
          text: "Nothing that witnesses have not seen.", brief: "0")
      }
      return Answer(
        schema: "quorate.drop-box/1",
        data: .members(["size": .string(String(synced.size)), "witnessed": .bool(synced.isEnough)]),
        text: (synced.lines + [
          synced.isEnough
            ? "Enough witnesses have seen \(Format.number(Int(clamping: synced.size), "ballot"))"
            : "Too few witnesses have cosigned"
        ]).joined(separator: "\n"), brief: String(synced.size), status: synced.isEnough ? .ok : .undecided)
    }
  }

  struct Show: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "The box's key, and what it holds.", discussion: "quorate dropbox show box")
    @Argument(help: "The drop-box's folder.") var folder: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let here = try LocalDropBox(folder)
      let size = try here.store.head()?.size ?? 0
      let witnessed = try here.folder.cosignedSize()
      return Answer(
        schema: "quorate.drop-box/1",
        data: .members([
          "ballots": .string(String(size)), "dao": .string(here.dao.description),
          "key": .string(here.key.description), "limit": .string(String(here.identity.limit)),
          "witnessed": .string(String(witnessed)),
        ]),
        text: """
          \(here.key)
          for DAO    \(here.dao)
          holds      \(Format.grouped(size)) of at most \(Format.number(Int(clamping: here.identity.limit), "ballot"))
          witnessed  \(Format.grouped(witnessed))
          """, brief: here.key.description)
    }
  }
}

extension ServiceResponse {
  /// A `.tlog-proof`.
  fileprivate static func proof(_ receipt: Receipt) -> ServiceResponse {
    ServiceResponse(200, "text/plain; charset=utf-8", receipt.proof.bytes)
  }
}
