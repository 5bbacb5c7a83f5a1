namespace Patchbay.Sockets;

/// <summary>Connection ids for logs: short, unique in the process, and unlikely to repeat after a restart.</summary>
internal static class ConnectionIds
{
    const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
    const int Length = 13; // 13 digits of 5 bits hold 64 bits

    // Starts at the clock: two runs of one server do not give the same ids.
    static long _last = DateTime.UtcNow.Ticks;

    public static string Next() => string.Create(Length, Interlocked.Increment(ref _last), static (text, id) =>
    {
        for (var at = Length - 1; at >= 0; at--)
        {
            text[at] = Digits[(int)(id & 31)];
            id = (long)((ulong)id >> 5);
        }
    });
}
