package import CanonicalEncoding

// Values are read in one form only. Libraries differ on lenient ones (odd-length hexadecimal, numbers for
// texts, missing members), and a document that two programs read differently must not be signed.
extension TypedDataTypes {
  /// hashStruct of EIP-712: Keccak-256 over the type hash and the encoded members.
  package func hashStruct(_ name: String, _ value: JSONValue) throws(TypedDataRefusal) -> Digest {
    Keccak256.digest(try encodeData(name, value))
  }

  /// The type hash and the 32 bytes of each member, in the order of the declaration.
  package func encodeData(_ name: String, _ value: JSONValue) throws(TypedDataRefusal) -> [UInt8] {
    guard let members = members(of: name), let typeHash = typeHash(of: name) else { throw .unknownType(name) }
    guard let object = value.object else {
      throw value == .null ? .null(name) : .badValue(member: name, type: name)
    }
    var data: [UInt8] = []
    data.reserveCapacity(32 + 32 * members.count)
    typeHash.append(to: &data)
    for member in members {
      // By bytes: Swift's texts are also equal to other spellings of themselves, such as the Kelvin sign to
      // K.
      let found = object.members.first { $0.key.utf8.elementsEqual(member.name.utf8) }
      guard let found else { throw .missingMember(member.name) }
      let depth = member.type.dimensions.count
      try encode(found.value, as: member.type, depth: depth, in: member).append(to: &data)
    }
    if object.members.count > members.count {
      let names = Set(members.map(\.name))
      throw .unknownMember(object.members.first { !names.contains($0.key) }?.key ?? name)
    }
    return data
  }

  /// The 32 bytes of a value below so many lists.
  private func encode(
    _ value: JSONValue, as type: TypedMemberType, depth: Int, in member: Member
  ) throws(TypedDataRefusal) -> Digest {
    guard value != .null else { throw .null(member.name) }
    guard depth > 0 else { return try encode(value, as: type.base, in: member) }
    guard let elements = value.array else { throw .badValue(member: member.name, type: type.text) }
    if let count = type.dimensions[depth - 1], count != elements.count {
      throw .wrongCount(member: member.name, type: type.text)
    }
    var data: [UInt8] = []
    data.reserveCapacity(32 * elements.count)
    for element in elements {
      try encode(element, as: type, depth: depth - 1, in: member).append(to: &data)
    }
    return Keccak256.digest(data)
  }

  private func encode(
    _ value: JSONValue, as base: TypedMemberType.Base, in member: Member
  ) throws(TypedDataRefusal) -> Digest {
    switch base {
    case .unsigned(let bits): return try integer(value, bits: bits, isSigned: false, in: member)
    case .signed(let bits): return try integer(value, bits: bits, isSigned: true, in: member)
    case .structure(let name): return try hashStruct(name, value)
    case .bool:
      if let isTrue = value.bool { return Digest(words: (0, 0, 0, isTrue ? 1 : 0)) }
    case .string:
      if let text = value.string { return Keccak256.digest(Array(text.utf8)) }
    case .bytes:
      if let bytes = value.string.flatMap(Hex.decode(prefixed:)) { return Keccak256.digest(bytes) }
    case .fixedBytes(let count):
      if let bytes = value.string.flatMap(Hex.decode(prefixed:)), bytes.count == count,
        let word = Digest(bytes + [UInt8](repeating: 0, count: 32 - count))
      {
        return word
      }
    case .address:
      // In letters of any case: the checksum of EIP-55 is for people who copy addresses, no part of the
      // encoding.
      if let bytes = value.string.flatMap(Hex.decode(prefixed:)), bytes.count == EVMAddress.byteCount,
        let word = Digest([UInt8](repeating: 0, count: 12) + bytes)
      {
        return word
      }
    }
    throw .badValue(member: member.name, type: member.type.text)
  }

  private func integer(
    _ value: JSONValue, bits: Int, isSigned: Bool, in member: Member
  ) throws(TypedDataRefusal) -> Digest {
    do {
      return try TypedInteger.word(value, bits: bits, isSigned: isSigned)
    } catch {
      switch error {
      case .form: throw .badValue(member: member.name, type: member.type.text)
      case .range: throw .outOfRange(member: member.name, type: member.type.text)
      }
    }
  }
}
