namespace Patchbay.Interop.Tests.Doctor;

/// <summary>Servers and clients that make no mistake, both ends watched: a shell script each, with a free PORT, a folder TMP, the corpus in CORPUS and our program as PATCHBAY.</summary>
static class HealthyRuns
{
    const string Wait = "until nc.openbsd -z 127.0.0.1 $PORT; do sleep 0.1; done; ";
    const string Nginx = """
        printf 'daemon off; pid %s/pid; error_log /dev/null; worker_processes 2; events {} http { access_log off; client_body_temp_path %s/a; proxy_temp_path %s/b; fastcgi_temp_path %s/c; uwsgi_temp_path %s/d; scgi_temp_path %s/e; server { listen 127.0.0.1:%s; root %s; } }' "$TMP" "$TMP" "$TMP" "$TMP" "$TMP" "$TMP" "$PORT" "$TMP" > "$TMP/conf"
        chmod 755 "$TMP"; echo hello > "$TMP/index.html"; head -c 3000000 /dev/zero > "$TMP/big"
        nginx -p "$TMP" -c "$TMP/conf" & server=$!;
        """;

    const string Python = "python3 -m http.server $PORT --bind 127.0.0.1 --directory \"$TMP\" & server=$!; head -c 300000 /dev/zero > \"$TMP/page\"; ";
    const string End = "; kill $server; wait";

    /// <summary>A name, what it needs, the script.</summary>
    public static IReadOnlyList<(string Name, string[] Needs, string Script)> All { get; } =
    [
        ("curl and Python's web server", ["curl"], Python + Wait + "curl -s http://127.0.0.1:$PORT/page; curl -sI http://127.0.0.1:$PORT/" + End),
        ("wget and Python's web server", ["wget"], Python + Wait + "wget -q -O /dev/null http://127.0.0.1:$PORT/page" + End),
        ("Python's http client", [], Python + Wait + "python3 -c 'import urllib.request, sys; print(len(urllib.request.urlopen(sys.argv[1]).read()))' http://127.0.0.1:$PORT/page" + End),
        ("curl and nginx", ["nginx", "curl"], Nginx + Wait + "curl -s http://127.0.0.1:$PORT/ http://127.0.0.1:$PORT/big http://127.0.0.1:$PORT/" + End),
        ("an upload that nginx refuses", ["nginx", "curl"], Nginx + Wait + "curl -s --data-binary @\"$TMP/index.html\" http://127.0.0.1:$PORT/" + End),
        ("wrk and nginx", ["nginx", "wrk"], Nginx + Wait + "wrk -t1 -c4 -d300ms http://127.0.0.1:$PORT/" + End),
        ("nc on both sides", ["nc.openbsd"], "nc.openbsd -l 127.0.0.1 $PORT & sleep 0.3; echo hello | nc.openbsd -N 127.0.0.1 $PORT; wait"),
        ("ncat on both sides", ["ncat"], "ncat -l 127.0.0.1 $PORT -k -e /bin/cat & server=$!; " + Wait + "echo hello | ncat 127.0.0.1 $PORT" + End),
        ("socat on both sides", ["socat"], "socat TCP-LISTEN:$PORT,bind=127.0.0.1,reuseaddr,fork EXEC:cat & server=$!; " + Wait + "echo hello | socat -t1 - TCP:127.0.0.1:$PORT" + End),
        ("socat with datagrams", ["socat"], "socat -T0.6 UDP-LISTEN:$PORT,bind=127.0.0.1 EXEC:cat & sleep 0.3; echo hello | socat -t0.3 - UDP:127.0.0.1:$PORT; wait"),
        ("socat with Unix sockets", ["socat"], "socat UNIX-LISTEN:$TMP/s,fork EXEC:cat & server=$!; sleep 0.4; echo hello | socat -t0.3 - UNIX:$TMP/s" + End),
        ("openssl s_server and curl", ["openssl", "curl"], Certificate + "openssl s_server -quiet -www -accept 127.0.0.1:$PORT -key $TMP/k -cert $TMP/c & server=$!; " + Wait + "curl -sk https://127.0.0.1:$PORT/ | head -1" + End),
        ("openssl s_server and s_client", ["openssl"], Certificate + "sleep 2 | openssl s_server -quiet -accept 127.0.0.1:$PORT -key $TMP/k -cert $TMP/c & server=$!; " + Wait + "(echo hello; sleep 0.3) | openssl s_client -connect 127.0.0.1:$PORT; kill $server; true"),
        ("a SOCKS proxy between curl and a server", ["microsocks", "curl"], Python + Wait + "microsocks -i 127.0.0.1 -p $OTHER & proxy=$!; sleep 0.3; curl -s --socks5 127.0.0.1:$OTHER http://127.0.0.1:$PORT/page; kill $proxy" + End),
        ("haproxy between curl and a server", ["haproxy", "curl"], Python + Wait + """
            printf 'defaults\n mode http\n timeout connect 1s\n timeout client 2s\n timeout server 2s\nlisten x\n bind 127.0.0.1:%s\n server s 127.0.0.1:%s\n' $OTHER $PORT > "$TMP/ha"
            haproxy -db -f "$TMP/ha" & proxy=$!; sleep 0.5; curl -s http://127.0.0.1:$OTHER/page; kill $proxy
            """ + End),
        ("curl and a port where nobody listens", ["curl"], "curl -s http://127.0.0.1:$PORT/; true"),
        ("threads and lines in Python", [], "exec python3 $CORPUS/healthy-threads.py"),
        ("asyncio", [], "exec python3 $CORPUS/healthy-asyncio.py"),
        ("datagrams with repeats in Python", [], "exec python3 $CORPUS/healthy-datagrams.py"),
        ("a half-closed upload in Python", [], "exec python3 $CORPUS/healthy-half-close.py"),
        ("a client that is earlier than its server", [], "exec python3 $CORPUS/healthy-retry.py"),
        ("our echo and nc", ["nc.openbsd"], "$PATCHBAY serve echo 127.0.0.1:$PORT --data $TMP & server=$!; " + Wait + "echo hello | nc.openbsd -N 127.0.0.1 $PORT" + End),
        ("our web server and curl", ["curl"], "$PATCHBAY serve web 127.0.0.1:$PORT --data $TMP & server=$!; " + Wait + "curl -s http://127.0.0.1:$PORT/ http://127.0.0.1:$PORT/nothing" + End),
        ("our get and nginx", ["nginx"], Nginx + Wait + "$PATCHBAY get http://127.0.0.1:$PORT/big -o $TMP/got" + End),
    ];

    const string Certificate = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $TMP/k -out $TMP/c -days 1 -subj /CN=localhost 2>/dev/null; ";
}
