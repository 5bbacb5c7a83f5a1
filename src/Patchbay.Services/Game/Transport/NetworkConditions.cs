using System.Globalization;

namespace Patchbay.Services.Game.Transport;

/// <summary>What a network does to datagrams, each way. Times in µs, shares in millionths.</summary>
sealed record NetworkConditions
{
    const int Whole = 1_000_000;
    const long LongestDelay = 10_000_000;

    /// <summary>What <see cref="Parse"/> takes, for people.</summary>
    public const string Form = "loss=10%,delay=80ms,jitter=20ms,reorder=5%,duplicate=2%,seed=1";

    /// <summary>A perfect network.</summary>
    public static NetworkConditions Perfect { get; } = new();

    /// <summary>Do not arrive.</summary>
    public int Loss { get; init; }

    /// <summary>Arrive twice.</summary>
    public int Duplicate { get; init; }

    /// <summary>Are held back by one further delay and jitter, so that later ones overtake them.</summary>
    public int Reorder { get; init; }

    public long Delay { get; init; }

    /// <summary>Added to the delay, evenly from 0 to this.</summary>
    public long Jitter { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>Reads <see cref="Form"/>; every part may be left out.</summary>
    /// <exception cref="FormatException">With words that end a sentence about the value.</exception>
    public static NetworkConditions Parse(string text)
    {
        var conditions = Perfect;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var (key, value) = part.Split('=') is [var first, var second] ? (first, second) : throw Bad(part);
            conditions = key switch
            {
                "loss" => conditions with { Loss = Share(value, part) },
                "duplicate" => conditions with { Duplicate = Share(value, part) },
                "reorder" => conditions with { Reorder = Share(value, part) },
                "delay" => conditions with { Delay = Time(value, part) },
                "jitter" => conditions with { Jitter = Time(value, part) },
                "seed" when ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) => conditions with { Seed = seed },
                _ => throw Bad(part),
            };
        }

        return conditions;
    }

    static int Share(string value, string part) =>
        value.EndsWith('%') && decimal.TryParse(value[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent <= 100
            ? (int)(percent / 100 * Whole)
            : throw Bad(part);

    static long Time(string value, string part) =>
        Sockets.Duration.TryParse(value, out var time) && time.Ticks / 10 <= LongestDelay ? time.Ticks / 10 : throw Bad(part);

    static FormatException Bad(string part) => new($"has '{part}', which is no condition: write for example {Form}");
}
