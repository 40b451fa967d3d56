/// How an object of a cluster is made to run nothing, as arguments of `kubectl`.
///
/// Scaling and suspending are preferred to deleting: what was stopped can be looked at, and goes on when it may.
extension Workload {
  /// The arguments, or `nil` where a person has to find out.
  ///
  /// Names are those of a stranger's file. Only such as a cluster can have are taken, so that none is an option or
  /// something for a shell.
  package var stop: [String]? {
    guard Self.isName(name), namespace.isEmpty || Self.isName(namespace) else { return nil }
    let place = namespace.isEmpty ? [] : ["--namespace", namespace]
    guard let deed else { return nil }
    return place + deed
  }

  private var deed: [String]? {
    switch kind {
    case "Deployment", "StatefulSet", "ReplicaSet", "ReplicationController":
      ["scale", "\(kind.lowercased())/\(name)", "--replicas=0"]
    case "Job", "CronJob":
      ["patch", "\(kind.lowercased())/\(name)", "--type=merge", #"--patch={"spec":{"suspend":true}}"#]
    case "InferenceService":
      ["annotate", "inferenceservice/\(name)", "serving.kserve.io/stop=true", "--overwrite"]
    case "Pod": ["delete", "pod/\(name)"]
    default: nil
    }
  }

  /// Whether a text is a name as clusters have them (RFC 1123, in lower case).
  private static func isName(_ text: String) -> Bool {
    guard 1...253 ~= text.utf8.count, text.utf8.first != 0x2d, text.utf8.first != 0x2e else { return false }
    return text.utf8.allSatisfy { 0x61...0x7a ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2d || $0 == 0x2e }
  }
}
