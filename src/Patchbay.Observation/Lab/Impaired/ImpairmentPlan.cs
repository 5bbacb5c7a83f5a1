namespace Patchbay.Observation;

/// <summary>What a relay will do with each of so many datagrams: drawn beforehand, so that what it does can be told and repeated. Pure.</summary>
public sealed class ImpairmentPlan
{
    ImpairmentPlan(IReadOnlyList<IReadOnlyList<int>> emissions, IReadOnlyList<int> lost, IReadOnlyList<int> duplicated) => (Emissions, Lost, Duplicated) = (emissions, lost, duplicated);

    /// <summary>Which datagrams go on when the one of that number has come, in order; the last entry holds those that are left when all have.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Emissions { get; }

    /// <summary>Thrown away, by number, in order.</summary>
    public IReadOnlyList<int> Lost { get; }

    /// <summary>Sent on twice, by number, in order.</summary>
    public IReadOnlyList<int> Duplicated { get; }

    /// <summary>Everything that goes on, in order.</summary>
    public IEnumerable<int> Order => Emissions.SelectMany(static numbers => numbers);

    /// <summary>Draws.</summary>
    /// <param name="impairment">How bad the way is.</param>
    /// <param name="count">How many datagrams there will be.</param>
    public static ImpairmentPlan Draw(Impairment impairment, int count)
    {
        ArgumentNullException.ThrowIfNull(impairment);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var random = new Random(impairment.Seed);
        var emissions = Enumerable.Range(0, count + 1).Select(static _ => new List<int>()).ToList();
        var (lost, duplicated) = (new List<int>(), new List<int>());
        for (var number = 0; number < count; number++)
        {
            // Always as many draws: changing one percentage leaves the fate of the others as it was.
            var (losing, doubling, holding, places) = (random.Next(100), random.Next(100), random.Next(100), 1 + random.Next(Impairment.MostPlaces));
            if (losing < impairment.LossPercent)
            {
                lost.Add(number);
                continue;
            }

            emissions[Math.Min(count, holding < impairment.ReorderPercent ? number + places : number)].Add(number);
            if (doubling < impairment.DuplicatePercent)
            {
                duplicated.Add(number);
                emissions[Math.Min(count, number + places)].Add(number);
            }
        }

        return new(emissions, lost, duplicated);
    }
}
