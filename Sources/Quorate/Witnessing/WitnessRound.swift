package import CanonicalEncoding
package import TransparencyLog

/// Has one signed checkpoint cosigned by some witnesses, such as all of a policy, at the same time.
package struct WitnessRound: Sendable {
  /// What became of one witness.
  package struct Result: Sendable {
    package let witness: WitnessPolicy.Witness
    /// The lines it gave, or why it gave none.
    package let outcome: Swift.Result<[NoteSignature], ExchangeFailure>
  }

  private let witnesses: [WitnessPolicy.Witness]
  private let link: any WitnessLink
  private let curves: any NoteCurves

  package init(_ policy: WitnessPolicy, link: any WitnessLink, curves: any NoteCurves) {
    self.init(asking: policy.witnesses, link: link, curves: curves)
  }

  package init(asking witnesses: [WitnessPolicy.Witness], link: any WitnessLink, curves: any NoteCurves) {
    self.witnesses = witnesses
    self.link = link
    self.curves = curves
  }

  /// Asks every witness, and waits for all.
  ///
  /// - Parameters:
  ///   - note: The signed checkpoint.
  ///   - cosigned: The sizes that witnesses are known to have cosigned, by their keys; a wrong one costs a second
  ///     request.
  ///   - node: The hashes of the log.
  package func run(
    _ note: SignedNote, cosigned: [VerifierKey: UInt64], node: @escaping @Sendable (NodeID) throws -> Digest
  ) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
      for (place, witness) in witnesses.enumerated() {
        group.addTask {
          (place, try await ask(witness, note, old: cosigned[witness.key] ?? 0, node: node))
        }
      }
      var results: [(Int, Result)] = []
      for try await result in group { results.append(result) }
      return results.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private func ask(
    _ witness: WitnessPolicy.Witness, _ note: SignedNote, old: UInt64,
    node: (NodeID) throws -> Digest
  ) async throws -> Result {
    guard let address = witness.address else {
      return Result(witness: witness, outcome: .failure(.unavailable("no address of it is known")))
    }
    var exchange = try CosigningExchange(note, with: witness, keeping: witnesses.map(\.key), oldSize: old)
    // Twice at most: an exchange asks for one repetition only.
    while true {
      let reply: CosigningExchange.Reply
      let request = try exchange.request(node: node)
      do { reply = try await link.add(request.bytes, at: address) } catch let refusal as any CodedRefusal {
        return Result(witness: witness, outcome: .failure(.unavailable(refusal.message)))
      }
      switch exchange.receive(reply, with: curves) {
      case .again: continue
      case .cosigned(let lines): return Result(witness: witness, outcome: .success(lines))
      case .failed(let failure): return Result(witness: witness, outcome: .failure(failure))
      }
    }
  }

  /// Asks every witness what it cosigned last, before anything is signed: a log that was restored from a backup
  /// does not know what it has signed since.
  ///
  /// - Parameters:
  ///   - origin: The log.
  ///   - keys: The log's keys; what none of them signed says nothing.
  ///   - size: How many entries there are here.
  ///   - root: The root here at a size up to that.
  /// - Returns: The witnesses that answered, be it that they have cosigned nothing. Those that cannot be reached,
  ///   and answers that the log did not sign, count for nothing.
  /// - Throws: `ExchangeFailure.ahead` or `.fork`, naming what was found.
  package func ask(
    origin: String, keys: [VerifierKey], size: UInt64, root: (UInt64) throws -> Digest
  ) async throws -> Set<VerifierKey> {
    var answered: Set<VerifierKey> = []
    for (witness, bytes) in await latest(of: origin) {
      guard let bytes else {
        answered.insert(witness.key)
        continue
      }
      guard let note = try? SignedNote(parsing: bytes), let checkpoint = try? Checkpoint(parsing: note.text),
        checkpoint.isOf(origin: origin), (try? note.verified(by: keys, with: curves)) != nil
      else { continue }
      answered.insert(witness.key)
      guard checkpoint.size <= size else {
        throw ExchangeFailure.ahead(size: checkpoint.size, witness: witness.key.name)
      }
      guard try root(checkpoint.size) == checkpoint.root else {
        throw ExchangeFailure.fork(
          "\(DisplayText.escaped(witness.key.name, limit: 80)) holds another root of size \(checkpoint.size)")
      }
    }
    return answered
  }

  /// What the witnesses that can be reached have cosigned last, asked all at the same time.
  private func latest(of origin: String) async -> [(witness: WitnessPolicy.Witness, note: [UInt8]?)] {
    await withTaskGroup(of: (place: Int, note: [UInt8]?)?.self) { group in
      for (place, witness) in witnesses.enumerated() {
        guard let address = witness.address else { continue }
        group.addTask {
          do { return (place, try await link.latest(of: origin, at: address)) } catch { return nil }
        }
      }
      var answers: [(place: Int, note: [UInt8]?)] = []
      for await answer in group {
        if let answer { answers.append(answer) }
      }
      return answers.sorted { $0.place < $1.place }.map { (witnesses[$0.place], $0.note) }
    }
  }
}

extension SignedNote {
  /// The note with lines of witnesses, each key once: a newer line takes the place of an older one.
  package func merging(_ lines: [NoteSignature]) throws(NoteRefusal) -> SignedNote {
    var merged = signatures
    for line in lines {
      let isSame = { (other: NoteSignature) in
        other.keyID == line.keyID && other.name.utf8.elementsEqual(line.name.utf8)
      }
      if let place = merged.firstIndex(where: isSame) { merged[place] = line } else { merged.append(line) }
    }
    return try SignedNote(text: text, signatures: merged)
  }
}
