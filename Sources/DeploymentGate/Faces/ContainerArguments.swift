internal import CanonicalEncoding

/// Where the command line and the variables of a container tell its program to take a model from.
///
/// The common servers only (vLLM, TGI, SGLang, llama.cpp, KServe's own), and what they document: an option of another
/// name goes by unseen. It closes the way that is open by mistake, not the one that is sought.
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
    "--lora-modules", "--lora", "--lora-scaled", "--lora-adapters", "--adapter",
  ]
  /// Those that take several values, each after a name and an equals sign.
  private static let lists: Set<String> = ["--lora-modules", "--lora-adapters"]
  private static let variables: Set<String> = [
    "MODEL_ID", "HF_MODEL_ID", "MODEL_PATH", "MODEL_DIR", "LLAMA_ARG_MODEL", "LLAMA_ARG_HF_REPO",
    "OLLAMA_MODEL",
  ]

  init(_ container: JSONValue) {
    var sources: [Source] = []
    for member in ["command", "args"] {
      let words = (container[member]?.array ?? []).compactMap(\.string)
      sources += Self.sources(in: words, member)
    }
    for (index, variable) in (container["env"]?.array ?? []).enumerated() {
      guard let name = variable["name"]?.string else { continue }
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
      } else if word == "serve", index > 0, words[index - 1].hasSuffix("vllm"), index + 1 < words.count,
        !words[index + 1].hasPrefix("-")
      {
        add(words[index + 1], isListed: false)
      }
    }
    return sources
  }
}
