package import CanonicalEncoding

/// What a witness knows about a log: the checkpoint it cosigned last.
package struct CosignedState: Hashable, Sendable {
  /// Its size and root.
  package let size: UInt64
  package let root: Digest
  /// When it was cosigned last, in seconds since 1970.
  package let time: UInt64

  package init(size: UInt64, root: Digest, time: UInt64) {
    self.size = size
    self.root = root
    self.time = time
  }
}

/// When a witness cosigns (C2SP tlog-witness 1.1.0). Pure: what it knows and the time come from outside.
package struct CosigningRules: Sendable {
  /// Keys of a log that sign from a size on, until the next ones do.
  package struct Stretch: Hashable, Sendable {
    /// They sign checkpoints of more leaves than that.
    package let above: UInt64
    package let keys: [VerifierKey]
    /// Nothing is cosigned for them before that, in seconds since 1970 …
    package let from: UInt64
    /// … nor so many seconds after the last cosignature for the keys before them: where they came by a recovery, the
    /// others had so long to cancel it.
    package let wait: UInt64

    package init(above: UInt64, keys: [VerifierKey], from: UInt64 = 0, wait: UInt64 = 0) {
      self.above = above
      self.keys = keys
      self.from = from
      self.wait = wait
    }
  }

  /// The keys of the logs it watches, by origin as bytes, in the order in which they come into force.
  private let stretches: [ByteString: [Stretch]]

  /// - Parameters:
  ///   - keys: Keys of logs; each log's own are named like it, and any one of them may sign.
  ///   - changing: The keys of logs that have changed them, by origin, in order: they take the place of the others.
  package init(keys: [VerifierKey], changing: [String: [Stretch]] = [:]) {
    var stretches = Dictionary(grouping: keys) { ByteString(utf8: $0.name) }
      .mapValues { [Stretch(above: 0, keys: $0)] }
    for (origin, list) in changing { stretches[ByteString(utf8: origin)] = list }
    self.stretches = stretches
  }

  private func stretch(of checkpoint: Checkpoint) -> Stretch? {
    guard let list = stretches[ByteString(utf8: checkpoint.origin)], let first = list.first else {
      return nil
    }
    return list.last { checkpoint.size > $0.above } ?? first
  }

  /// The witness's own clock says when the delay of a recovery is over, counted from the last sign of life of the keys
  /// before: instants in the log are the word of whoever wrote it.
  private func checkDelay(
    of checkpoint: Checkpoint, latest: CosignedState?, now: UInt64
  ) throws(CosigningRefusal) {
    guard let list = stretches[ByteString(utf8: checkpoint.origin)] else { return }
    for stretch in list where stretch.wait > 0 && checkpoint.size > stretch.above {
      guard latest?.size ?? 0 <= stretch.above else { continue }
      let (end, overflow) = (latest?.time ?? 0).addingReportingOverflow(stretch.wait)
      let due = latest == nil ? stretch.from : max(stretch.from, overflow ? .max : end)
      guard now >= due else { throw .recovering(seconds: due - now) }
    }
  }

  /// Judges a request in the order of the specification.
  ///
  /// - Parameters:
  ///   - request: The request.
  ///   - latest: What the witness cosigned last for this log; `nil` for nothing.
  ///   - now: Seconds since 1970.
  /// - Returns: What the witness will know once it has cosigned. It must be durable before the answer leaves, and
  ///   nothing may have changed what it knows in between: or two roots of one size could be cosigned.
  package func judge(
    _ request: CosigningRequest, latest: CosignedState?, now: UInt64, with curves: some NoteCurves
  ) throws(CosigningRefusal) -> CosignedState {
    let checkpoint = request.checkpoint
    _ = try signers(of: request, with: curves)
    guard request.oldSize <= checkpoint.size else {
      throw .malformed("the old size \(request.oldSize) is above the size \(checkpoint.size)")
    }
    guard request.oldSize == latest?.size ?? 0 else { throw .otherSize(cosigned: latest?.size ?? 0) }
    try checkGrowth(request, from: latest)
    try checkDelay(of: checkpoint, latest: latest, now: now)
    if let latest, now < latest.time { throw .clockBehind(seconds: latest.time - now) }
    return CosignedState(size: checkpoint.size, root: checkpoint.root, time: now)
  }

  /// The keys of its log that signed a request.
  package func signers(
    of request: CosigningRequest, with curves: some NoteCurves
  ) throws(CosigningRefusal) -> [VerifierKey] {
    let origin = request.checkpoint.origin
    guard let keys = stretch(of: request.checkpoint)?.keys else { throw .unknownLog(origin: origin) }
    do throws(NoteRefusal) { return try request.note.verified(by: keys, with: curves) } catch {
      throw .unsigned(error)
    }
  }

  /// Whether a request shows two roots of one size, both signed by the log: a proof of a fork whatever the old
  /// size it came with.
  package func isFork(_ request: CosigningRequest, beside latest: CosignedState?) -> Bool {
    latest.map { $0.size == request.checkpoint.size && $0.root != request.checkpoint.root } ?? false
  }

  private func checkGrowth(
    _ request: CosigningRequest, from latest: CosignedState?
  ) throws(CosigningRefusal) {
    let checkpoint = request.checkpoint
    if checkpoint.size == 0, checkpoint.root != TreeHash.empty {
      throw .inconsistent("a tree without leaves has another root")
    }
    guard let latest, latest.size > 0 else {
      // Every tree begins with the empty one, so that there is nothing to prove.
      guard request.proof.isEmpty else { throw .inconsistent("from size 0 there is nothing to prove") }
      return
    }
    do throws(ProofRefusal) {
      try ConsistencyProof.verify(
        oldSize: latest.size, oldRoot: latest.root, newSize: checkpoint.size, newRoot: checkpoint.root,
        path: request.proof)
    } catch {
      throw .inconsistent(
        latest.size == checkpoint.size && latest.root != checkpoint.root
          ? "another root was cosigned for size \(latest.size)" : error.message)
    }
  }
}
