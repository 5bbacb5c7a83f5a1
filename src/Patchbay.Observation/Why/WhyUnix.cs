using System.Diagnostics;
using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>A Unix address: the file, connect(2), and who listens.</summary>
static class WhyUnix
{
    // sizeof(sun_path) less the zero behind it (unix(7)).
    const int MostPath = 107;

    public static async Task<WhyAnswer> AskAsync(WhyRun run, CancellationToken stop)
    {
        var (path, target) = (run.Address.Target!, run.Address.ToConnectEndPoint());
        if (!path.StartsWith('@') && LookAt(run, path) is { } wrong)
        {
            return wrong;
        }

        var result = await ConnectProbe.RunAsync(target, new ConnectOptions { Timeout = run.Options.Timeout }, stop);
        var listener = Listener(path);
        string[] known = listener is null ? [] : [$"{WhyLocal.Holder(listener)} listens, {listener.ReceiveQueue} of at most {listener.SendQueue} wait"];
        if (result.Failure is { } failure)
        {
            var isFull = failure.Errno == Errno.EAGAIN;
            run.Tell(WhyPhaseKind.Connect, result.Elapsed, false, isFull ? "the backlog is full (EAGAIN)" : failure.Outcome == ConnectOutcome.Refused ? "refused: no process listens on it" : failure.Message, known);
            return failure.Outcome == ConnectOutcome.Prohibited ? Prohibited(run, path, failure)
                : isFull ? run.End(WhyVerdict.BacklogFull, $"{run.Address} has a full backlog{(listener is null ? "" : $": {WhyLocal.Holder(listener)} does not accept")}", "The program does not call accept(2) fast enough, or at all.", Doctor(listener))
                : failure.Outcome == ConnectOutcome.Refused ? run.End(WhyVerdict.Refused, path.StartsWith('@') ? $"nobody listens on the abstract name {path}" : $"the socket file {path} is there, but no process listens on it",
                    path.StartsWith('@') ? "Is the server running, and in this network namespace?" : "A server that died leaves its file: start it again, it takes the file over or must delete it first.", "sockets --unix -l")
                : run.End(WhyTcp.VerdictOf(failure.Outcome), failure.Message, failure.Hint);
        }

        run.Tell(WhyPhaseKind.Connect, result.Elapsed, true, "open", known);
        return await WhyTalk.AskAsync(run, target, null, stop);
    }

