using System.Globalization;

namespace Patchbay.Probing;

/// <summary>A part of a plan, so that several machines can share it: every probe belongs to one of them.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Of">How many parts there are, up to <see cref="Most"/>.</param>
public readonly record struct ScanShard(int Number, int Of)
{
    /// <summary>The most parts.</summary>
    public const int Most = 100_000;

    /// <summary>All of it.</summary>
    public static ScanShard Whole { get; } = new(1, 1);

    /// <summary>Whether a probe belongs to this part.</summary>
    public bool Has(long probe) => Of <= 1 || probe % Of == Number - 1;

    /// <summary>How many probes of a plan belong to it.</summary>
    public long CountOf(long probes) => Of <= 1 ? probes : (probes - Number + Of) / Of;

    /// <summary>Reads <c>2/5</c>.</summary>
    public static bool TryParse(string text, out ScanShard shard)
    {
        shard = Whole;
        if (text?.Split('/') is not [var number, var of]
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var one) || !int.TryParse(of, NumberStyles.None, CultureInfo.InvariantCulture, out var all)
            || one < 1 || one > all || all > Most)
        {
            return false;
        }

        shard = new ScanShard(one, all);
        return true;
    }

    /// <summary><c>2/5</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Of}");
}
