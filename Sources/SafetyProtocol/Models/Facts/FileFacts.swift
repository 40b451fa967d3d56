package import CanonicalEncoding

/// What the content of one file says about the model.
package enum FileFacts: Hashable, Sendable {
  /// Weights.
  case safetensors(SafetensorsHeader)
  /// Weights and much besides.
  case gguf(GGUFHeader)
  /// Where the weights of a model in several files stand.
  case shards(ShardIndex)
  /// How the model is built.
  case config(ModelConfig)
  /// SHA-256 of a chat template.
  case chatTemplate(Digest)
  /// The text of a model card's front matter, which an adapter reads as YAML.
  case card(String)
  /// Not the file, but what stands for it in a git repository.
  case pointer(LargeFilePointer)
  /// A file that should say something, and does not read; with code and sentence.
  case unread(code: String, message: String)
}

/// Which facts a file is expected to hold, by its name.
package enum FactSource: Sendable {
  case safetensors, gguf, shards, config, tokenizer, chatTemplate, card, other

  /// The source of a path.
  package init(_ path: ModelPath) {
    let name = path.name.lowercased()
    switch name {
    case "config.json": self = .config
    case "tokenizer_config.json": self = .tokenizer
    case "chat_template.jinja": self = .chatTemplate
    case "readme.md": self = path.depth == 0 ? .card : .other
    default:
      if name.hasSuffix(".safetensors") {
        self = .safetensors
      } else if name.hasSuffix(".gguf") {
        self = .gguf
      } else if name.hasSuffix(".index.json") {
        self = .shards
      } else {
        self = .other
      }
    }
  }

  /// How many bytes of the file's beginning are needed.
  package var headLimit: Int {
    switch self {
    case .safetensors: SafetensorsHeader.headLimit
    case .gguf: GGUFHeader.headLimit
    case .shards, .config, .tokenizer, .chatTemplate: 16 << 20
    case .card: 1 << 20
    case .other: LargeFilePointer.sizeLimit
    }
  }

  /// What a file says.
  /// - Parameters:
  ///   - head: The beginning of the file: all of it, or `headLimit` bytes.
  ///   - size: How many bytes the whole file has.
  /// - Returns: `nil` for a file that says nothing.
  package func facts(head: [UInt8], size: UInt64) -> FileFacts? {
    if UInt64(head.count) == size, let pointer = LargeFilePointer(head) { return .pointer(pointer) }
    do {
      switch self {
      case .safetensors: return .safetensors(try SafetensorsHeader(head: head, size: size))
      case .gguf: return .gguf(try GGUFHeader(head: head, size: size))
      case .shards: return .shards(try ShardIndex(try json(head, size)))
      case .config: return .config(ModelConfig(try json(head, size)))
      case .tokenizer: return Self.template(in: try json(head, size)).map { .chatTemplate($0) }
      case .chatTemplate: return UInt64(head.count) == size ? .chatTemplate(.sha256(head)) : nil
      case .card: return ModelCard.frontMatter(of: head).map { .card($0) }
      case .other: return nil
      }
    } catch {
      return (error as? any CodedRefusal).map { .unread(code: $0.code, message: $0.message) }
    }
  }

  private func json(_ head: [UInt8], _ size: UInt64) throws(JSONRefusal) -> JSONValue {
    guard UInt64(head.count) == size else {
      throw .tooLarge(bytes: Int(clamping: size), limit: headLimit)
    }
    return try JSONParser.parse(head, limit: headLimit)
  }

  /// The template of `tokenizer_config.json`; of several, the one named `default`.
  private static func template(in value: JSONValue) -> Digest? {
    let template = value.object?["chat_template"]
    let named = template?.array?.first { $0.object?["name"]?.string == "default" }
    return (template?.string ?? named?.object?["template"]?.string).map { .sha256(Array($0.utf8)) }
  }
}
