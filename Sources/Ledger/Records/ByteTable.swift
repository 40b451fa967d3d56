internal import CanonicalEncoding

/// Values under names made of a number and bytes, themselves numbered in the order they came; a hash table without
/// an object for each name or value.
struct ByteTable: Sendable {
  private struct Entry: Sendable {
    let group: UInt32
    var name: ByteArena.Run
    var value: ByteArena.Run
  }

  /// Where the hash of a name is looked for.
  private struct Slot: Sendable {
    /// Beside the number, so that other names are told apart without a look at their entries.
    let hash: UInt32
    /// The number of an entry and one; zero where there is none.
    let next: UInt32

    static let free = Slot(hash: 0, next: 0)

    var isFree: Bool { next == 0 }
    var number: Int { Int(next) - 1 }
  }

  /// Each name with its value behind it, as long as the value keeps its length.
  private var arena = ByteArena()
  private var entries: [Entry] = []
  /// A power of two of them, at least a quarter free.
  private var slots = [Slot](repeating: .free, count: 16)
  /// Bytes of values that were replaced by longer or shorter ones.
  private var abandoned = 0

  /// How many names there are, fewer than 2^32.
  var count: Int { entries.count }

  /// The number of a name of a group, or `nil`.
  func number(of name: ByteString, in group: UInt32) -> Int? {
    let hash = Self.hash(name, group)
    let slot = slots[place(of: name, group, hash)]
    return slot.isFree ? nil : slot.number
  }

  /// The numbers of names of a group, or `nil`, in the order of the names.
  ///
  /// Faster than one name after the other where there are more than the processor's cache holds: each step is made for
  /// all names, so that memory is waited for once for several of them.
  func numbers(of names: [ByteString], in group: UInt32) -> [Int?] {
    let hashes = names.map { Self.hash($0, group) }
    let slots = hashes.map { self.slots[Int($0) & (self.slots.count - 1)] }
    let found = slots.map { $0.isFree ? nil : entries[$0.number] }
    return names.indices.map { place in
      // Most names are in the first slot they can be in.
      guard let entry = found[place], slots[place].hash == hashes[place], entry.group == group,
        arena.holds(names[place].bytes, in: entry.name)
      else { return number(of: names[place], in: group) }
      return slots[place].number
    }
  }

  /// Puts a value under a name of a group.
  /// - Returns: The name's number.
  mutating func put(_ value: [UInt8], under name: ByteString, in group: UInt32) -> Int {
    let hash = Self.hash(name, group)
    let place = place(of: name, group, hash)
    if !slots[place].isFree {
      let number = slots[place].number
      replaceValue(of: number, with: value)
      return number
    }
    let run = arena.keep(name.bytes)
    entries.append(Entry(group: group, name: run, value: arena.keep(value)))
    slots[place] = Slot(hash: hash, next: UInt32(entries.count))
    if entries.count * 4 > slots.count * 3 { grow() }
    return entries.count - 1
  }

  /// The name of a number.
  func name(_ number: Int) -> ArraySlice<UInt8> { arena.bytes(entries[number].name) }

  /// The value under the name of a number.
  func value(_ number: Int) -> ArraySlice<UInt8> { arena.bytes(entries[number].value) }

  /// Shows some numbers' names and values.
  func forEach(
    _ numbers: [Int], _ body: (_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    var start = 0
    while start < numbers.count {
      let end = min(start + Self.run, numbers.count)
      // As in `numbers(of:in:)`.
      let run = numbers[start..<end].map { entries[$0] }
      for entry in run { try body(arena.bytes(entry.name), arena.bytes(entry.value)) }
      start = end
    }
  }

  /// Entries looked up before the first of them is shown.
  private static let run = 256

  /// Whether the value under the name of a number is this one.
  func holds(_ value: [UInt8], at number: Int) -> Bool { arena.holds(value, in: entries[number].value) }

  /// The group of a number.
  func group(_ number: Int) -> UInt32 { entries[number].group }

  /// Some numbers in the order of their names.
  func sorted(_ numbers: [Int]) -> [Int] {
    // The first words settle most comparisons without a look at the bytes.
    var places = numbers.map { number in
      let name = entries[number].name
      return Place(first: arena.word(of: name, at: 0), second: arena.word(of: name, at: 8), number: number)
    }
    places.sort { left, right in
      if left.first != right.first { return left.first < right.first }
      if left.second != right.second { return left.second < right.second }
      return name(left.number).lexicographicallyPrecedes(name(right.number))
    }
    return places.map(\.number)
  }

  private struct Place {
    let first: UInt64
    let second: UInt64
    let number: Int
  }

  /// Keyed by the process, so that nobody can choose names that all meet in one slot.
  private static func hash(_ name: ByteString, _ group: UInt32) -> UInt32 {
    var hasher = Hasher()
    hasher.combine(group)
    hasher.combine(name)
    return UInt32(truncatingIfNeeded: hasher.finalize())
  }

  /// Where a name is, or would be.
  private func place(of name: ByteString, _ group: UInt32, _ hash: UInt32) -> Int {
    var place = Int(hash) & (slots.count - 1)
    while !slots[place].isFree {
      if slots[place].hash == hash, isName(name, group, slots[place].number) { break }
      place = (place + 1) & (slots.count - 1)
    }
    return place
  }

  private func isName(_ name: ByteString, _ group: UInt32, _ number: Int) -> Bool {
    entries[number].group == group && arena.holds(name.bytes, in: entries[number].name)
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: .free, count: old.count * 2)
    for slot in old where !slot.isFree {
      var place = Int(slot.hash) & (slots.count - 1)
      while !slots[place].isFree { place = (place + 1) & (slots.count - 1) }
      slots[place] = slot
    }
  }

  private mutating func replaceValue(of number: Int, with value: [UInt8]) {
    let old = entries[number].value
    entries[number].value = arena.replace(old, with: value)
    if Int(old.count) != value.count { abandoned += Int(old.count) }
    guard abandoned > 1 << 20, abandoned * 2 > arena.size else { return }
    // Leaves the bytes behind that nothing refers to.
    var kept = ByteArena()
    for index in entries.indices {
      entries[index].name = kept.keep(Array(name(index)))
      entries[index].value = kept.keep(Array(self.value(index)))
    }
    (arena, abandoned) = (kept, 0)
  }
}
