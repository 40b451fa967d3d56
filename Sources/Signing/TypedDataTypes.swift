package import CanonicalEncoding

/// The struct types that a typed-data document declares, checked: every name known, none containing itself.
package struct TypedDataTypes: Sendable {
  /// A member of a struct.
  package struct Member: Hashable, Sendable {
    /// The name.
    package let name: String
    /// The type.
    package let type: TypedMemberType
  }

  /// How many types a document may declare, and how many members a type.
  package static let limits = (types: 64, members: 256)

  private let declarations: [String: [Member]]
  private let typeHashes: [String: Digest]

  /// Reads the `types` of a document: an object of lists of `{"name", "type"}`.
  package init(parsing value: JSONValue) throws(TypedDataRefusal) {
    guard let object = value.object else {
      throw .document(.unexpected(field: "types", in: "typed data", needs: "an object"))
    }
    guard object.members.count <= Self.limits.types else { throw .tooManyTypes(Self.limits.types) }
    var declarations: [String: [Member]] = [:]
    for declaration in object.members {
      declarations[declaration.key] = try Self.members(of: declaration)
    }
    try self.init(declarations)
  }

  /// Declarations whose names are checked; resolves them.
  private init(_ declarations: [String: [Member]]) throws(TypedDataRefusal) {
    self.declarations = declarations
    var resolved: Set<String> = []
    for name in declarations.keys.sorted() {
      var path: [String] = []
      try Self.resolve(name, in: declarations, path: &path, resolved: &resolved)
    }
    var typeHashes: [String: Digest] = [:]
    for name in declarations.keys {
      typeHashes[name] = Keccak256.digest(Array(Self.encodedType(name, in: declarations).utf8))
    }
    self.typeHashes = typeHashes
  }

  /// The same types and one more.
  package func adding(_ name: String, _ members: [Member]) throws(TypedDataRefusal) -> TypedDataTypes {
    var declarations = declarations
    declarations[name] = members
    return try TypedDataTypes(declarations)
  }

  /// The members of a declared type, or `nil`.
  package func members(of name: String) -> [Member]? { declarations[name] }

  /// Keccak-256 of the encoded type of a declared name, or `nil`.
  package func typeHash(of name: String) -> Digest? { typeHashes[name] }

  /// encodeType of EIP-712: the type and then all it refers to, however deeply, in the byte order of their
  /// names.
  package func encodedType(_ name: String) -> String? {
    declarations[name] == nil ? nil : Self.encodedType(name, in: declarations)
  }

  // MARK: Reading

  private static func members(of declaration: JSONObject.Member) throws(TypedDataRefusal) -> [Member] {
    let fault = TypedDataRefusal.badDeclaration(declaration.key)
    guard TypedMemberType.isName(declaration.key), !TypedMemberType.isReserved(declaration.key),
      let list = declaration.value.array, list.count <= limits.members
    else { throw fault }
    var members: [Member] = []
    for element in list {
      guard let object = element.object, object.members.count == 2, let name = object["name"]?.string,
        let text = object["type"]?.string, TypedMemberType.isName(name),
        !members.contains(where: { $0.name == name })
      else { throw fault }
      guard let type = TypedMemberType(text) else { throw .unknownType(text) }
      members.append(Member(name: name, type: type))
    }
    return members
  }

  /// Walks everything a type refers to; at most as deep as there are types.
  private static func resolve(
    _ name: String, in declarations: [String: [Member]], path: inout [String], resolved: inout Set<String>
  ) throws(TypedDataRefusal) {
    guard let members = declarations[name] else { throw .unknownType(name) }
    guard !path.contains(name) else { throw .recursive(name) }
    guard !resolved.contains(name) else { return }
    path.append(name)
    for member in members {
      guard case .structure(let other) = member.type.base else { continue }
      try resolve(other, in: declarations, path: &path, resolved: &resolved)
    }
    path.removeLast()
    resolved.insert(name)
  }

  private static func encodedType(_ name: String, in declarations: [String: [Member]]) -> String {
    var reached: Set<String> = [name]
    var pending = [name]
    while let next = pending.popLast() {
      for member in declarations[next] ?? [] {
        guard case .structure(let other) = member.type.base, reached.insert(other).inserted else { continue }
        pending.append(other)
      }
    }
    reached.remove(name)
    let others = reached.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return ([name] + others).map { type in
      let members = (declarations[type] ?? []).map { "\($0.type.text) \($0.name)" }
      return "\(type)(\(members.joined(separator: ",")))"
    }.joined()
  }
}
