namespace Patchbay.Observation;

/// <summary>What the program at an end did during a time.</summary>
static class Doing
{
    /// <summary>A clause about "it": <c>it was blocked in recvfrom</c>; null where the end's program is not recorded.</summary>
    public static string? Of(LifeScene scene, SocketLife? life, TimeSpan from, TimeSpan to)
    {
        if (life is null || scene.FindProgram(life.HolderAt(to)) is not { } program)
        {
            return null;
        }

        if (program.Ended is { } ended && ended <= from)
        {
            return "it had ended";
        }

        // Of a process with many threads, the one that has this socket.
        var thread = life.ThreadAt(to);
        var (longest, length, count) = (default(CallEvent), TimeSpan.Zero, 0);
        foreach (var call in program.Calls)
        {
            var overlap = Overlap(call, from, to);
            // The close that ended the time did not fill it.
            if ((thread != 0 && call.ThreadId != thread) || (call.Socket == life.Number && CallKinds.Finishes(call)))
            {
                continue;
            }

            count += overlap > TimeSpan.Zero || (call.At > from && call.At + call.Took < to) ? 1 : 0;
            if (overlap > length)
            {
                (longest, length) = (call, overlap);
            }
        }

        if (longest is not null && length * 2 >= to - from)
        {
            return $"it was blocked in {longest.Name}{Where(longest, life)}";
        }

        return count switch
        {
            0 => "it made no call on sockets meanwhile",
            1 => "it made one call meanwhile and was busy with something else",
            _ => $"it made {count} calls meanwhile",
        };
    }

    /// <summary>The call on this socket, or in wait for it, in which the program spent most of a time; null for none.</summary>
    public static CallEvent? BlockedIn(LifeScene scene, SocketLife life, TimeSpan from, TimeSpan to) =>
        scene.FindProgram(life.HolderAt(to))?.Calls.FirstOrDefault(call => call.Socket == life.Number && Overlap(call, from, to) * 2 >= to - from);

    static string Where(CallEvent call, SocketLife life) => call.Socket == life.Number || call.Socket == 0 ? "" : $" on socket {call.Socket}";

    static TimeSpan Overlap(CallEvent call, TimeSpan from, TimeSpan to)
    {
        var (start, end) = (call.At > from ? call.At : from, call.At + call.Took < to ? call.At + call.Took : to);
        return end > start ? end - start : TimeSpan.Zero;
    }
}
