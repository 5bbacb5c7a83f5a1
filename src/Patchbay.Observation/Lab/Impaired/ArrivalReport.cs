namespace Patchbay.Observation;

/// <summary>What a receiver can tell of numbered datagrams. Pure.</summary>
/// <param name="Lost">Numbers that never came.</param>
/// <param name="Duplicated">Numbers that came more than once.</param>
/// <param name="Reordered">Numbers that came, for the first time, after a higher one (RFC 4737, type-P-reordered).</param>
public sealed record ArrivalReport(IReadOnlyList<int> Lost, IReadOnlyList<int> Duplicated, IReadOnlyList<int> Reordered)
{
    /// <summary>From the numbers in the order they came.</summary>
    /// <param name="count">How many were sent.</param>
    /// <param name="arrived">The numbers.</param>
    public static ArrivalReport Of(int count, IEnumerable<int> arrived)
    {
        ArgumentNullException.ThrowIfNull(arrived);
        var times = new int[count];
        var reordered = new List<int>();
        var highest = -1;
        foreach (var number in arrived)
        {
            if (times[number]++ == 0 && number < highest)
            {
                reordered.Add(number);
            }

            highest = Math.Max(highest, number);
        }

        return new(
            [.. Enumerable.Range(0, count).Where(number => times[number] == 0)], [.. Enumerable.Range(0, count).Where(number => times[number] > 1)], [.. reordered.Order()]);
    }

    /// <summary>The same lists.</summary>
    public bool Agrees(ArrivalReport other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Lost.SequenceEqual(other.Lost) && Duplicated.SequenceEqual(other.Duplicated) && Reordered.SequenceEqual(other.Reordered);
    }
}
