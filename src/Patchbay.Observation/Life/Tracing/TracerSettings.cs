using System.Globalization;

namespace Patchbay.Observation;

/// <summary>What a tracer is told on its command line, before the command it is to start.</summary>
/// <param name="Events">The descriptor it writes to.</param>
/// <param name="Control">The descriptor it reads from; its end means detach.</param>
/// <param name="Start">CLOCK_MONOTONIC in nanoseconds, when the recording began.</param>
/// <param name="Data">Bytes of payload that are told.</param>
/// <param name="ProcessId">The process to watch; 0 to start the command.</param>
sealed record TracerSettings(int Events, int Control, long Start, int Data, int ProcessId)
{
    const int Count = 5;

    public IReadOnlyList<string> ToArguments() =>
        [.. new[] { Events, Control, Start, Data, ProcessId }.Select(static value => value.ToString(CultureInfo.InvariantCulture)), "--"];

    /// <summary>The settings and the command after them; null when these are no such arguments.</summary>
    public static (TracerSettings Settings, IReadOnlyList<string> Command)? Read(IReadOnlyList<string> arguments)
    {
        var numbers = new long[Count];
        for (var i = 0; i < Count; i++)
        {
            if (i >= arguments.Count || !long.TryParse(arguments[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]) || (i != 2 && numbers[i] > int.MaxValue))
            {
                return null;
            }
        }

        return (new((int)numbers[0], (int)numbers[1], numbers[2], (int)numbers[3], (int)numbers[4]), [.. arguments.Skip(Count)]);
    }
}
