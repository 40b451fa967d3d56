import Foundation
import QuorateTesting
import Testing

/// A gate that serves, as clusters, rollouts, workflows and councils see it.
@Suite(.serialized) struct GateServeTests {
  /// Founds a DAO whose council can pull a brake, approves a model for production, and serves a gate.
  private static let start = """
    trap 'kill $(cat *.pid) 2> /dev/null' EXIT
    command -v curl > /dev/null && command -v openssl > /dev/null || exit 77
    "$SCRIPTS/gate-rehearsal" || exit 90
    model=$(cat model) files=${model%,*} tree=${model#*,}
    serve() { rm -f err; quorate gate serve --config gate.yaml --listen 127.0.0.1:0 --tls-cert tls.pem --tls-key tls.key \\
        --github-secret secret "$@" 2> err & echo $! > gate.pid
      for i in $(seq 100); do grep -q Listening err && break; sleep 0.1; done
      port=$(grep -o 'https://127.0.0.1:[0-9]*' err | grep -o '[0-9]*$'); }
    ask() { curl -s --cacert ${ca:-ca.pem} --max-time 10 "https://localhost:$port$@"; }
    status() { ask "/v1/status?env=${1:-production}&digest=$model"; }
    pod() { printf '{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"%s","object":%s}}' \\
      "$1" '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","annotations":{"quorate.dev/model-digest":"'$2'"}},"spec":{}}' ; }
    admit() { pod "$@" | curl -s --cacert ca.pem -d @- https://localhost:$port/v1/admit; }

    """

  private func run(_ lines: String) throws {
    let scripts = OutsideData.package.appending(path: "scripts").path
    let outcome = try CommandScript().shell("SCRIPTS='\(scripts)'\n" + Self.start + lines)
    if outcome.status == 77 {
      print("skipped: no openssl or curl")
    } else {
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }
  }

  @Test func `every face answers, and from its own environment only`() throws {
    try run(
      """
      serve
      ask /healthz | grep -qx ok || exit 1
      status | grep -q '"code":"QG000"' || { status; exit 2; }
      status prod | grep -q '"ok":true' || exit 3
      status staging | grep -q '"code":"QG071".*"ok":false' || exit 4
      admit CREATE $model | grep -q '"allowed":true' || exit 5
      admit CREATE $tree,$files | grep -q '"allowed":false' || exit 6
      admit CREATE latest | grep -q QG041 || exit 7
      printf '{' | curl -s -o body -w '%{http_code}' --cacert ca.pem -d @- https://localhost:$port/v1/admit | grep -q 400 || exit 8
      grep -q json.syntax body || exit 9
      printf '{"apiVersion":"externaldata.gatekeeper.sh/v1beta1","kind":"ProviderRequest","request":{"keys":["model.deploy|prod|%s"]}}' $model |
        curl -s --cacert ca.pem -d @- https://localhost:$port/v1/validate | grep -q '"allowed":true' || exit 10
      event='{"action":"requested","environment":"prod","deployment_callback_url":"https://api.github.com/x","deployment":{"payload":{"model_digest":"'$model'"}}}'
      mac=$(printf '%s' "$event" | openssl dgst -sha256 -hmac 'a secret of sixteen' | grep -o '[0-9a-f]\\{64\\}')
      github() { printf '%s' "$event" | curl -s --cacert ca.pem -d @- -H 'X-GitHub-Event: deployment_protection_rule' \\
        -H "X-Hub-Signature-256: sha256=$1" https://localhost:$port/v1/github; }
      github $mac | grep -q '"state":"approved"' || exit 11
      github ${mac%?}x | grep -q face.signature || exit 12
      ask /openapi.json | grep -q '"openapi":"3.0.3"' || exit 13
      ask /metrics | grep -q 'quorate_gate_decisions_total{face="status",code="QG071"} 1' || exit 14
      kill $(cat gate.pid); wait $(cat gate.pid) || exit 15
      """)
  }

