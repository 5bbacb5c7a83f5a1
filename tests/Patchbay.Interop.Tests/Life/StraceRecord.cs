using System.Globalization;
using System.Text.RegularExpressions;

namespace Patchbay.Interop.Tests.Life;

/// <summary>The same calls by strace(1), which knows which descriptors are sockets by asking /proc (-y).</summary>
static partial class StraceRecord
{
    const string Calls = "socket,socketpair,bind,listen,accept,accept4,connect,getsockname,getpeername,sendto,recvfrom,sendmsg,recvmsg,sendmmsg,recvmmsg,shutdown,setsockopt,getsockopt,"
        + "read,readv,write,writev,sendfile,splice,poll,ppoll,select,pselect6,epoll_wait,epoll_pwait,epoll_pwait2,epoll_ctl,dup,dup2,dup3,fcntl,ioctl,close,close_range";

    /// <summary>The command line that records into a file.</summary>
    public static string[] Command(string file, params IEnumerable<string> command) => ["-f", "-y", "-e", "signal=none", "-e", $"trace={Calls}", "-o", file, .. command];

    /// <summary>Reads the record.</summary>
    public static List<RecordedCall> Read(string file)
    {
        var calls = new List<RecordedCall>();
        var begun = new Dictionary<string, string>();
        var (epolls, sockets) = (new HashSet<string>(), new HashSet<uint>());
        foreach (var line in File.ReadLines(file))
        {
            var space = line.IndexOf(' ');
            var (thread, text) = (line[..space], line[space..].Trim());
            if (text.EndsWith("<unfinished ...>", StringComparison.Ordinal))
            {
                begun[thread] = text[..^"<unfinished ...>".Length];
                continue;
            }

            if (Resumed().Match(text) is { Success: true } resumed)
            {
                text = begun.Remove(thread, out var start) ? start + resumed.Groups[1].Value : "";
            }

            Add(text);
        }

        foreach (var start in begun.Values)
        {
            Add(start + ") = ?");
        }

        return calls;

        void Add(string text)
        {
            if (Call().Match(text) is { Success: true } match && Parse(match, epolls, sockets) is { } call)
            {
                calls.Add(call);
            }

            // Which descriptors are sockets, for close_range, where strace does not say.
            foreach (Match named in Descriptor().Matches(text))
            {
                var number = uint.Parse(named.Groups[1].Value, CultureInfo.InvariantCulture);
                _ = named.Groups[2].Value.StartsWith("socket:", StringComparison.Ordinal) && !text.StartsWith("close(", StringComparison.Ordinal) ? sockets.Add(number) : sockets.Remove(number);
            }
        }
    }

    static RecordedCall? Parse(Match match, HashSet<string> epolls, HashSet<uint> sockets)
    {
        var (name, arguments, result) = (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value);
        var parts = RecordedCall.Split(arguments);
        var outcome = result.StartsWith("-1 ", StringComparison.Ordinal) ? result.Split(' ')[1] : result.StartsWith('?') ? result.Contains("ERESTART", StringComparison.Ordinal) ? "EINTR" : "?" : "ok";
        string? about;
        switch (name)
        {
            case "socket":
                about = Socket().Match(result) is { Success: true } made ? made.Value : "none";
                break;
            case "socketpair":
                about = Socket().Match(parts[3]) is { Success: true } first ? first.Value : "none";
                break;
            case "epoll_ctl":
                about = Socket().Match(parts[2]) is { Success: true } watched ? watched.Value : null;
                if (about is not null)
                {
                    epolls.Add(parts[0]);
                }

                break;
            case "epoll_wait" or "epoll_pwait" or "epoll_pwait2":
                about = epolls.Contains(parts[0]) ? "" : null;
                break;
            case "poll" or "ppoll" or "select" or "pselect6":
                about = Socket().IsMatch(arguments) ? "" : null;
                break;
            case "fcntl" when parts[1] is not ("F_SETFL" or "F_DUPFD" or "F_DUPFD_CLOEXEC"):
                return null;
            case "ioctl" when parts[1] != "FIONBIO":
                return null;
            case "close_range":
                about = sockets.Any(socket => socket >= uint.Parse(parts[0], CultureInfo.InvariantCulture) && socket <= uint.Parse(parts[1], CultureInfo.InvariantCulture)) ? name : null;
                break;
            default:
                about = Socket().Match(string.Join(' ', parts.Take(name is "splice" ? 3 : name is "sendfile" or "dup2" or "dup3" ? 2 : 1))) is { Success: true } socket ? socket.Value : null;
                break;
        }

        return about is null ? null : new RecordedCall(about, name, RecordedCall.KeyOf(name, [.. parts.Select(Plain)]), outcome,
            RecordedCall.MovesBytes(name) && outcome == "ok" ? long.Parse(result.Split(' ')[0], CultureInfo.InvariantCulture) : 0);
    }

    static string Plain(string argument) => Annotation().Replace(argument, "");

    [GeneratedRegex(@"socket:\[\d+\]")]
    private static partial Regex Socket();

    [GeneratedRegex(@"(?<=\d)<[^>]*>")]
    private static partial Regex Annotation();

    [GeneratedRegex(@"\b(\d+)<([a-z]+:|[^>]*>)")]
    private static partial Regex Descriptor();

    [GeneratedRegex(@"^<\.\.\. \w+ resumed>(.*)$")]
    private static partial Regex Resumed();

    [GeneratedRegex(@"^(\w+)\((.*)\)\s+= (.*)$")]
    private static partial Regex Call();
}
