internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Signing
internal import TransparencyLog

/// What one entry turned out to be, without any state.
struct CheckedEntry: Sendable {
  let index: UInt64
  let hash: Digest
  /// Whether the stored hash is that of the stored bytes.
  let isHashRight: Bool
  let received: Timepoint?
  let result: Result<VerifiedEntry, EntryRefusal>
}

/// Checks entries one by one: hash, form, signature. Nothing here depends on another entry.
struct EntryChecking: Sendable {
  let verifier: EntryVerifier

  private func check(_ entry: StoredEntry, _ memory: inout EntryMemory) -> CheckedEntry {
    let hash = TreeHash.leaf(entry.bytes)
    let parsed: UnverifiedEntry
    do { parsed = try UnverifiedEntry(parsing: entry.bytes, remembering: &memory) } catch {
      return CheckedEntry(
        index: entry.index, hash: hash, isHashRight: hash == entry.hash, received: nil,
        result: .failure(error))
    }
    let result: Result<VerifiedEntry, EntryRefusal>
    do { result = .success(try verifier.verify(parsed, remembering: &memory)) } catch {
      result = .failure(error)
    }
    return CheckedEntry(
      index: entry.index, hash: hash, isHashRight: hash == entry.hash, received: parsed.received,
      result: result)
  }

  func check(_ entries: [StoredEntry]) -> [CheckedEntry] {
    var memory = EntryMemory()
    return entries.map { check($0, &memory) }
  }
}
