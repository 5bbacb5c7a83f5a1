namespace Patchbay.Interop.Tests.Life;

/// <summary>A call in one of two records that are compared.</summary>
/// <param name="Socket">Which socket it is about, by whatever name the record has; empty for several.</param>
/// <param name="Name">The call.</param>
/// <param name="Key">Those of its arguments that are the same in every run.</param>
/// <param name="Outcome">ok, or the name of the error.</param>
/// <param name="Bytes">How many it moved; 0 for calls that move none.</param>
sealed record RecordedCall(string Socket, string Name, string Key, string Outcome, long Bytes = 0)
{
    static readonly string[] Sends = ["sendto", "sendmsg", "write", "writev", "sendfile"], Receives = ["recvfrom", "recvmsg", "read", "readv"];

    static readonly string[] Waits = ["poll", "ppoll", "select", "pselect6", "epoll_wait", "epoll_pwait", "epoll_pwait2"];

    /// <summary>It waits for what comes: how often a program does depends on time.</summary>
    public bool IsWait => Waits.Contains(Name);

    // Or that are made when the peer has not ended yet.
    bool IsLook => Name == "getsockopt" || Key.Contains("MSG_PEEK", StringComparison.Ordinal) || (Name == "shutdown" && Key != "SHUT_WR");

    /// <summary>The arguments that are compared: of a record's own text, split at commas outside of brackets.</summary>
    public static string KeyOf(string name, IReadOnlyList<string> arguments) => string.Join(", ", Chosen(name, arguments).Split(", ").Select(static flags => string.Join('|', flags.Split('|').Order(StringComparer.Ordinal))));

    static string Chosen(string name, IReadOnlyList<string> arguments) => name switch
    {
        "socket" or "socketpair" => $"{arguments[0]}, {arguments[1]}, {arguments[2].Replace("IPPROTO_IP", "0")}",
        "setsockopt" or "getsockopt" => $"{arguments[1]}, {arguments[2]}",
        "shutdown" or "listen" or "epoll_ctl" => arguments[1],
        "fcntl" => $"{arguments[1]}{(arguments[1] == "F_SETFL" ? ", " + arguments[2] : "")}",
        "accept4" => arguments[3],
        "sendto" or "recvfrom" => arguments[3],
        "sendmsg" or "recvmsg" => arguments[2],
        "dup3" => arguments[2],
        _ => "",
    };

    /// <summary>Splits what stands between the parentheses of a call.</summary>
    public static List<string> Split(string arguments)
    {
        var parts = new List<string>();
        var (depth, quoted, start) = (0, false, 0);
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '{' or '[' or '(' when !quoted:
                    depth++;
                    break;
                case '}' or ']' or ')' when !quoted:
                    depth--;
                    break;
                case ',' when !quoted && depth == 0:
                    parts.Add(arguments[start..i].Trim());
                    start = i + 1;
                    break;
            }
        }

        parts.Add(arguments[start..].Trim());
        return parts;
    }

    /// <summary>
    /// The lives of the sockets, each a text, sorted: descriptors and the order of threads play no part. A call that found nothing to do and its repetition are the same as the one that
    /// found something. What is sent counts call by call, what is received in sum: it comes in as many pieces as the moment has it.
    /// </summary>
    /// <param name="calls">The record.</param>
    /// <param name="isShared">Several threads have one socket, so that the order of its calls is another each time: each kind of call then counts once, and those that only look (getsockopt, MSG_PEEK, shutdown but SHUT_WR) do not.</param>
    public static List<string> Lives(IEnumerable<RecordedCall> calls, bool isShared) =>
    [
        .. calls.Where(call => call.Socket.Length > 0 && !call.IsWait && call.Outcome is not ("EAGAIN" or "EINPROGRESS" or "EINTR") && !(isShared && call.IsLook))
            .GroupBy(static call => call.Socket)
            .Select(life => string.Join("; ", isShared ? Steps(life).Distinct().Order(StringComparer.Ordinal) : Collapse(Steps(life))) + Received(life))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The waits for sockets, each kind once: a program that talks back and forth cannot do without.</summary>
    public static List<string> WaitsOf(IEnumerable<RecordedCall> calls) => [.. calls.Where(static call => call.IsWait).Select(static call => call.Name).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Whether the result of a call is how many bytes it moved.</summary>
    public static bool MovesBytes(string name) => Sends.Contains(name) || Receives.Contains(name);

    static IEnumerable<string> Steps(IEnumerable<RecordedCall> calls) => calls.Select(static call => $"{call.Name}({call.Key}) {(Sends.Contains(call.Name) && call.Bytes > 0 ? call.Bytes : call.Outcome)}");

    static string Received(IEnumerable<RecordedCall> calls) =>
        calls.Where(static call => Receives.Contains(call.Name) && !call.Key.Contains("MSG_PEEK", StringComparison.Ordinal)).Sum(static call => call.Bytes) is > 0 and var bytes ? $"; received {bytes}" : "";

    // A stream comes in as many pieces as the moment has it.
    static IEnumerable<string> Collapse(IEnumerable<string> steps)
    {
        var last = "";
        foreach (var step in steps)
        {
            if (step != last)
            {
                yield return last = step;
            }
        }
    }
}
