namespace Patchbay.Services.Transfer;

/// <summary>What has to be done so that a destination has what a source has. Pure.</summary>
internal sealed class MirrorPlan
{
    MirrorPlan(List<MirrorStep> steps, List<(string Path, string Why)> conflicts, int same) => (Steps, Conflicts, Same) = (steps, conflicts, same);

    /// <summary>Folders before what is in them; removals at the end, the deepest first.</summary>
    public IReadOnlyList<MirrorStep> Steps { get; }

    /// <summary>What is a file on one side and a folder on the other: nothing is done about it.</summary>
    public IReadOnlyList<(string Path, string Why)> Conflicts { get; }

    /// <summary>Files that need nothing.</summary>
    public int Same { get; }

    public int Removals => Steps.Count(static step => step.Action is MirrorAction.RemoveFile or MirrorAction.RemoveFolder);

    public long Bytes => Steps.Sum(static step => step.Action == MirrorAction.Copy ? step.Item.Size ?? 0 : 0);

    /// <param name="source">What shall be.</param>
    /// <param name="destination">What is.</param>
    /// <param name="removes">What only the destination has is removed.</param>
    public static MirrorPlan Make(MirrorTree source, MirrorTree destination, bool removes)
    {
        var (steps, conflicts, same) = (new List<MirrorStep>(), new List<(string, string)>(), 0);
        // A link there in place of a folder is not written through.
        var closed = destination.LeftOut.Select(static left => left.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var item in source.Items.Values)
        {
            var there = destination.Items.GetValueOrDefault(item.Path);
            if (closed.Overlaps(Ancestors(item.Path)) || closed.Contains(item.Path))
            {
                if (closed.Contains(item.Path))
                {
                    conflicts.Add((item.Path, "the destination has something else of that name, which is left alone"));
                    closed.Add(item.Path);
                }
            }
            else if (there is not null && there.Kind != item.Kind)
            {
                conflicts.Add((item.Path, item.Kind == RemoteEntryKind.Folder ? "it is a folder, and a file at the destination" : "it is a file, and a folder at the destination"));
                closed.Add(item.Path);
            }
            else if (item.Kind == RemoteEntryKind.Folder)
            {
                if (there is null)
                {
                    steps.Add(new MirrorStep(MirrorAction.MakeFolder, item, "new"));
                }
            }
            else if (Difference(item, there) is { } why)
            {
                steps.Add(new MirrorStep(MirrorAction.Copy, item, why));
            }
            else
            {
                same++;
            }
        }

        if (removes)
        {
            // What the source left out is not known to be gone.
            var kept = source.LeftOut.Select(static left => left.Path).ToHashSet(StringComparer.Ordinal);
            var inside = kept.SelectMany(Ancestors).ToHashSet(StringComparer.Ordinal);
            steps.AddRange(destination.Items.Values.Reverse()
                .Where(item => !source.Items.ContainsKey(item.Path) && !kept.Contains(item.Path) && !inside.Contains(item.Path) && !Ancestors(item.Path).Any(kept.Contains) && !Ancestors(item.Path).Any(closed.Contains))
                .Select(static item => new MirrorStep(item.Kind == RemoteEntryKind.Folder ? MirrorAction.RemoveFolder : MirrorAction.RemoveFile, item, "only at the destination")));
        }

        return new MirrorPlan(steps, conflicts, same);
    }

    /// <summary>Why a file has to be copied; null when it has not: of the same size, and not newer, as far as is known.</summary>
    public static string? Difference(MirrorItem source, MirrorItem? destination)
    {
        if (destination is null)
        {
            return "new";
        }

        if (source.Size != destination.Size && source.Size is not null && destination.Size is not null)
        {
            return $"{source.Size} bytes, was {destination.Size}";
        }

        // Servers keep whole seconds.
        return source.Modified is { } time && destination.Modified is { } was && Seconds(time) > Seconds(was) + (long)Math.Max(destination.Precision.TotalSeconds - 1, 0) ? "newer" : null;
    }

    static long Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds();

    static IEnumerable<string> Ancestors(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            yield return path[..slash];
        }
    }
}