    /// <summary>Whether one could listen: the folder, the file, whoever has it.</summary>
    public static WhyAnswer AskListening(WhyRun run)
    {
        var path = run.Address.Target!;
        var begin = Stopwatch.GetTimestamp();
        if (Listener(path) is { } holder)
        {
            run.Tell(WhyPhaseKind.Bind, Stopwatch.GetElapsedTime(begin), false, $"{WhyLocal.Holder(holder)} listens on it");
            return run.End(WhyVerdict.AddressInUse, $"{path} is held by {WhyLocal.Holder(holder)}", "Stop that program, or choose another name.", $"connect unix:{path}");
        }

        WhyAnswer Tell(bool works, WhyVerdict verdict, string sentence, string? advice = null)
        {
            run.Tell(WhyPhaseKind.Bind, Stopwatch.GetElapsedTime(begin), works, sentence);
            return run.End(verdict, sentence, advice, works ? $"listen {run.Address}" : null);
        }

        if (path.StartsWith('@'))
        {
            return Tell(true, WhyVerdict.CanBind, $"one can listen on {path}: nobody has this abstract name");
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        return System.Text.Encoding.UTF8.GetByteCount(path) > MostPath ? Tell(false, WhyVerdict.AddressNotHere, $"{path} is longer than the {MostPath} bytes that a Unix address holds", "Choose a shorter path.")
            : !Directory.Exists(folder) ? Tell(false, WhyVerdict.AddressNotHere, $"the folder {folder} does not exist", "Make it first, or choose another path.")
            : FileKind.IsSocket(path) ? Tell(true, WhyVerdict.CanBind, $"one can listen on {path}: the file is there and nobody listens on it", "patchbay takes such a file over; most programs must delete it first (EADDRINUSE).")
            : Path.Exists(path) ? Tell(false, WhyVerdict.AddressInUse, $"{path} is there, and it is no socket", "Choose another path; nothing replaces a file that is no socket.")
            : !CanWrite(folder) ? Tell(false, WhyVerdict.BindDenied, $"this user may not make files in {folder}", "Choose a folder of your own, for example $XDG_RUNTIME_DIR.")
            : Tell(true, WhyVerdict.CanBind, $"one can listen on {path}");
    }

    static WhyAnswer? LookAt(WhyRun run, string path)
    {
        var begin = Stopwatch.GetTimestamp();
        if (FileKind.IsSocket(path) || new FileInfo(path) is { Exists: true, LinkTarget: not null })
        {
            run.Tell(WhyPhaseKind.File, Stopwatch.GetElapsedTime(begin), true, $"{path} is a socket{Mode(path)}");
            return null;
        }

        if (Path.Exists(path))
        {
            run.Tell(WhyPhaseKind.File, Stopwatch.GetElapsedTime(begin), false, $"{path} is {(Directory.Exists(path) ? "a folder" : "a file")}, not a socket");
            return run.End(WhyVerdict.Refused, $"{path} is {(Directory.Exists(path) ? "a folder" : "a file")}, not a socket", "connect(2) refuses it. Is the path the server's own?", "sockets --unix -l");
        }

        var missing = Missing(path);
        if (missing is null)
        {
            // What is behind a folder that is closed to us, nobody tells; connect(2) does.
            return null;
        }

        run.Tell(WhyPhaseKind.File, Stopwatch.GetElapsedTime(begin), false, $"{missing} does not exist");
        return run.End(WhyVerdict.Refused, $"{missing} does not exist", missing == path ? "No socket file has this name: is the server running, and is the path its own?" : "The folder for the socket is missing: is the server installed, has it ever run?", "sockets --unix -l");
    }

    static WhyAnswer Prohibited(WhyRun run, string path, ConnectException failure) => run.End(
        WhyVerdict.Prohibited, failure.Message, Closed(path) is { } folder ? $"This user may not enter {folder}." : $"This user may not write to the socket{Mode(path)}: connect(2) demands that.");

    /// <summary>The first part of the path that is not there; null when a folder before it is closed to us.</summary>
    static string? Missing(string path)
    {
        var full = Path.GetFullPath(path);
        for (var at = full.IndexOf('/', 1); at > 0; at = full.IndexOf('/', at + 1))
        {
            if (!Directory.Exists(full[..at]))
            {
                return Closed(path) is null ? full[..at] : null;
            }
        }

        return Closed(path) is null ? path : null;
    }

    /// <summary>The folder that we may not enter.</summary>
    static string? Closed(string path)
    {
        var full = Path.GetFullPath(path);
        for (var at = full.IndexOf('/', 1); at > 0; at = full.IndexOf('/', at + 1))
        {
            try
            {
                // Entering is what matters; a folder that may be entered and not listed throws too, and is passed over when the next part is seen.
                var next = full.IndexOf('/', at + 1);
                if (!Path.Exists(next < 0 ? full : full[..next]))
                {
                    _ = Directory.EnumerateFileSystemEntries(full[..at]).Any();
                }
            }
            catch (UnauthorizedAccessException)
            {
                return full[..at];
            }
            catch (IOException)
            {
                return null;
            }
        }

        return null;
    }

    static string Mode(string path)
    {
        try
        {
            return OperatingSystem.IsWindows() ? "" : $", mode {Convert.ToString((int)File.GetUnixFileMode(path), 8)}";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    static bool CanWrite(string folder)
    {
        try
        {
            using (File.Create(Path.Combine(folder, $".{Path.GetRandomFileName()}"), 1, FileOptions.DeleteOnClose))
            {
                return true;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static SocketRow? Listener(string path)
    {
        try
        {
            var wanted = path.StartsWith('@') ? path : Path.GetFullPath(path);
            return SocketTable.ReadAll(new SocketQuery { Tables = SocketTables.Unix, Details = SocketDetails.Owners })
                .FirstOrDefault(row => row.IsListener && row.Name is { } name && (name == path || name == wanted));
        }
        catch (ObservationException)
        {
            return null;
        }
    }

    static string? Doctor(SocketRow? listener) => listener?.Owners is [var owner, ..] ? $"doctor --pid {owner.Pid}" : null;
}
