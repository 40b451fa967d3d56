internal import CanonicalEncoding

/// Where the command line and the variables of a container tell its program to take a model from.
///
/// The common servers only (vLLM, TGI, SGLang, llama.cpp, KServe's own), and what they document, with whatever else looks
/// like the name or the address of a model: an option of another name goes by unseen. It closes the way that is open by
/// mistake, not the one that is sought.
struct ContainerArguments {
  /// A place that a program is told.
  struct Source {
    enum Form {
      /// The address of a store.
      case storage
      /// A path in the container, or a name that the program looks up somewhere.
      case path
    }

    let text: String
    let form: Form
    /// The member of the container that says it.
    let member: String
  }

  let sources: [Source]
  /// The first argument, if there is one.
  let first: String?

  private static let options: Set<String> = [
    "--model", "--model-path", "--model_path", "--model-id", "--model_id", "--model-dir", "--model_dir",
    "--model-name-or-path", "--model_name_or_path", "--hf-repo", "-hf", "--model-url", "--speculative-model",
    "--lora-modules", "--lora", "--lora-scaled", "--lora-adapters", "--adapter", "--tokenizer", "-hfr", "-mu",
  ]
  /// Options that mean a model where their value looks like one; elsewhere a module of Python, for instance.
  private static let likelyOptions: Set<String> = ["-m"]
  /// Those that take several values, each after a name and an equals sign.
  private static let lists: Set<String> = ["--lora-modules", "--lora-adapters"]
  private static let variables: Set<String> = [
    "MODEL_ID", "HF_MODEL_ID", "MODEL_PATH", "MODEL_DIR", "LLAMA_ARG_MODEL", "LLAMA_ARG_HF_REPO",
    "OLLAMA_MODEL",
  ]
  /// Variables that name a model where their value looks like one; elsewhere a name to be shown.
  private static let likelyVariables: Set<String> = [
    "MODEL", "MODEL_NAME", "NIM_MODEL_NAME", "HUGGING_FACE_MODEL", "HF_MODEL", "VLLM_MODEL", "MODEL_REPO",
  ]
  /// Stores of models.
  private static let stores: Set<String> = [
    "hf", "s3", "gs", "pvc", "oci", "abfs", "abfss", "azureblob", "modelscope", "ollama", "webhdfs", "hdfs",
  ]

  init(_ container: JSONValue) {
    var sources: [Source] = []
    // One command line, wherever it is parted.
    let words = ["command", "args"].flatMap { (container[$0]?.array ?? []).compactMap(\.string) }
    sources += Self.sources(in: words, container["args"] == nil ? "command" : "args")
    for hook in ["postStart", "preStop"] {
      let words = container["lifecycle"]?[hook]?["exec"]?["command"]?.array?.compactMap(\.string) ?? []
      sources += Self.sources(in: words, "lifecycle.\(hook)")
    }
    for (index, variable) in (container["env"]?.array ?? []).enumerated() {
      guard let name = variable["name"]?.string else { continue }
      if name.hasSuffix("ARGS"), let value = variable["value"]?.string {
        sources += Self.sources(in: [value], "env[\(index)]")
      }
      let looksLikeOne = variable["value"]?.string.map { Self.namesModel($0[...]) } ?? true
      if Self.likelyVariables.contains(name), looksLikeOne {
        let text = variable["value"]?.string ?? "a value from elsewhere"
        sources.append(Source(text: text, form: .path, member: "env[\(index)]"))
      }
      let isStorage = name == "STORAGE_URI"
      guard isStorage || Self.variables.contains(name) else { continue }
      sources.append(
        Source(
          text: variable["value"]?.string ?? "a value from elsewhere", form: isStorage ? .storage : .path,
          member: "env[\(index)]"))
    }
    self.sources = sources
    first = container["args"]?.array?.first?.string
  }

  /// Values of known options, also in what is handed to a shell as one text.
  private static func sources(in arguments: [String], _ member: String) -> [Source] {
    let words = arguments.flatMap { $0.split { $0 == " " || $0 == "\t" || $0 == "\n" }.map(String.init) }
    var sources: [Source] = []
    func add(_ text: String, isListed: Bool) {
      let value = isListed ? text.drop { $0 != "=" }.dropFirst() : text[...]
      sources.append(Source(text: value.isEmpty ? text : String(value), form: .path, member: member))
    }
    for (index, word) in words.enumerated() {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let option = parts.first.map(String.init) else { continue }
      if options.contains(option) {
        let isList = lists.contains(option)
        if parts.count == 2 { add(String(parts[1]), isListed: isList) }
        let values = words[(index + 1)...].prefix { !$0.hasPrefix("-") }
        for value in parts.count == 2 && !isList ? [] : values.prefix(isList ? .max : 1) {
          add(value, isListed: isList)
        }
        if parts.count == 1, values.isEmpty { add("an option without a value", isListed: false) }
      } else if likelyOptions.contains(option), index + 1 < words.count, namesModel(words[index + 1][...]) {
        add(words[index + 1], isListed: false)
      } else if isPositional(index, in: words), namesModel(word[...]) {
        add(word, isListed: false)
      } else if word == "serve", index > 0, words[index - 1].hasSuffix("vllm"), index + 1 < words.count,
        !words[index + 1].hasPrefix("-")
      {
        add(words[index + 1], isListed: false)
      }
    }
    return sources
  }

  /// Whether a word belongs to no option. Values of known options are looked at with them.
  private static func isPositional(_ index: Int, in words: [String]) -> Bool {
    !words[index].hasPrefix("-") && (index == 0 || !words[index - 1].hasPrefix("-"))
  }

  /// Whether a word is written like the address of a model in a store, or like `organisation/model` of a hub.
  private static func namesModel(_ word: Substring) -> Bool {
    if let scheme = word.firstRange(of: "://") {
      return stores.contains(word[..<scheme.lowerBound].lowercased())
    }
    let parts = word.split(separator: "/", omittingEmptySubsequences: false)
    let isName = parts.allSatisfy { part in
      guard let first = part.utf8.first, first != 0x2e, first != 0x2d else { return false }
      return part.utf8.allSatisfy {
        0x30...0x39 ~= $0 || 0x41...0x5a ~= $0 || 0x61...0x7a ~= $0 || $0 == 0x2d || $0 == 0x2e || $0 == 0x5f
      }
    }
    return parts.count == 2 && isName
  }
}
