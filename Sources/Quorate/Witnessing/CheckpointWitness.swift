internal import CanonicalEncoding
package import Ledger
package import TransparencyLog

/// Runs one witness: judges requests, and lets no cosignature out before what it says is durable.
package struct CheckpointWitness<Store: WitnessStore>: Sendable {
  /// What is answered over HTTP.
  package struct Answer: Sendable {
    package let status: Int
    package let contentType: String
    package let body: [UInt8]
  }

  private let store: Store
  private let rules: CosigningRules
  private let signer: any CosignatureSigner
  private let curves: any NoteCurves
  private let clock: any TimeSource

  /// - Parameters:
  ///   - logKeys: The keys of the logs to watch, each named like its log.
  ///   - chains: The keys of logs that have changed them: they take the place of the others.
  package init(
    store: Store, logKeys: [VerifierKey], chains: [LogKeyChain] = [], signer: any CosignatureSigner,
    curves: any NoteCurves,
    clock: any TimeSource
  ) {
    self.store = store
    self.signer = signer
    self.curves = curves
    self.clock = clock
    let changing = chains.map { chain in
      (chain.origin, chain.stretches)
    }
    rules = CosigningRules(keys: logKeys, changing: Dictionary(changing) { $1 })
  }

  /// Answers `add-checkpoint`.
  ///
  /// The request is judged again inside the store's transaction, so that of two at once only one is cosigned. A
  /// store that fails answers 500, and nothing was cosigned.
  package func add(_ body: [UInt8]) -> Answer {
    do {
      let request = try CosigningRequest(parsing: body)
      // Before the store is asked: strangers cost no transaction.
      _ = try rules.signers(of: request, with: curves)
      return .lines(try cosign(request, body))
    } catch let refusal as CosigningRefusal {
      return .refusal(refusal)
    } catch {
      return Answer(status: 500, contentType: "text/plain", body: Array("the witness cannot write\n".utf8))
    }
  }

  private func cosign(_ request: CosigningRequest, _ body: [UInt8]) throws -> [UInt8] {
    let origin = request.checkpoint.origin
    let now = try clock.now().milliseconds / 1000
    var isFork = false
    do {
      return try store.update(of: origin) { record in
        isFork = rules.isFork(request, beside: record?.state)
        let state = try rules.judge(request, latest: record?.state, now: now, with: curves)
        let line = try signer.line(for: request.note.text, at: now)
        let kept = try noteToKeep(request, line)
        return (WitnessRecord(origin: origin, state: state, note: kept.bytes), Array(line.line.utf8))
      }
    } catch let refusal as CosigningRefusal {
      // The answer is the same where a request cannot be kept.
      if isFork {
        try? keep(request, body, as: origin, at: now)
      } else if case .inconsistent = refusal {
        try? keep(request, body, as: WitnessRecord.unproven(origin), at: now)
      }
      throw refusal
    }
  }

  /// Keeps a request, one of each checkpoint.
  private func keep(_ request: CosigningRequest, _ body: [UInt8], as name: String, at now: UInt64) throws {
    let isKept = try store.evidence(of: name).contains {
      (try? CosigningRequest(parsing: $0))?.checkpoint == request.checkpoint
    }
    if !isKept { try store.keepEvidence(body, of: name, at: now) }
  }

  /// The log's own lines and the new one: lines of strangers are not handed on.
  private func noteToKeep(_ request: CosigningRequest, _ line: NoteSignature) throws -> SignedNote {
    let keys = try rules.signers(of: request, with: curves)
    let own = request.note.signatures.filter { line in keys.contains { $0.isNamed(by: line) } }
    return try SignedNote(text: request.note.text, signatures: own + [line])
  }

  /// Answers the monitoring of a log by the SHA-256 of its name in hexadecimal digits.
  package func latest(hash: String) -> Answer {
    do {
      let record = try store.all().first { Hex.encode(Digest.sha256(Array($0.origin.utf8)).bytes) == hash }
      guard let record else {
        return Answer(
          status: 404, contentType: "text/plain", body: Array("no checkpoint of that log was cosigned\n".utf8)
        )
      }
      return Answer(status: 200, contentType: "text/plain; charset=utf-8", body: record.note)
    } catch {
      return Answer(status: 500, contentType: "text/plain", body: Array("the witness cannot read\n".utf8))
    }
  }
}

extension LogKeyChain {
  /// What a witness has to know of a log's keys.
  package var stretches: [CosigningRules.Stretch] {
    periods.map { period in
      let isRecovered = period.notBefore != nil
      return CosigningRules.Stretch(
        above: period.index, keys: period.keys, from: (period.notBefore?.milliseconds ?? 0) / 1000,
        wait: isRecovered ? (recoverers?.delay.milliseconds ?? 0) / 1000 : 0)
    }
  }
}

extension CheckpointWitness.Answer {
  fileprivate static func lines(_ lines: [UInt8]) -> Self {
    Self(status: 200, contentType: "text/plain; charset=utf-8", body: lines)
  }

  fileprivate static func refusal(_ refusal: CosigningRefusal) -> Self {
    if case .otherSize(let size) = refusal {
      return Self(status: 409, contentType: CosigningExchange.sizeType, body: Array("\(size)\n".utf8))
    }
    return Self(
      status: refusal.status, contentType: "text/plain; charset=utf-8",
      body: Array("\(refusal.message) (\(refusal.code))\n".utf8))
  }
}