  @Test func `a signed pause closes it, though the operator has never seen it`()
    throws
  {
    try run(
      """
      serve
      status | grep -q '"ok":true' || exit 1
      (cd dao && quorate --key ada pause INC-1 --env production -r one --offline --file ../half.json -y) > /dev/null || exit 2
      cp half.json pause.json
      curl -s -w '%{http_code}' -o body --cacert ca.pem --data-binary @half.json https://localhost:$port/v1/orders | grep -q 409 || exit 3
      grep -q order.idle body || exit 4
      (cd dao && quorate pause INC-1 -r two --offline --file ../pause.json --key ben -y) > /dev/null || exit 5
      begin=$(date +%s%3N)
      cp pause.json orders/.new && mv orders/.new orders/pause.json
      until status | grep -q QG020; do test $(($(date +%s%3N) - begin)) -lt 20000 || { status; exit 6; }; done
      echo "from a signed pause in the folder to a denied request: $(($(date +%s%3N) - begin)) ms" >&2
      ask /metrics | grep -q '^quorate_gate_pauses_unlogged 1' || exit 7
      rm orders/pause.json
      until status | grep -q '"ok":true'; do sleep 0.1; test $(($(date +%s%3N) - begin)) -lt 9000 || exit 8; done
      begin=$(date +%s%3N)
      curl -s --cacert ca.pem --data-binary @pause.json https://localhost:$port/v1/orders | grep -q '"ok":true' || exit 9
      status | grep -q QG020 || exit 10
      echo "from a posted pause to a denied request: $(($(date +%s%3N) - begin)) ms" >&2
      test $(ls orders | wc -l) = 1 || exit 11
      # It is still there after a restart, and what is taken away is still let through.
      kill $(cat gate.pid); wait $(cat gate.pid); serve
      status | grep -q QG020 || exit 12
      pod DELETE $model | curl -s --cacert ca.pem -d @- https://localhost:$port/v1/admit | grep -q '"allowed":true' || exit 13
      echo junk > orders/junk
      until status | grep -q QG051; do sleep 0.1; test $(($(date +%s%3N) - begin)) -lt 20000 || exit 14; done
      """)
  }

  @Test func `a new certificate is shown without a restart, and a broken one is not`() throws {
    try run(
      """
      serve
      cp tls.pem whole.pem; echo broken > tls.pem
      for i in $(seq 40); do grep -q 'old certificate stays' err && break; sleep 0.1; done
      ask /healthz | grep -qx ok || exit 1
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout new.key -out new.pem -days 2 \\
        -subj /CN=localhost -addext subjectAltName=DNS:localhost 2> /dev/null && chmod 600 new.key
      cp new.pem own.pem; mv new.key tls.key; mv new.pem tls.pem
      for i in $(seq 40); do ca=own.pem ask /healthz | grep -qx ok && break; sleep 0.1; done
      ca=own.pem ask /healthz | grep -qx ok || exit 2
      ask /healthz | grep -qx ok && exit 3
      exit 0
      """)
  }

  @Test func `a log that is set back closes it`() throws {
    try run(
      """
      (cd dao && quorate log publish ../site -q) > /dev/null || exit 1
      cp -r site old
      (cd dao && quorate delegate set ben --key ada -y) > /dev/null || exit 2
      (cd dao && quorate log publish ../site -q) > /dev/null || exit 3
      sed -i 's/^log: .*/log: site/' gate.yaml
      serve -C dao
      status | grep -q '"ok":true' || { cat err; status; exit 4; }
      rm -r site && cp -r old site
      for i in $(seq 40); do status | grep -q QG054 && break; sleep 0.1; done
      status | grep -q QG054 || { status; exit 5; }
      ask /healthz | grep -qx ok && exit 6
      exit 0
      """)
  }

  static let mistakes: [(id: String, line: String, status: Int32, code: String)] = [
    ("no file", "quorate gate serve --json", 64, "gate.config"),
    (
      "open to other machines", "quorate gate serve --config gate.yaml --listen 0.0.0.0:0 --json", 64,
      "service.tlsRequired"
    ),
    (
      "attack 93: a key everybody reads",
      "chmod 644 tls.key; quorate gate serve --config gate.yaml --tls-cert tls.pem --tls-key tls.key --json",
      6,
      "storage.permissions"
    ),
    (
      "a short secret",
      "printf x > secret; quorate gate serve --config gate.yaml --github-secret secret --json", 65,
      "face.signature"
    ),
  ]

  @Test func `a mistake has a code and a status`() throws {
    let lines = Self.mistakes.enumerated().map { index, mistake in
      "(\(mistake.line)) > out; test $? = \(mistake.status) && grep -q '\"code\":\"\(mistake.code)\"' out "
        + "|| { echo '\(mistake.id)'; cat out; exit \(index + 1); }"
    }
    try run(lines.joined(separator: "\n"))
  }
}
